package io.giliran.metrics;

import org.HdrHistogram.Histogram;

/**
 * A histogram of durations in a few numbers, all in nanoseconds. Except for the mean they are exact to the histogram's
 * three significant digits: a percentile is the highest value that cannot be told from the recorded one.
 *
 * @param count how many durations were recorded
 * @param p999 the 99.9th percentile
 */
public record LatencySummary(long count, double mean, long min, long p50, long p90, long p99, long p999, long max) {

    /** Sums up; all numbers are 0 when nothing was recorded. */
    public static LatencySummary of(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0);
        }
        return new LatencySummary(
                histogram.getTotalCount(),
                histogram.getMean(),
                histogram.getMinValue(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }
}
