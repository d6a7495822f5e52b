package io.giliran.simulation.experiment;

import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.metrics.Slo;
import io.giliran.metrics.tail.Bounded;
import io.giliran.report.TextTable;
import io.giliran.workload.DurationText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The results of an experiment for people. */
public final class ExperimentTable {
    private static final int DIGEST_SHOWN = 16;
    private static final int WIDEST_CELL = 48;
    private static final int WIDEST_COMPARISON = 120;
    private static final String INDENT = " ".repeat(12);

    private final ExperimentResult result;

    private ExperimentTable(ExperimentResult result) {
        this.result = result;
    }

    /** Renders it, with the last line's end. */
    public static String render(ExperimentResult result) {
        return new ExperimentTable(result).render();
    }

    private String render() {
        StringBuilder text = new StringBuilder();
        text.append(times());
        missing(text);
        text.append('\n').append(loads()).append('\n');
        if (result.policies().size() > 1) {
            text.append(comparisons()).append('\n');
        }
        theory(text);
        predictions(text);
        slos(text);
        if (result.isUnstable()) {
            text.append("UNSTABLE    more work came than the backends can do; times grow as long as it runs\n");
        }
        if (!result.warmUp().settled()) {
            text.append(
                    "UNSETTLED   times still change when a run ends; run it longer, or more comes than some policy can do\n");
        }
        if (result.policies().stream().anyMatch(policy -> Double.isNaN(policy.value(Metric.MEAN)))) {
            text.append("EMPTY       no request that came after the warm-up was answered, where a - stands\n");
        }
        if (result.cut()) {
            text.append("note        interrupted; these are the results until then\n");
        }
        run(text);
        return text.toString();
    }

    private String times() {
        TextTable table = new TextTable(WIDEST_CELL).row("RTT in ms", "mean", "", "p50", "", "p99", "", "p99.9", "");
        for (PolicyResult policy : result.policies()) {
            List<String> cells = new ArrayList<>(List.of(policy.policy()));
            for (Metric metric : Metric.TIMES) {
                Estimate estimate = policy.estimate(metric);
                cells.add(number(estimate));
                cells.add(estimate.value().isEmpty() ? "" : bounds(estimate.interval()));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table.render();
    }

    /** Appends the reasons for missing intervals, a line for each reason. */
    private void missing(StringBuilder text) {
        for (Estimate.Reason reason : Estimate.Reason.values()) {
            Map<String, List<String>> policiesByTimes = new LinkedHashMap<>();
            for (PolicyResult policy : result.policies()) {
                String times = Metric.TIMES.stream()
                        .filter(metric -> policy.estimate(metric).why() == reason)
                        .map(Metric::shown)
                        .collect(Collectors.joining(", "));
                if (!times.isEmpty()) {
                    policiesByTimes
                            .computeIfAbsent(times, none -> new ArrayList<>())
                            .add(policy.policy());
                }
            }
            if (reason.words().isEmpty()) {
                continue;
            }
            policiesByTimes.forEach((times, policies) -> text.append("[?]         ")
                    .append(times)
                    .append(" of ")
                    .append(policies.size() == result.policies().size() ? "all" : String.join(", ", policies))
                    .append(": ")
                    .append(reason.words())
                    .append('\n'));
        }
    }

    private String loads() {
        TextTable table = new TextTable(WIDEST_CELL)
                .row("backends", "longest", "", "Jain", "", "least share", "most", "failed", "moved", "unfinished");
        for (PolicyResult policy : result.policies()) {
            Interval longest = policy.interval(Metric.LONGEST);
            Interval jain = policy.interval(Metric.JAIN);
            table.row(
                    policy.policy(),
                    number(longest.estimate()),
                    known(longest),
                    String.format(Locale.ROOT, "%.4f", jain.estimate()),
                    jain.isUnbounded() ? "" : String.format(Locale.ROOT, "[%.4f, %.4f]", jain.low(), jain.high()),
                    percent(policy.value(Metric.LEAST)),
                    percent(policy.value(Metric.MOST)),
                    String.format(Locale.ROOT, "%,d", policy.sum(run -> run.failed() + run.unfinished())),
                    result.plan().scenario().knownClients() == 0 ? "" : percent(policy.value(Metric.MOVED)),
                    String.format(Locale.ROOT, "%,d", policy.sum(run -> run.unfinished())));
        }
        return table.render();
    }

    private String comparisons() {
        PolicyResult first = result.policies().get(0);
        TextTable table = new TextTable(WIDEST_COMPARISON).row("against " + first.policy(), "mean", "p99");
        for (PolicyResult policy :
                result.policies().subList(1, result.policies().size())) {
            table.row(policy.policy(), comparison(first, policy, Metric.MEAN), comparison(first, policy, Metric.P99));
        }
        return table.render();
    }

    /**
     * Returns the comparison of two policies. Where both values are known from below only, the parts that failed are compared
     * in addition.
     */
    private String comparison(PolicyResult first, PolicyResult other, Metric metric) {
        PairedComparison comparison = result.toFirst(other, metric);
        return comparison.toString(first.policy(), other.policy())
                + (comparison.obstacle() == PairedComparison.Obstacle.BOTH_FROM_BELOW
                        ? "; " + percent(other.value(Metric.FAILED)) + " failed, against "
                                + percent(first.value(Metric.FAILED))
                        : "");
    }

    private void theory(StringBuilder text) {
        if (result.theory().isEmpty()) {
            return;
        }
        TextTable table = new TextTable(WIDEST_COMPARISON).row("theory", "model", "mean in ms", "measured", "");
        result.theory()
                .forEach((policy, match) -> table.row(
                        policy,
                        match.model(),
                        number(match.meanMillis()),
                        number(result.of(policy).estimate(Metric.MEAN)),
                        TheoryVerdict.of(match, result.of(policy))));
        text.append(table.render()).append('\n');
    }

    private void predictions(StringBuilder text) {
        for (Prediction prediction : result.plan().predictions()) {
            Prediction.Outcome outcome = result.outcome(prediction);
            if (!prediction.text().isEmpty()) {
                text.append(labelled(outcome)).append(prediction.text()).append('\n');
            }
            for (Expectation expectation : prediction.expectations()) {
                Prediction.Outcome own = result.outcome(expectation);
                text.append(prediction.text().isEmpty() ? labelled(own) : INDENT)
                        .append(own != outcome ? own.words() + ": " : "")
                        .append(expectation.text())
                        .append("  (")
                        .append(expectation.values(result::bounded))
                        .append(")\n");
            }
        }
    }

    private static String labelled(Prediction.Outcome outcome) {
        return outcome.words() + INDENT.substring(outcome.words().length());
    }

    private void slos(StringBuilder text) {
        int widest = result.policies().stream()
                .mapToInt(policy -> policy.policy().length())
                .max()
                .orElse(0);
        for (PolicyResult policy : result.policies()) {
            String name = policy.policy() + " ".repeat(widest - policy.policy().length());
            for (Slo.Result slo : result.slos(policy)) {
                text.append(
                                result.cut()
                                        ? labelled(Prediction.Outcome.NOT_JUDGED)
                                        : slo.ok() ? "slo         " : "SLO FAILED  ")
                        .append(name)
                        .append("  ")
                        .append(slo.shown())
                        .append('\n');
            }
        }
    }

    private void run(StringBuilder text) {
        int replications = result.policies().get(0).runs().size();
        long events = result.policies().stream()
                .mapToLong(policy -> policy.sum(run -> run.events()))
                .sum();
        text.append(String.format(
                Locale.ROOT,
                "run         %s, seed %d, %d replication%s, %,d events, intervals of %.0f %%%s%n",
                result.plan().scenario().name(),
                result.plan().seed(),
                replications,
                replications == 1 ? "" : "s",
                events,
                100 * Interval.USUAL_CONFIDENCE,
                replications == 1 ? ", from how the run's batches differ" : ""));
        warmUp(text);
        text.append("requests    ")
                .append(result.workloadDigest(), 0, DIGEST_SHOWN)
                .append('\n');
        for (PolicyResult policy : result.policies()) {
            text.append("digest      ")
                    .append(policy.runs().get(0).traceDigest(), 0, DIGEST_SHOWN)
                    .append("  ")
                    .append(policy.policy())
                    .append('\n');
        }
    }

    private void warmUp(StringBuilder text) {
        SimulatedWarmUp warmUp = result.warmUp();
        text.append("warm-up     ")
                .append(DurationText.format(warmUp.nanos()))
                .append(warmUp.found() ? ", found by MSER-5" : "")
                .append(" of ")
                .append(DurationText.format(
                        result.policies().get(0).runs().get(0).endNanos()))
                .append(
                        warmUp.bounded()
                                ? ", which would cut more; at most a tenth, and nothing that changes, is cut"
                                : "")
                .append('\n');
        warmUp.hides(result.plan().scenario())
                .ifPresent(hidden ->
                        text.append(INDENT).append("hides ").append(hidden).append('\n'));
        String uncut = result.policies().stream()
                .filter(PolicyResult::isMovedByTheCut)
                .map(policy -> policy.policy() + " " + shown(policy.uncutPercentile(Metric.P99)))
                .collect(Collectors.joining(", "));
        if (!uncut.isEmpty()) {
            text.append(INDENT)
                    .append("without the cut p99 would be ")
                    .append(uncut)
                    .append('\n');
        }
    }

    private static String number(Estimate estimate) {
        return estimate.why() == Estimate.Reason.INFINITE_MEAN ? "infinite" : shown(estimate.value());
    }

    private static String shown(Bounded value) {
        return value.shown(ExperimentTable::number);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (value >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.1f" : value >= 10 ? "%.2f" : "%.3f", value);
    }

    /** {@code [32.40, 32.83]}; a question mark for a side of which nothing is known. */
    private static String bounds(Interval interval) {
        return "[" + (Double.isInfinite(interval.low()) ? "?" : number(interval.low())) + ", "
                + (Double.isInfinite(interval.high()) ? "?" : number(interval.high())) + "]";
    }

    private static String known(Interval interval) {
        return interval.isUnbounded() ? "" : bounds(interval);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
