package io.giliran.metrics;

/** Confidence intervals of the mean and the usual percentiles of a run's corrected RTT, in ns. */
public record LatencyIntervals(Interval mean, Interval p50, Interval p90, Interval p99, Interval p999) {
    /** The intervals of a series that is not empty. */
    public static LatencyIntervals of(LatencySeries series) {
        return new LatencyIntervals(
                series.mean(),
                series.percentile(0.5),
                series.percentile(0.9),
                series.percentile(0.99),
                series.percentile(0.999));
    }
}
