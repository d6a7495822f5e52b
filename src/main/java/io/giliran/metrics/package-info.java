/** Statistics of runs: histograms, intervals, comparisons, shares, fairness. */
@NullMarked
package io.giliran.metrics;

import org.jspecify.annotations.NullMarked;
