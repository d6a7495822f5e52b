/** What is counted and how it is summed up: histograms, shares, fairness. */
@NullMarked
package io.giliran.metrics;

import org.jspecify.annotations.NullMarked;
