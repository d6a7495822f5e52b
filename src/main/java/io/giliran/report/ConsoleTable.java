package io.giliran.report;

import io.giliran.metrics.BackendLoad;
import io.giliran.metrics.Interval;
import io.giliran.metrics.LatencyIntervals;
import io.giliran.metrics.LatencySummary;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.Slo;
import io.giliran.metrics.recording.Recording;
import io.giliran.metrics.validity.ErrorBounds;
import io.giliran.metrics.validity.Grade;
import io.giliran.metrics.validity.Verdict;
import io.giliran.workload.DurationText;
import io.giliran.workload.LoadModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Summary of a run for the console. Plain text, at most 100 columns unless a path is longer. */
public final class ConsoleTable {
    private ConsoleTable() {}

    /**
     * Renders the results, with the last line's end.
     *
     * @param directory where the run left its files
     * @param logFiles the names of the files to point the reader to
     */
    public static String render(RunSummary summary, Path directory, List<String> logFiles) {
        StringBuilder text = new StringBuilder();
        if (!summary.backends().isEmpty()) {
            text.append(backends(summary)).append('\n');
        }
        // A service that does not send its name is no backend, and its answers say nothing of turns.
        if (!summary.backends().isEmpty() || summary.ok() == 0) {
            text.append(Wrapped.lines("turns    ", Evenness.sentence(summary))).append('\n');
        }
        if (summary.corrected() != null || summary.connect() != null) {
            text.append(latencies(summary)).append('\n');
        }
        text.append(Wrapped.lines("requests ", requests(summary)));
        if (summary.late() > 0 && summary.run().model() != LoadModel.CLOSED) {
            text.append(Wrapped.lines("late     ", late(summary)));
        }
        text.append(Wrapped.lines("errors   ", errors(summary)));
        if (summary.ok() == 0
                && summary.failures() > 0
                && summary.run().verdict().advice().isEmpty()) {
            text.append(Wrapped.lines("advice   ", "all requests have failed; " + advice(summary)));
        }
        text.append(Wrapped.lines("run      ", run(summary.run())));
        if (summary.warmUpNanos() > 0) {
            text.append(Wrapped.lines("warm-up  ", warmUp(summary)));
        }
        judgement(text, summary.judgement());
        if (summary.run().interrupted()) {
            text.append(Wrapped.lines("note     ", "interrupted; these are the results until then"));
        }
        verdict(text, summary.run().verdict());
        text.append("logs     ").append(directory).append('\n');
        if (!logFiles.isEmpty()) {
            text.append(Wrapped.lines("         ", String.join(", ", logFiles)));
        }
        return text.toString();
    }

    private static void verdict(StringBuilder text, Verdict verdict) {
        String word = verdict.grade() == Grade.INVALID ? "INVALID  " : "usable   ";
        for (String reason : verdict.reasons()) {
            text.append(Wrapped.lines(word, reason));
        }
        if (!verdict.advice().isEmpty()) {
            text.append(Wrapped.lines("advice   ", verdict.advice()));
        }
    }

    private static String backends(RunSummary summary) {
        TextTable table = new TextTable().row("backend", "connections answered", "share", "requests");
        for (Map.Entry<String, BackendLoad> backend : summary.backends().entrySet()) {
            BackendLoad load = backend.getValue();
            table.row(
                    backend.getKey(),
                    Numbers.count(load.connections()),
                    Numbers.percent(summary.share(load)),
                    Numbers.count(load.requests()));
        }
        return table.render();
    }

    private static String latencies(RunSummary summary) {
        boolean open = summary.run().model() != LoadModel.CLOSED;
        TextTable table = new TextTable().row("", "p50", "p90", "p99", "p99.9", "max");
        latency(table, open ? "RTT, corrected" : "RTT", summary.corrected());
        intervals(table, summary.judgement().intervals());
        bounds(table, summary.corrected(), summary.run().verdict().bounds());
        if (open) {
            latency(table, "RTT, uncorrected", summary.uncorrected());
            latency(table, "send lag", summary.sendLag());
        }
        latency(table, "connect", summary.connect());
        return table.render();
    }

    private static void latency(TextTable table, String name, @Nullable LatencySummary latency) {
        if (latency != null) {
            table.row(
                    name,
                    time(latency, 50, latency.p50()),
                    time(latency, 90, latency.p90()),
                    time(latency, 99, latency.p99()),
                    time(latency, 99.9, latency.p999()),
                    time(latency, 100, latency.max()));
        }
    }

    private static String time(LatencySummary latency, double percentile, long nanos) {
        return (latency.isKnown(percentile) ? "" : "> ") + DurationText.format(nanos);
    }

    /**
     * Adds a row with the part of each percentile that may be the swarm's own lateness; none when no part is as long as the
     * system needs to wake a thread.
     */
    private static void bounds(TextTable table, @Nullable LatencySummary latency, ErrorBounds bounds) {
        if (latency != null && bounds.p999() >= 1) {
            table.row(
                    "  own lateness", upTo(bounds.p50()), upTo(bounds.p90()), upTo(bounds.p99()), upTo(bounds.p999()));
        }
    }

    private static String upTo(double nanos) {
        return "≤ " + DurationText.format(Math.round(nanos));
    }

    private static void intervals(TextTable table, @Nullable LatencyIntervals intervals) {
        if (intervals != null) {
            table.row(
                    "  95 % between",
                    between(intervals.p50()),
                    between(intervals.p90()),
                    between(intervals.p99()),
                    between(intervals.p999()));
        }
    }

    /** {@code [11.9, 13.0] ms}, {@code [990 µs, 1.20 ms]}; a question mark for a bound that is not known. */
    private static String between(Interval interval) {
        String low = bound(interval.low());
        String high = bound(interval.high());
        String unit = low.substring(low.indexOf(' ') + 1);
        return low.endsWith(" " + unit) && high.endsWith(" " + unit)
                ? "[" + low.substring(0, low.indexOf(' ')) + ", " + high.substring(0, high.indexOf(' ')) + "] " + unit
                : "[" + low + ", " + high + "]";
    }

    private static String bound(double nanos) {
        return Double.isFinite(nanos) ? DurationText.format(Math.round(nanos)) : "?";
    }

    private static void judgement(StringBuilder text, Judgement judgement) {
        for (Judgement.Awaited awaited : judgement.awaited()) {
            text.append(Wrapped.lines(
                    awaited.reached() ? "until    " : "TOO SHORT ",
                    awaited.goal() + (awaited.reached() ? " reached" : " not reached") + ": "
                            + (Double.isFinite(awaited.relative())
                                    ? String.format(Locale.ROOT, "±%.1f %%", 100 * awaited.relative())
                                    : "±?")));
        }
        for (Slo.Result slo : judgement.slos()) {
            boolean unsure = judgement.sureSlos().unsure().contains(slo.expression());
            text.append(Wrapped.lines(
                    slo.ok() ? "slo      " : unsure ? "SLO UNSURE " : "SLO FAILED ",
                    slo.shown() + (unsure ? ", which the swarm's own lateness could overturn" : "")));
        }
        if (judgement.ended() != null) {
            text.append(Wrapped.lines("note     ", judgement.ended()));
        }
    }

    private static String requests(RunSummary summary) {
        RunDescription run = summary.run();
        String planned =
                run.plannedRequests().isPresent() && run.plannedRequests().getAsLong() != summary.ended()
                        ? " of " + Numbers.count(run.plannedRequests().getAsLong()) + " planned"
                        : "";
        String rate = run.plannedPerSecond().isPresent()
                ? " (planned " + Numbers.perSecond(run.plannedPerSecond().getAsDouble()) + ")"
                : "";
        String unfinished = summary.unfinished() == 0
                ? ""
                : ", " + Numbers.count(summary.unfinished()) + " under way when the run was cut";
        return Numbers.count(summary.ended()) + planned + " in " + Numbers.seconds(run.durationSeconds()) + ", "
                + Numbers.count(summary.ok()) + " ok, " + Numbers.perSecond(summary.achievedPerSecond()) + rate
                + unfinished;
    }

    private static String warmUp(RunSummary summary) {
        String length = Numbers.seconds(summary.warmUpNanos() / 1e9);
        if (summary.corrected() == null && summary.ok() > 0) {
            return "all " + Numbers.count(summary.ok(), "answer") + " lie in the warm-up of " + length
                    + ", so there is no percentile; give a longer run, or a shorter --warmup";
        }
        return "the first " + length + " are not in the percentiles"
                + (summary.p99WithWarmUp() < 0
                        ? ""
                        : "; with them p99 is " + DurationText.format(summary.p99WithWarmUp()));
    }

    private static String late(RunSummary summary) {
        return Numbers.count(summary.late()) + " requests were sent more than "
                + DurationText.format(Recording.LATE_NANOS) + " after their time, the latest "
                + DurationText.format(summary.maxSendLagNanos());
    }

    private static String errors(RunSummary summary) {
        List<String> kinds = new ArrayList<>();
        for (Map.Entry<Outcome, Long> kind : summary.failed().entrySet()) {
            if (kind.getValue() > 0) {
                kinds.add(kind.getKey().description() + " " + Numbers.count(kind.getValue()));
            }
        }
        return kinds.isEmpty() ? "none" : Numbers.count(summary.failures()) + ": " + String.join(", ", kinds);
    }

    /** Advice by the most frequent failure. */
    private static String advice(RunSummary summary) {
        Outcome mostly = summary.failed().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        return switch (mostly) {
            case TIMEOUT, UNFINISHED ->
                "look whether a single request is answered, then give fewer clients, a lower rate or a longer timeout";
            case RESET, CLOSED ->
                "look whether the balancer has a backend that is up: its log says how each connection ended; where the target"
                        + " is another service, give what it understands with --send and --expect";
            case WRONG_ANSWER ->
                "the target does not speak the line protocol, or --expect does not fit: give --send and --expect for its own";
            case OK, REFUSED -> "look whether the target listens and has descriptors left (ulimit -n)";
        };
    }

    private static String run(RunDescription run) {
        return run.command()
                + (run.policy() == null ? "" : ", policy " + run.policy())
                + ", " + run.model().key() + " model, " + Numbers.count(run.clients(), "client") + ", seed "
                + run.seed();
    }
}
