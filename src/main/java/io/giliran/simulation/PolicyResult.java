package io.giliran.simulation;

import io.giliran.metrics.BatchMeans;
import io.giliran.metrics.Fairness;
import io.giliran.metrics.Interval;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What all runs of one policy showed together. Percentiles come from the merged histogram.
 *
 * @param rtt of all replications together, in ns
 * @param metrics by metric; times in ms, shares from 0 to 1
 * @param shares of each backend in the connections of all replications, in the order of declaration
 * @param runs one by one, in the order of replications
 * @param steady whether nothing changes as a run goes on, so that its batches tell how uncertain it is
 */
public record PolicyResult(
        String policy,
        Histogram rtt,
        Map<Metric, Estimate> metrics,
        List<Double> shares,
        List<RunResult> runs,
        boolean steady) {
    static final double NANOS_PER_MILLI = 1e6;

    static PolicyResult of(String policy, List<RunResult> runs, boolean steady) {
        Histogram merged = new Histogram(3);
        merged.setAutoResize(true);
        runs.forEach(run -> merged.add(run.rtt()));
        int backends = runs.get(0).picks().size();
        long[] picks = new long[backends];
        for (RunResult run : runs) {
            for (int i = 0; i < backends; i++) {
                picks[i] += run.picks().get(i);
            }
        }
        long all = Math.max(1, Arrays.stream(picks).sum());
        Map<Metric, Estimate> metrics = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            double[] each = runs.stream().mapToDouble(run -> value(run, metric)).toArray();
            Estimate byReplications = Estimate.byReplications(pooled(metric, merged, runs, picks, each), each);
            metrics.put(metric, steady ? byReplications.orByBatches(metric, merged, runs) : byReplications);
        }
        return new PolicyResult(
                policy,
                merged,
                metrics,
                Arrays.stream(picks).mapToObj(pick -> (double) pick / all).toList(),
                List.copyOf(runs),
                steady);
    }

    /** The metric in one run. */
    static double value(RunResult run, Metric metric) {
        return switch (metric) {
            case MEAN -> run.meanNanos() / NANOS_PER_MILLI;
            case P50, P99, P999 -> percentile(run.rtt(), metric);
            case LONGEST -> run.longest();
            case JAIN ->
                Fairness.jain(run.picks().stream().mapToLong(Long::longValue).toArray());
            case FAILED -> share(run.failed(), run);
            case MOVED -> share(run.moved(), run);
        };
    }

    double value(Metric metric) {
        return interval(metric).estimate();
    }

    Interval interval(Metric metric) {
        return estimate(metric).interval();
    }

    Estimate estimate(Metric metric) {
        return Objects.requireNonNull(metrics.get(metric));
    }

    /** Of the mean RTT, in ms: by replications, or of one steady run by its batches. */
    Interval meanInterval(double confidence) {
        if (steady && runs.size() == 1) {
            RunResult run = runs.get(0);
            return BatchMeans.interval(run.batches(), run.meanNanos(), confidence)
                    .times(1 / NANOS_PER_MILLI);
        }
        double[] means =
                runs.stream().mapToDouble(run -> value(run, Metric.MEAN)).toArray();
        return Interval.ofReplications(means, confidence);
    }

    /** Of all runs, such as the requests that failed. */
    long sum(ToDoubleFunction<RunResult> part) {
        return Math.round(runs.stream().mapToDouble(part).sum());
    }

    private static double pooled(Metric metric, Histogram merged, List<RunResult> runs, long[] picks, double[] each) {
        return switch (metric) {
            case P50, P99, P999 -> percentile(merged, metric);
            case LONGEST -> Arrays.stream(each).max().orElse(0);
            case JAIN -> Fairness.jain(picks);
            case FAILED, MOVED -> Arrays.stream(each).average().orElse(0);
            case MEAN ->
                runs.stream()
                                .filter(run -> run.rtt().getTotalCount() > 0)
                                .mapToDouble(run -> run.meanNanos() * run.rtt().getTotalCount())
                                .sum()
                        / merged.getTotalCount()
                        / NANOS_PER_MILLI;
        };
    }

    private static double share(long part, RunResult run) {
        return (double) part / Math.max(1, run.rtt().getTotalCount() + run.failed());
    }

    private static double percentile(Histogram histogram, Metric metric) {
        return histogram.getTotalCount() == 0
                ? Double.NaN
                : histogram.getValueAtPercentile(metric.percentile().orElseThrow()) / NANOS_PER_MILLI;
    }
}
