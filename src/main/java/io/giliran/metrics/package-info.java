/**
 * Statistics of requests: histograms, confidence intervals, fairness, SLOs and comparisons of runs. Pure. Start reading at
 * {@link LatencySeries} and {@link Interval}; docs/statistics.md explains the methods.
 */
@NullMarked
package io.giliran.metrics;

import org.jspecify.annotations.NullMarked;
