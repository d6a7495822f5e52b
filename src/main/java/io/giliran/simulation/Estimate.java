package io.giliran.simulation;

import io.giliran.metrics.BatchMeans;
import io.giliran.metrics.Interval;
import io.giliran.metrics.OrderStatistics;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * A metric as estimated, and how its interval was found. Independent replications tell it of every metric. Of one run its
 * batches tell it of the mean and the percentiles. Of several runs a percentile has both intervals, and the wider counts:
 * few replications may agree by chance, and batches do not see what differs from run to run.
 */
record Estimate(Interval interval, Method method) {
    enum Method {
        /** Nothing is known; the interval is unbounded. */
        NONE,
        REPLICATIONS,
        BATCH_MEANS,
        ORDER_STATISTICS;

        /** The word in files. */
        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * By how the runs differ; of one run nothing is known.
     *
     * @param pooled the metric of all runs together
     * @param each the metric of each run
     */
    static Estimate byReplications(double pooled, double[] each) {
        return new Estimate(
                Interval.ofReplications(each, Interval.USUAL_CONFIDENCE).around(pooled),
                each.length == 1 ? Method.NONE : Method.REPLICATIONS);
    }

    /**
     * By the runs' batches where that says more, or where it is wider.
     *
     * @param rtt of all runs together
     */
    Estimate orByBatches(Metric metric, Histogram rtt, List<RunResult> runs) {
        if (rtt.getTotalCount() == 0
                || (method == Method.NONE && !runs.get(0).batches().areIndependent())) {
            return this;
        }
        if (metric == Metric.MEAN && method == Method.NONE) {
            RunResult run = runs.get(0);
            return known(
                    BatchMeans.interval(run.batches(), run.meanNanos(), Interval.USUAL_CONFIDENCE), Method.BATCH_MEANS);
        }
        if (metric.percentile().isEmpty()) {
            return this;
        }
        Estimate other = known(
                OrderStatistics.interval(
                        rtt,
                        metric.percentile().getAsDouble() / 100,
                        runs.stream().map(RunResult::batches).toList(),
                        Interval.USUAL_CONFIDENCE),
                Method.ORDER_STATISTICS);
        return method == Method.NONE || other.width() > width() ? other : this;
    }

    private static Estimate known(Interval nanos, Method method) {
        boolean nothing = Double.isInfinite(nanos.low()) && Double.isInfinite(nanos.high());
        return new Estimate(nanos.times(1 / PolicyResult.NANOS_PER_MILLI), nothing ? Method.NONE : method);
    }

    private double width() {
        return interval.high() - interval.low();
    }
}
