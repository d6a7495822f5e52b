package io.giliran.simulation.experiment;

import io.giliran.metrics.BatchMeans;
import io.giliran.metrics.Interval;
import io.giliran.metrics.OrderStatistics;
import io.giliran.metrics.tail.Bounded;
import io.giliran.simulation.engine.RunResult;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Estimate of a metric, with its interval and the method that gave it. Independent replications give it for every metric. The
 * batches of one run give it for the mean and the percentiles. With several runs a percentile has both intervals, and the wider
 * counts: few replications may agree by chance, and batches do not see what differs from run to run.
 *
 * @param value exact, or known from below where requests that never ended are in it
 * @param interval about the value; unbounded when nothing is known
 * @param why there is no interval, or only one side of it
 */
public record Estimate(Bounded value, Interval interval, Method method, Reason why) {
    public enum Method {
        /** No method: the value is not known, and its interval is unbounded. */
        NONE,
        REPLICATIONS,
        BATCH_MEANS,
        ORDER_STATISTICS;

        /** The word in files. */
        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Reason why an interval is missing. */
    enum Reason {
        KNOWN(""),
        EMPTY("nothing was answered"),
        UNENDED("requests that never ended are in it, so it is known from below"),
        ONE_RUN("one run does not tell"),
        CHANGES("one run does not tell: faults, stages or a trace change it, or it does not settle"),
        UNSETTLED("one run does not tell: stretches of it depend on each other however long they are"),
        TOO_FEW("too few independent requests lie beyond it"),
        TOO_SHORT("too few or too short runs for how much they differ"),
        INFINITE_MEAN("the true mean is infinite: what is shown grows with the length of the run"),
        INFINITE_VARIANCE("the variance is infinite, so runs that agree do so by chance"),
        HEAVY_TAIL("a few requests make up too much of it: the tail is too heavy for runs of this length");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** Whether a heavy tail is the reason. */
        boolean isOfTail() {
            return this == INFINITE_MEAN || this == INFINITE_VARIANCE || this == HEAVY_TAIL;
        }

        /** Text for people. */
        String words() {
            return words;
        }

        /** The word in files. */
        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A value without an interval. */
    static Estimate unknown(Bounded value, Reason why) {
        return new Estimate(
                value,
                new Interval(
                        Double.NEGATIVE_INFINITY, value.least(), Double.POSITIVE_INFINITY, Interval.USUAL_CONFIDENCE),
                Method.NONE,
                why);
    }

    /**
     * Estimates by the variation between the runs; of one run nothing is known.
     *
     * @param pooled the metric of all runs together, with an upper bound
     * @param each the metric of each run, with an upper bound
     */
    static Estimate byReplications(Metric metric, Bounded pooled, List<Bounded> each) {
        if (each.size() == 1) {
            return unknown(pooled, Reason.ONE_RUN);
        }
        Interval low = ofRuns(metric, each, Bounded::least);
        Interval high = ofRuns(metric, each, Bounded::most);
        Interval interval = new Interval(
                Math.min(low.low(), pooled.least()),
                pooled.least(),
                Math.max(high.high(), pooled.most()),
                low.confidence());
        return new Estimate(
                pooled, interval, Method.REPLICATIONS, interval.isUnbounded() ? Reason.TOO_SHORT : Reason.KNOWN);
    }

    private static Interval ofRuns(Metric metric, List<Bounded> each, ToDoubleFunction<Bounded> bound) {
        double[] values = each.stream().mapToDouble(bound).toArray();
        return metric == Metric.MEAN
                ? Interval.ofTimes(values, Interval.USUAL_CONFIDENCE)
                : Interval.ofReplications(values, Interval.USUAL_CONFIDENCE);
    }

    /**
     * Returns the estimate by the runs' batches where this one has no interval or a narrower one; otherwise this one.
     *
     * @param rtt of all runs together
     */
    Estimate orByBatches(Metric metric, Histogram rtt, List<RunResult> runs) {
        if (!metric.isTime()) {
            return this;
        }
        if (method == Method.NONE && !runs.get(0).batches().areIndependent()) {
            return unknown(value, Reason.UNSETTLED);
        }
        if (metric == Metric.MEAN) {
            return method == Method.NONE ? byBatchMeans(runs.get(0)) : this;
        }
        Estimate other = known(
                OrderStatistics.interval(
                        rtt,
                        metric.percentile().getAsDouble() / 100,
                        runs.stream().map(RunResult::batches).toList(),
                        Interval.USUAL_CONFIDENCE),
                Method.ORDER_STATISTICS,
                Reason.TOO_FEW);
        return method == Method.NONE || other.width() > width() ? other : this;
    }

    private Estimate byBatchMeans(RunResult run) {
        if (run.batches().haveHeavyTail()) {
            return unknown(value, Reason.HEAVY_TAIL);
        }
        return known(
                BatchMeans.interval(run.batches(), run.meanNanos(), Interval.USUAL_CONFIDENCE),
                Method.BATCH_MEANS,
                Reason.TOO_SHORT);
    }

    /** The same within the bounds of what the metric can be. */
    Estimate within(double least, double most) {
        return interval.isUnbounded()
                ? this
                : new Estimate(
                        value,
                        new Interval(
                                Math.max(interval.low(), least),
                                interval.estimate(),
                                Math.min(interval.high(), most),
                                interval.confidence()),
                        method,
                        why);
    }

    private Estimate known(Interval nanos, Method by, Reason whyNot) {
        Interval millis = nanos.times(1 / PolicyResult.NANOS_PER_MILLI);
        boolean nothing = Double.isInfinite(millis.low()) && Double.isInfinite(millis.high());
        return new Estimate(
                value,
                new Interval(millis.low(), value.least(), millis.high(), millis.confidence()),
                nothing ? Method.NONE : by,
                millis.isUnbounded() ? whyNot : Reason.KNOWN);
    }

    private double width() {
        return interval.high() - interval.low();
    }
}
