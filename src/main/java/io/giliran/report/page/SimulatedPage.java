package io.giliran.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.metrics.tail.CensoredHistogram;
import io.giliran.report.reading.RecordedHistograms;
import io.giliran.report.reading.RecordedRun;
import io.giliran.theory.CentralQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The page of a scenario that was simulated under several policies. */
final class SimulatedPage {
    private static final String P99 = "rtt_p99_ms";
    private static final double VISIBLE = 0.01;
    /**
     * Name of the policy that is a single queue for all backends: a bound for the others, shown beside them but never the
     * winner.
     */
    private static final String BOUND = CentralQueue.POLICY;

    private static final List<String> TIMES = List.of("mean", "p50", "p99", "p999");

    private final RecordedRun run;
    private final Map<String, JsonNode> policies = new LinkedHashMap<>();

    private SimulatedPage(RecordedRun run) {
        this.run = run;
        run.summary().path("policies").properties().forEach(one -> policies.put(one.getKey(), one.getValue()));
    }

    static String render(RecordedRun run) {
        return new SimulatedPage(run).render();
    }

    private String render() {
        Page page = new Page("Giliran simulate, " + run.text("/scenario"), policies.keySet());
        boolean stable = run.summary().path("stable").asBoolean(true);
        page.add(Header.html(
                "simulate · " + run.text("/scenario"), headline(), sentence(), verdict(stable), List.of(), stable));
        page.add(times());
        spectrum(page);
        page.add(theory());
        loads(page);
        page.add(expectations());
        page.add(goals());
        page.add(shares());
        page.add(Header.configuration("The scenario, run with the seed " + run.count("/seed"), run));
        return page.render();
    }

    private String headline() {
        List<String> real =
                policies.keySet().stream().filter(name -> !name.equals(BOUND)).toList();
        String best = "";
        double least = Double.POSITIVE_INFINITY;
        for (String policy : real.isEmpty() ? policies.keySet() : real) {
            double p99 = number(policy, P99, "estimate");
            boolean known = !isFromBelow(policy, P99);
            // What is known to its end counts first: a lower bound says nothing of how much more it is.
            if (best.isEmpty() ? p99 < least : known == isFromBelow(best, P99) ? known : p99 < least) {
                least = p99;
                best = policy;
            }
        }
        if (best.isEmpty()) {
            return "No request was answered.";
        }
        if (real.size() < 2) {
            return "Under " + best + " one request in a hundred took " + Words.millis(least) + " or more.";
        }
        if (isFromBelow(best, P99)) {
            return "Under each of these policies more than one request in a hundred was never answered.";
        }
        double bound = number(best, P99, "high");
        List<String> overlapping = new ArrayList<>();
        for (String policy : real) {
            if (!policy.equals(best) && number(policy, P99, "low") <= bound) {
                overlapping.add(policy);
            }
        }
        return "Of these policies " + best + " has the least p99, " + Words.millis(least)
                + (overlapping.isEmpty()
                        ? "."
                        : ", but its interval overlaps that of " + Words.list(overlapping) + ".");
    }

    private String sentence() {
        long runs = run.count("/replications");
        return "The same requests, in virtual time, under " + Words.list(new ArrayList<>(policies.keySet())) + "; "
                + (runs == 1 ? "one run" : Words.count(runs) + " independent runs") + " of each, the first "
                + Words.nanos((double) run.count("/warm_up_ns")) + " left out as warm-up"
                + (policies.containsKey(BOUND) ? "; " + BOUND + " is a bound that no policy can beat" : "")
                + cut()
                + (run.summary().path("interrupted").asBoolean() ? "; somebody interrupted it" : "") + ".";
    }

    /** Describes what the warm-up hides, and each policy whose p99 would differ visibly without it. */
    private String cut() {
        String hidden = run.text("/warm_up_hides");
        List<String> moved = new ArrayList<>();
        policies.forEach((policy, results) -> {
            double without = results.path("without_cut").path(P99).asDouble(Double.NaN);
            if (Math.abs(without / number(policy, P99, "estimate") - 1) > VISIBLE) {
                moved.add(Words.millis(without) + " for " + policy);
            }
        });
        return (hidden.isEmpty() ? "" : ", which hides " + hidden)
                + (moved.isEmpty() ? "" : "; without that cut p99 would be " + Words.list(moved));
    }

    private boolean isFromBelow(String policy, String metric) {
        JsonNode node = policies.get(policy);
        return node != null && node.path(metric).path("at_least").asBoolean();
    }

    private static String verdict(boolean stable) {
        return stable
                ? "Stable: what came could be done."
                : "UNSTABLE: more work came than the backends can do; times grow as long as it runs.";
    }

    private double number(String policy, String metric, String field) {
        JsonNode node = policies.get(policy);
        return node == null ? Double.NaN : node.path(metric).path(field).asDouble(Double.NaN);
    }

    private String times() {
        List<List<String>> rows = new ArrayList<>();
        for (String policy : policies.keySet()) {
            List<String> row = new ArrayList<>(List.of(policy));
            for (String time : TIMES) {
                row.add(interval(policy, "rtt_" + time + "_ms"));
            }
            rows.add(row);
        }
        String confidence = String.format(
                Locale.ROOT, "%.0f %%", 100 * run.number("/confidence").orElse(0.95));
        return Html.section(
                "RTT of each policy",
                Html.table("RTT of each policy", List.of("policy", "mean", "p50", "p99", "p99.9"), rows)
                        + Html.paragraph(
                                "In brackets where the true value lies, " + confidence + " sure; a question mark"
                                        + " for a bound that these runs do not tell. > stands before a time that requests without"
                                        + " an answer have in it: it is at least so long."));
    }

    private String interval(String policy, String metric) {
        String reason = policies.getOrDefault(policy, Json.object())
                .path(metric)
                .path("reason")
                .asText();
        if (reason.equals("infinite-mean")) {
            return "infinite";
        }
        return isFromBelow(policy, metric)
                ? "> " + Words.millis(number(policy, metric, "estimate"))
                : Words.interval(
                        number(policy, metric, "low"),
                        number(policy, metric, "estimate"),
                        number(policy, metric, "high"));
    }

    private void spectrum(Page page) {
        RecordedHistograms histograms = run.histograms();
        SpectrumFigure spectrum = new SpectrumFigure();
        for (String policy : policies.keySet()) {
            Histogram values = histograms.tagged().get(policy.replaceAll("[^A-Za-z0-9_.:-]", "_"));
            if (values != null) {
                Histogram unended = histograms.tagged().get(policy.replaceAll("[^A-Za-z0-9_.:-]", "_") + ".unfinished");
                spectrum.measured(
                        policy,
                        unended == null ? CensoredHistogram.of(values) : new CensoredHistogram(values, unended));
                SpectrumFigure.PERCENTILES.forEach(percentile -> {
                    String metric = "rtt_" + percentile.getKey() + "_ms";
                    spectrum.interval(
                            policy,
                            percentile.getValue(),
                            1e6 * number(policy, metric, "low"),
                            1e6 * number(policy, metric, "high"));
                });
            }
        }
        if (spectrum.isEmpty()) {
            page.add(Figure.refused(SpectrumFigure.TITLE, "no request was answered after the warm-up."));
        } else {
            page.add(spectrum.figure(
                    "The further right, the rarer: at 99 % stands the time that one request in a hundred"
                            + " exceeded. The lower line is the better policy, there." + SpectrumFigure.BARS));
        }
    }

    private String theory() {
        List<List<String>> rows = new ArrayList<>();
        policies.forEach((policy, results) -> {
            JsonNode theory = results.path("theory");
            double mean = theory.path("rtt_mean_ms").asDouble(Double.NaN);
            if (Double.isFinite(mean)) {
                double measured = number(policy, "rtt_mean_ms", "estimate");
                double p99 = theory.path("rtt_p99_ms").asDouble(Double.NaN);
                rows.add(List.of(
                        policy,
                        theory.path("model").asText()
                                + (theory.path("exact").asBoolean() ? "" : ", for ever more backends"),
                        Words.millis(mean),
                        Words.millis(measured),
                        Words.difference(measured, mean),
                        Words.millis(p99),
                        Words.millis(number(policy, "rtt_p99_ms", "estimate"))));
            }
        });
        return rows.isEmpty()
                ? Html.section(
                        "Beside theory", Html.paragraph("No closed form holds for this scenario and these policies."))
                : Html.section(
                        "Beside theory",
                        Html.table(
                                "Theory and simulation",
                                List.of("policy", "model", "mean", "simulated", "difference", "p99", "simulated"),
                                rows));
    }

    /** The mean at every load as theory has it, and the load that was simulated. */
    private void loads(Page page) {
        ObjectNode chart = Json.object().put("kind", "loads");
        ArrayNode lines = chart.putArray("series");
        List<List<String>> rows = new ArrayList<>();
        policies.forEach((policy, results) -> {
            JsonNode theory = results.path("theory");
            JsonNode byLoad = theory.path("mean_ms_by_load");
            if (byLoad.size() > 0) {
                ObjectNode line = lines.addObject().put("name", policy);
                double[] loads = new double[byLoad.size()];
                double[] means = new double[byLoad.size()];
                for (int i = 0; i < loads.length; i++) {
                    loads[i] = byLoad.get(i).path(0).asDouble();
                    means[i] = byLoad.get(i).path(1).asDouble();
                }
                line.set("x", Json.numbers(loads));
                line.set("y", Json.numbers(means));
                line.set(
                        "point",
                        Json.numbers(theory.path("load").asDouble(), number(policy, "rtt_mean_ms", "estimate")));
                for (int i = 0; i < loads.length; i += 4) {
                    rows.add(List.of(policy, Words.percent(loads[i]), Words.millis(means[i])));
                }
            }
        });
        if (!lines.isEmpty()) {
            page.add(new Figure(
                    "loads",
                    "Mean RTT at every load",
                    "The lines are theory, the dots what was simulated at the load of this scenario: how much room is"
                            + " left before waiting takes over.",
                    chart,
                    Html.table("Mean RTT at every load, in theory", List.of("policy", "load", "mean"), rows)));
        } else {
            page.add(Figure.refused(
                    "Mean RTT at every load", "theory knows no mean for this scenario and these policies."));
        }
    }

    private String expectations() {
        List<List<String>> rows = new ArrayList<>();
        run.summary().path("predictions").forEach(prediction -> {
            rows.add(List.of(prediction.path("prediction").asText(), "", outcome(prediction)));
            prediction.path("expectations").forEach(one -> rows.add(expectation(one)));
        });
        if (rows.isEmpty()) {
            run.summary().path("expectations").forEach(one -> rows.add(expectation(one)));
        }
        return rows.isEmpty()
                ? ""
                : Html.section(
                        "What was predicted, and what became of it",
                        Html.table("Predictions", List.of("prediction", "values", ""), rows));
    }

    private static List<String> expectation(JsonNode one) {
        return List.of(one.path("expectation").asText(), one.path("values").asText(), outcome(one));
    }

    /** Returns the verdict on an expectation. An interrupted run judges none; runs of older versions have only a boolean. */
    private static String outcome(JsonNode judged) {
        String outcome = judged.path("outcome").asText(judged.path("ok").asBoolean() ? "came_true" : "not_so");
        return switch (outcome) {
            case "came_true" -> "came true";
            case "not_so" -> "NOT SO";
            default -> "not judged";
        };
    }

    private String goals() {
        List<List<String>> rows = new ArrayList<>();
        policies.forEach((policy, results) -> {
            for (List<String> goal : Goals.rows(results.path("slo"))) {
                rows.add(Stream.concat(Stream.of(policy), goal.stream()).toList());
            }
        });
        return rows.isEmpty()
                ? ""
                : Html.section(
                        "Goals", Html.table("Goals of each policy", List.of("policy", "goal", "value", ""), rows));
    }

    private String shares() {
        List<List<String>> rows = new ArrayList<>();
        policies.forEach((policy, results) -> {
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (JsonNode share : results.path("shares")) {
                least = Math.min(least, share.asDouble());
                most = Math.max(most, share.asDouble());
            }
            rows.add(List.of(
                    policy,
                    Words.count(results.path("shares").size()),
                    Words.percent(least),
                    Words.percent(most),
                    Words.number(number(policy, "longest", "estimate")),
                    Words.percent(number(policy, "failed", "estimate")),
                    Words.count(results.path("unfinished").asLong())));
        });
        return Html.section(
                "Who got how much",
                Html.table(
                        "Backends under each policy",
                        List.of("policy", "backends", "least share", "most", "longest queue", "failed", "unfinished"),
                        rows));
    }
}
