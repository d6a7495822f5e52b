package io.giliran.simulation;

import io.giliran.metrics.Interval;
import io.giliran.metrics.Slo;
import io.giliran.report.TextTable;
import io.giliran.workload.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results of an experiment for people. */
public final class ExperimentTable {
    private static final int DIGEST_SHOWN = 16;
    private static final int WIDEST_CELL = 48;

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
        if (!result.plan().prediction().isEmpty()) {
            text.append("prediction  ").append(result.plan().prediction()).append("\n\n");
        }
        text.append(times()).append('\n');
        text.append(loads()).append('\n');
        if (result.policies().size() > 1) {
            text.append(comparisons()).append('\n');
        }
        theory(text);
        for (Expectation expectation : result.plan().expectations()) {
            boolean came = !result.disappointed().contains(expectation);
            text.append(came ? "came true   " : "NOT SO      ")
                    .append(expectation.text())
                    .append('\n');
        }
        slos(text);
        if (result.isUnstable()) {
            text.append("UNSTABLE    more work came than the backends can do; times grow as long as it runs\n");
        }
        if (!result.settled()) {
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
            for (Metric metric : List.of(Metric.MEAN, Metric.P50, Metric.P99, Metric.P999)) {
                Interval interval = policy.interval(metric);
                cells.add(number(interval.estimate()));
                cells.add(plusMinus(interval));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table.render();
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
                    plusMinus(longest),
                    String.format(Locale.ROOT, "%.4f", jain.estimate()),
                    plusMinus(jain),
                    percent(policy.shares().stream()
                            .mapToDouble(share -> share)
                            .min()
                            .orElse(0)),
                    percent(policy.shares().stream()
                            .mapToDouble(share -> share)
                            .max()
                            .orElse(0)),
                    String.format(Locale.ROOT, "%,d", policy.sum(run -> run.failed())),
                    result.plan().scenario().knownClients() == 0 ? "" : percent(policy.value(Metric.MOVED)),
                    String.format(Locale.ROOT, "%,d", policy.sum(run -> run.unfinished())));
        }
        return table.render();
    }

    private String comparisons() {
        TextTable table = new TextTable(WIDEST_CELL)
                .row("against " + result.policies().get(0).policy(), "mean", "p99");
        for (PolicyResult policy :
                result.policies().subList(1, result.policies().size())) {
            table.row(
                    policy.policy(),
                    result.toFirst(policy, Metric.MEAN).toString(),
                    result.toFirst(policy, Metric.P99).toString());
        }
        return table.render();
    }

    private void theory(StringBuilder text) {
        if (result.theory().isEmpty()) {
            return;
        }
        TextTable table = new TextTable(WIDEST_CELL).row("theory", "model", "mean in ms", "measured", "");
        result.theory()
                .forEach((policy, match) -> table.row(
                        policy,
                        match.model(),
                        number(match.meanMillis()),
                        number(result.value(policy, Metric.MEAN)),
                        match.verdict(result.of(policy))));
        text.append(table.render()).append('\n');
    }

    private void slos(StringBuilder text) {
        int widest = result.policies().stream()
                .mapToInt(policy -> policy.policy().length())
                .max()
                .orElse(0);
        for (PolicyResult policy : result.policies()) {
            String name = policy.policy() + " ".repeat(widest - policy.policy().length());
            for (Slo.Result slo : result.slos(policy)) {
                text.append(slo.ok() ? "slo         " : "SLO FAILED  ")
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
        text.append("warm-up     ")
                .append(DurationText.format(result.warmUpNanos()))
                .append(result.plan().warmUpNanos().isPresent() ? "" : ", found by MSER-5")
                .append(" of ")
                .append(DurationText.format(
                        result.policies().get(0).runs().get(0).endNanos()))
                .append('\n');
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

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (value >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.1f" : value >= 10 ? "%.2f" : "%.3f", value);
    }

    /** Of a lopsided interval the longer side, {@code ±?} when only one side is known. */
    private static String plusMinus(Interval interval) {
        if (Double.isInfinite(interval.low()) != Double.isInfinite(interval.high())) {
            return "±?";
        }
        double most = Math.max(interval.high() - interval.estimate(), interval.estimate() - interval.low());
        return Double.isFinite(most) ? "±" + number(most) : "";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
