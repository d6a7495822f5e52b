package io.giliran.simulation.replay;

import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.report.TextTable;
import io.giliran.simulation.engine.RttSample;
import io.giliran.workload.DurationText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The results of a replay for people. */
public final class ReplayTable {
    private static final int WIDEST_CELL = 48;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST_BACKENDS_SHOWN = 20;
    private static final double MUCH_OVERHEAD = 0.1;

    private final ReplayResult result;
    private final LiveRecording recording;

    ReplayTable(ReplayResult result) {
        this.result = result;
        recording = result.recording();
    }

    /** Renders it, with the last line's end. */
    public static String render(ReplayResult result) {
        return new ReplayTable(result).render();
    }

    private String render() {
        StringBuilder text = new StringBuilder();
        text.append(about()).append('\n').append(prediction().render()).append(each());
        if (result.goesByLoad()) {
            text.append('\n').append(shares().render());
        }
        if (!result.policies().isEmpty()) {
            text.append('\n')
                    .append(policies().render())
                    .append('\n')
                    .append(comparisons().render());
        }
        return text.toString();
    }

    /** The run and how well it was repeated, aligned lines. */
    String about() {
        LiveRecording.Balancing balancing = recording.balancing();
        int backends = recording.backends().size();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "run         %s, seed %d, %d backend%s of %d worker%s, %s%n",
                balancing.policy(),
                balancing.seed(),
                backends,
                backends == 1 ? "" : "s",
                balancing.workers(),
                balancing.workers() == 1 ? "" : "s",
                switch (recording.model()) {
                    case OPEN -> "an open model";
                    case CLOSED -> "a closed model";
                    case PARTLY_OPEN -> "a partly open model";
                }));
        long last = recording.requests().intended[recording.requests().count - 1];
        text.append(String.format(
                Locale.ROOT,
                "requests    %,d of %,d measured, on %,d connections in %.1f s%s%n",
                result.measured().count(),
                recording.requestCount(),
                recording.connectionCount(),
                last / NANOS_PER_SECOND,
                recording.part().fromNanos() == 0
                        ? ""
                        : ", without a warm-up of "
                                + DurationText.format(recording.part().fromNanos())));
        PickAgreement picks = result.picks();
        text.append(String.format(
                Locale.ROOT,
                "simulated   %,d picks, %,d the same%s%n",
                picks.picks(),
                picks.same(),
                result.goesByLoad()
                        ? "; " + recording.balancing().policy()
                                + " goes by what happened meanwhile, which is not quite the same"
                        : ""));
        if (picks.firstOther() != null) {
            text.append("            first other: ").append(picks.firstOther()).append('\n');
        }
        Overhead overhead = result.overhead();
        text.append(String.format(
                Locale.ROOT,
                "overhead    %s ms a request beyond work and wait: the median of %,d %s; it is in the predictions%n",
                millis(overhead.nanos()),
                overhead.sample(),
                overhead.foundIdle() ? "that found a worker idle" : "of all, too few found a worker idle"));
        double part = overhead.nanos() / ReplayMetric.P50.of(result.measured());
        if (part > MUCH_OVERHEAD) {
            text.append(String.format(
                    Locale.ROOT,
                    "            that is %.0f %% of the median RTT: so much of the prediction is fitted, not foretold%n",
                    100 * part));
        }
        return text.toString();
    }

    /** The RTTs that were measured and those that were predicted. */
    TextTable prediction() {
        TextTable table = new TextTable(WIDEST_CELL).row("RTT in ms", "measured", "predicted", "error");
        for (ReplayMetric metric : ReplayMetric.values()) {
            table.row(
                    metric.key(),
                    millis(metric.of(result.measured())),
                    millis(metric.of(result.predicted())),
                    percent(result.error(metric)));
        }
        return table;
    }

    /** The error of single requests, a line. */
    String each() {
        long[] off = offByRequest();
        return String.format(
                Locale.ROOT,
                "each        half of all requests within %s ms of their prediction, 99 %% within %s ms%n",
                millis(RttSample.percentile(off, 0.5)),
                millis(RttSample.percentile(off, 0.99)));
    }

    /** Absolute prediction error of each request, in ns, in their order. */
    private long[] offByRequest() {
        long[] measured = result.measured().inOrder();
        long[] predicted = result.predicted().inOrder();
        long[] off = new long[measured.length];
        Arrays.setAll(off, request -> Math.abs(predicted[request] - measured[request]));
        Arrays.sort(off);
        return off;
    }

    /** Connections of each backend, live and simulated. */
    TextTable shares() {
        TextTable table = new TextTable(WIDEST_CELL).row("connections", "live", "simulated");
        int shown = Math.min(MOST_BACKENDS_SHOWN, recording.backends().size());
        for (int i = 0; i < shown; i++) {
            table.row(
                    recording.backends().get(i).name(),
                    share(result.recordedShares().get(i)),
                    share(result.predictedShares().get(i)));
        }
        return table;
    }

    /** The RTTs under each policy. */
    TextTable policies() {
        List<String> header = new ArrayList<>(List.of("would be, in ms"));
        for (ReplayMetric metric : ReplayMetric.values()) {
            header.add(metric.key());
            header.add("");
        }
        TextTable table = new TextTable(WIDEST_CELL).row(header.toArray(String[]::new));
        for (ReplayResult.Policy policy : result.policies()) {
            List<String> cells = new ArrayList<>(List.of(policy.name()));
            for (ReplayMetric metric : ReplayMetric.values()) {
                cells.add(millis(metric.of(policy.rtt())));
                cells.add(bounds(metric.interval(policy.rtt())));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    /** The policies against the recorded one. */
    TextTable comparisons() {
        TextTable table = new TextTable(WIDEST_CELL)
                .row("against " + result.policies().get(0).name(), "mean", "p50", "p99");
        for (ReplayResult.Policy policy :
                result.policies().subList(1, result.policies().size())) {
            table.row(
                    policy.name(),
                    difference(policy, ReplayMetric.MEAN),
                    difference(policy, ReplayMetric.P50),
                    difference(policy, ReplayMetric.P99));
        }
        return table;
    }

    private static String difference(ReplayResult.Policy policy, ReplayMetric metric) {
        PairedComparison comparison =
                Objects.requireNonNull(policy.againstFirst().get(metric));
        Interval difference = comparison.difference();
        return difference.isUnbounded()
                ? String.format(Locale.ROOT, "%+.1f %%, by too few to be sure", 100 * difference.estimate())
                : comparison.toString();
    }

    /** Formats a time in ms, with about four digits. */
    static String millis(long nanos) {
        return millis((double) nanos);
    }

    private static String millis(double nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        return String.format(Locale.ROOT, millis >= 100 ? "%,.1f" : millis >= 10 ? "%.2f" : "%.3f", millis);
    }

    /** {@code [32.40, 32.83]}; a question mark for a side of which nothing is known. */
    private static String bounds(Interval interval) {
        return "[" + (Double.isFinite(interval.low()) ? millis(interval.low()) : "?") + ", "
                + (Double.isFinite(interval.high()) ? millis(interval.high()) : "?") + "]";
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * part);
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
