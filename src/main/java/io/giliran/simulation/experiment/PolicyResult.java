package io.giliran.simulation.experiment;

import io.giliran.metrics.BatchMeans;
import io.giliran.metrics.Fairness;
import io.giliran.metrics.Interval;
import io.giliran.metrics.tail.Bounded;
import io.giliran.metrics.tail.CensoredHistogram;
import io.giliran.simulation.engine.RunResult;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Results of all runs of one policy together. Percentiles come from the merged histogram.
 *
 * @param times of all replications together, in ns
 * @param uncut the same with the requests of the warm-up
 * @param metrics by metric; times in ms, shares from 0 to 1
 * @param shares of each backend in the connections of all replications, in the order of declaration
 * @param runs one by one, in the order of replications
 * @param steady whether nothing changes as a run goes on, so that its batches tell how uncertain it is
 */
public record PolicyResult(
        String policy,
        CensoredHistogram times,
        CensoredHistogram uncut,
        Map<Metric, Estimate> metrics,
        List<Double> shares,
        List<RunResult> runs,
        boolean steady) {
    public static final double NANOS_PER_MILLI = 1e6;
    private static final double VISIBLE = 0.01;
    private static final double FEWEST_BEYOND = 10;

    public static PolicyResult of(String policy, List<RunResult> runs, boolean steady) {
        return of(policy, runs, steady, RttTail.LIGHT);
    }

    /**
     * Sums up the runs of a policy.
     *
     * @param tail of the times, as far as the scenario's parameters show it
     */
    public static PolicyResult of(String policy, List<RunResult> runs, boolean steady, RttTail tail) {
        CensoredHistogram times = merged(runs, RunResult::times);
        long[] picks = picks(runs);
        long all = Math.max(1, Arrays.stream(picks).sum());
        Map<Metric, Estimate> metrics = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            metrics.put(
                    metric, estimate(metric, times, runs, picks, steady, tail).within(0, metric.most()));
        }
        return new PolicyResult(
                policy,
                times,
                times.with(merged(runs, RunResult::early)),
                metrics,
                Arrays.stream(picks).mapToObj(pick -> (double) pick / all).toList(),
                List.copyOf(runs),
                steady);
    }

    /** The metric in one run. */
    public static Bounded value(RunResult run, Metric metric) {
        return switch (metric) {
            case MEAN -> run.mean().times(1 / NANOS_PER_MILLI);
            case P50, P99, P999 -> percentile(run.times(), metric);
            case LONGEST -> Bounded.exactly(run.longest());
            case JAIN, LEAST, MOST -> Bounded.exactly(ofPicks(metric, picks(List.of(run))));
            case FAILED -> share(run.failed() + run.unfinished(), run);
            case MOVED -> share(run.moved(), run);
            case RATE -> Bounded.exactly(run.answeredPerSecond());
        };
    }

    public double value(Metric metric) {
        return estimate(metric).value().least();
    }

    public Interval interval(Metric metric) {
        return estimate(metric).interval();
    }

    public Estimate estimate(Metric metric) {
        return Objects.requireNonNull(metrics.get(metric));
    }

    /** The RTTs of answered requests, in ns. */
    public Histogram rtt() {
        return times.ended();
    }

    /**
     * The interval of the mean RTT, in ms: by replications, or of one steady run by its batches; unbounded where that says
     * nothing.
     */
    Interval meanInterval(double confidence) {
        Estimate mean = estimate(Metric.MEAN);
        if (mean.method() == Estimate.Method.NONE) {
            return mean.interval();
        }
        if (runs.size() == 1) {
            RunResult run = runs.get(0);
            return BatchMeans.interval(run.batches(), run.meanNanos(), confidence)
                    .times(1 / NANOS_PER_MILLI);
        }
        double[] means = runs.stream()
                .mapToDouble(run -> value(run, Metric.MEAN).least())
                .toArray();
        return Interval.ofTimes(means, confidence);
    }

    /** A percentile in ms as it would be with the warm-up. */
    Bounded uncutPercentile(Metric metric) {
        return percentile(uncut, metric);
    }

    /** Whether the warm-up, had it been measured, would have made the p99 another one: by more than one in a hundred. */
    boolean isMovedByTheCut() {
        Bounded cut = percentile(times, Metric.P99);
        Bounded all = percentile(uncut, Metric.P99);
        return cut.isFromBelow() != all.isFromBelow() || Math.abs(all.least() / cut.least() - 1) > VISIBLE;
    }

    /** A sum over all runs, such as the requests that failed. */
    public long sum(ToDoubleFunction<RunResult> part) {
        return Math.round(runs.stream().mapToDouble(part).sum());
    }

    private static Estimate estimate(
            Metric metric, CensoredHistogram times, List<RunResult> runs, long[] picks, boolean steady, RttTail tail) {
        List<Bounded> each = runs.stream().map(run -> value(run, metric)).toList();
        Bounded pooled = pooled(metric, times, runs, picks, each);
        if (pooled.isEmpty() || each.stream().anyMatch(Bounded::isEmpty)) {
            return Estimate.unknown(pooled, Estimate.Reason.EMPTY);
        }
        if (pooled.isFromBelow() || each.stream().anyMatch(Bounded::isFromBelow)) {
            return Estimate.unknown(pooled, Estimate.Reason.UNENDED);
        }
        Optional<Estimate.Reason> hidden = tail.hides(metric);
        if (hidden.isPresent()) {
            boolean endless = hidden.get() == Estimate.Reason.INFINITE_MEAN;
            return Estimate.unknown(endless ? Bounded.atLeast(pooled.least()) : pooled, hidden.get());
        }
        Estimate byReplications = Estimate.byReplications(metric, pooled, each);
        if (steady && byReplications.value().isExact()) {
            return byReplications.orByBatches(metric, times.ended(), runs);
        }
        if (runs.size() == 1) {
            return Estimate.unknown(pooled, Estimate.Reason.CHANGES);
        }
        return runs.stream().allMatch(run -> seesBeyond(metric, run))
                ? byReplications
                : Estimate.unknown(pooled, Estimate.Reason.TOO_FEW);
    }

    /** Whether a run has some requests beyond the percentile; how independent they are is not known where all changes. */
    private static boolean seesBeyond(Metric metric, RunResult run) {
        return metric.percentile().isEmpty()
                || run.times().count() * (1 - metric.percentile().getAsDouble() / 100) >= FEWEST_BEYOND;
    }

    private static Bounded pooled(
            Metric metric, CensoredHistogram times, List<RunResult> runs, long[] picks, List<Bounded> each) {
        return switch (metric) {
            case P50, P99, P999 -> percentile(times, metric);
            case LONGEST ->
                Bounded.exactly(each.stream().mapToDouble(Bounded::least).max().orElse(0));
            case JAIN, LEAST, MOST -> Bounded.exactly(ofPicks(metric, picks));
            case FAILED, MOVED, RATE ->
                each.stream().anyMatch(Bounded::isEmpty)
                        ? Bounded.EMPTY
                        : Bounded.exactly(each.stream()
                                .mapToDouble(Bounded::least)
                                .average()
                                .orElse(0));
            case MEAN -> mean(runs);
        };
    }

    private static Bounded mean(List<RunResult> runs) {
        double least = 0;
        double most = 0;
        long count = 0;
        for (RunResult run : runs) {
            if (run.times().count() > 0) {
                least += run.mean().least() * run.times().count();
                most += run.mean().most() * run.times().count();
                count += run.times().count();
            }
        }
        return count == 0 ? Bounded.EMPTY : new Bounded(least / count, most / count).times(1 / NANOS_PER_MILLI);
    }

    private static CensoredHistogram merged(List<RunResult> runs, Function<RunResult, CensoredHistogram> times) {
        Histogram ended = new Histogram(3);
        Histogram unended = new Histogram(3);
        ended.setAutoResize(true);
        unended.setAutoResize(true);
        runs.stream().map(times).forEach(one -> {
            ended.add(one.ended());
            unended.add(one.unended());
        });
        return new CensoredHistogram(ended, unended);
    }

    private static long[] picks(List<RunResult> runs) {
        long[] picks = new long[runs.get(0).picks().size()];
        for (RunResult run : runs) {
            for (int i = 0; i < picks.length; i++) {
                picks[i] += run.picks().get(i);
            }
        }
        return picks;
    }

    private static double ofPicks(Metric metric, long[] picks) {
        double all = Math.max(1, Arrays.stream(picks).sum());
        return switch (metric) {
            case JAIN -> Fairness.jain(picks);
            case LEAST -> Arrays.stream(picks).min().orElse(0) / all;
            default -> Arrays.stream(picks).max().orElse(0) / all;
        };
    }

    private static Bounded share(long part, RunResult run) {
        return run.requests() == 0 ? Bounded.exactly(0) : Bounded.exactly((double) part / run.requests());
    }

    private static Bounded percentile(CensoredHistogram times, Metric metric) {
        return times.percentile(metric.percentile().orElseThrow()).times(1 / NANOS_PER_MILLI);
    }
}
