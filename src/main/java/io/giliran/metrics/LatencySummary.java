package io.giliran.metrics;

import io.giliran.metrics.tail.CensoredHistogram;
import org.HdrHistogram.Histogram;

/**
 * A histogram of durations in a few numbers, all in nanoseconds. Except for the mean they are exact to the histogram's three
 * significant digits: a percentile is the highest value that the histogram does not distinguish from the recorded one. Where
 * durations have not ended, numbers that fall among them are known from below only, see {@link #isKnown}.
 *
 * @param count how many durations there are
 * @param unanswered how many of these have not ended
 * @param p999 the 99.9th percentile
 */
public record LatencySummary(
        long count, long unanswered, double mean, long min, long p50, long p90, long p99, long p999, long max) {

    /** Sums up; all numbers are 0 when nothing was recorded. */
    public static LatencySummary of(CensoredHistogram durations) {
        Histogram histogram = durations.lowerBounds();
        if (histogram.getTotalCount() == 0) {
            return new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
        return new LatencySummary(
                histogram.getTotalCount(),
                durations.unendedCount(),
                histogram.getMean(),
                histogram.getMinValue(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }

    /**
     * Whether a percentile is known, however long the unended durations will still last; otherwise the value is a lower bound.
     * The maximum is the 100th.
     */
    public boolean isKnown(double percentile) {
        return Math.ceil(Math.nextDown(percentile) * count / 100) <= count - unanswered;
    }
}
