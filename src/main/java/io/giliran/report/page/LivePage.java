package io.giliran.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.metrics.Outcome;
import io.giliran.report.reading.RecordedHistograms;
import io.giliran.report.reading.RecordedRun;
import io.giliran.theory.Sojourn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of a run over real TCP. */
final class LivePage {
    private final RecordedRun run;
    private final RecordedHistograms histograms;
    private final LiveTheory theory;

    private LivePage(RecordedRun run) {
        this.run = run;
        histograms = run.histograms();
        theory = LiveTheory.of(run);
    }

    static String render(RecordedRun run) {
        return new LivePage(run).render();
    }

    private String render() {
        Page page = new Page("Giliran " + run.text("/command") + ", " + when());
        page.add(Header.html(
                run.text("/command") + " · " + when(),
                headline(),
                sentence(),
                verdict(),
                reasons(),
                run.summary().path("valid").asBoolean(true)));
        page.add(cards());
        page.add(goals());
        spectrum(page);
        new LiveCharts(run, histograms).addTo(page);
        page.add(shares());
        page.add(theory.html(run));
        page.add(trust());
        page.add(Header.configuration("The configuration in force, with its seed " + run.count("/seed"), run));
        return page.render();
    }

    private String when() {
        return Header.date(run.text("/started"));
    }

    private String headline() {
        if (run.count("/requests/ok") == 0) {
            return "No request was answered.";
        }
        if (run.number("/rtt_ns/corrected/p50").isEmpty()) {
            return "All answers lie in the warm-up of " + seconds("/warmup_s") + ", so there is no percentile.";
        }
        boolean valid = run.summary().path("valid").asBoolean(true);
        boolean allAnswered = run.count("/requests/sent") == run.count("/requests/ok");
        boolean allTimed =
                run.count("/requests/sent") - run.count("/requests/ok") == run.count("/requests/failed/timeout");
        return (valid ? "Half of " : "INVALID run. Half of ")
                + (allAnswered || allTimed ? "all requests" : "the requests that did not fail at once")
                + " took " + rtt("p50") + " or less, and one in a hundred " + rtt("p99") + " or more.";
    }

    private String rtt(String name) {
        boolean known = true;
        for (JsonNode unknown : run.summary().at("/rtt_ns/corrected/at_least")) {
            known &= !unknown.asText().equals(name);
        }
        return (known ? "" : "> ")
                + Words.nanos(run.number("/rtt_ns/corrected/" + name).orElse(Double.NaN));
    }

    private String sentence() {
        StringBuilder text = new StringBuilder(Words.count(run.count("/requests/sent"), "request"));
        text.append(" of ").append(Words.count(run.count("/clients"), "client"));
        run.number("/rate/planned_per_s")
                .ifPresentOrElse(
                        rate -> text.append(", started at ")
                                .append(Words.number(rate))
                                .append("/s whether or not earlier ones")
                                .append(" were answered (an open model)"),
                        () -> text.append(", each client waiting for its answers (a closed model)"));
        if (!run.text("/policy").isEmpty()) {
            text.append("; policy ").append(run.text("/policy"));
        }
        int backends = run.summary().path("backends").size();
        if (backends > 0) {
            text.append("; ").append(Words.count(backends, "backend")).append(" answered");
        }
        text.append(". It took ").append(seconds("/duration_s"));
        if (run.summary().path("interrupted").asBoolean()) {
            text.append(", and then somebody interrupted it");
        }
        return text.append('.').toString();
    }

    private String seconds(String pointer) {
        return Words.nanos(run.number(pointer).orElse(0) * 1e9);
    }

    private String verdict() {
        if (!run.summary().path("valid").asBoolean(true)) {
            return "INVALID: do not trust these numbers.";
        }
        return run.text("/grade").equals("usable")
                ? "Usable: the numbers hold within the error bounds that stand beside them."
                : "Valid: nothing was found that would make these numbers wrong.";
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        run.summary()
                .path(run.summary().has("grade_reasons") ? "grade_reasons" : "invalid_reasons")
                .forEach(reason -> reasons.add(reason.asText()));
        if (!run.text("/advice").isEmpty()) {
            reasons.add("Advice: " + run.text("/advice"));
        }
        return reasons;
    }

    private String cards() {
        long sent = run.count("/requests/sent");
        long failed = sent - run.count("/requests/ok");
        List<String> kinds = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            long count = run.count("/requests/failed/" + outcome.key());
            if (count > 0) {
                kinds.add(Words.count(count) + " × " + outcome.description());
            }
        }
        String planned = run.number("/rate/planned_per_s").isPresent()
                ? "answered well; planned were "
                        + Words.number(run.number("/rate/planned_per_s").getAsDouble()) + "/s"
                : "answered well";
        return "<ul class=\"cards\">\n"
                + Header.card(
                        "p50",
                        rtt("p50"),
                        "half of the requests took so long or less" + interval("p50") + own("p50"),
                        false)
                + Header.card("p99", rtt("p99"), "one in a hundred took longer" + interval("p99") + own("p99"), false)
                + Header.card(
                        "requests a second",
                        Words.number(run.number("/rate/achieved_per_s").orElse(0)),
                        planned,
                        false)
                + Header.card(
                        "errors",
                        Words.count(failed),
                        failed == 0
                                ? "of " + Words.count(sent, "request")
                                : Words.percent((double) failed / Math.max(1, sent)) + ": " + Words.list(kinds),
                        failed > 0)
                + "</ul>\n";
    }

    private String own(String name) {
        double bound = run.number("/error_bounds/" + name + "_ns").orElse(0);
        return bound < 1 ? "" : "; up to " + Words.nanos(bound) + " of it may be the swarm's own lateness";
    }

    private String interval(String name) {
        JsonNode interval = run.summary().at("/intervals/" + name);
        return interval.size() == 2
                        && interval.get(0).isNumber()
                        && interval.get(1).isNumber()
                ? "; 95 % sure between " + Words.nanos(interval.get(0).asDouble()) + " and "
                        + Words.nanos(interval.get(1).asDouble())
                : "";
    }

    private String goals() {
        List<List<String>> rows = Goals.rows(run.summary().path("slo"));
        return rows.isEmpty()
                ? ""
                : Html.section("Goals", Html.table("Goals of this run", List.of("goal", "value", ""), rows));
    }

    private void spectrum(Page page) {
        SpectrumFigure spectrum = new SpectrumFigure()
                .measured("corrected", histograms.rtt())
                .measured("uncorrected", histograms.uncorrected());
        if (spectrum.isEmpty()) {
            page.add(Figure.refused(SpectrumFigure.TITLE, LiveCharts.unanswered(run)));
            return;
        }
        Sojourn sojourn = theory.sojourn();
        if (sojourn != null) {
            spectrum.theory(
                    "theory, " + theory.model(), part -> sojourn.quantile(part).orElse(Double.NaN) * 1e9);
        }
        for (Map.Entry<String, Double> percentile : SpectrumFigure.PERCENTILES) {
            JsonNode interval = run.summary().at("/intervals/" + percentile.getKey());
            if (interval.size() == 2) {
                spectrum.interval(
                        "corrected",
                        percentile.getValue(),
                        interval.get(0).asDouble(Double.NaN),
                        interval.get(1).asDouble(Double.NaN));
            }
        }
        page.add(spectrum.figure("The further right, the rarer: at 99 % stands the time that one request in a hundred"
                + " exceeded. Corrected counts from when a request should have started, uncorrected from when it was"
                + " sent; " + parting() + SpectrumFigure.BARS));
    }

    private String parting() {
        return run.text("/model").equals("closed")
                ? "in a closed model the two differ by connecting only."
                : "where the two part, requests had to wait to be sent.";
    }

    private String shares() {
        List<List<String>> rows = new ArrayList<>();
        run.summary()
                .path("backends")
                .properties()
                .forEach(backend -> rows.add(List.of(
                        backend.getKey(),
                        Words.count(backend.getValue().path("connections").asLong()),
                        Words.percent(backend.getValue().path("share").asDouble()),
                        Words.count(backend.getValue().path("requests").asLong()))));
        if (rows.isEmpty()) {
            return "";
        }
        String evenness = run.number("/fairness/jain").isEmpty()
                ? ""
                : Html.paragraph(String.format(
                        Locale.ROOT,
                        "Jain's index of the answered connections is %.4f (1 when all have the same), and the busiest backend has"
                                + " %.2f times the mean.",
                        run.number("/fairness/jain").getAsDouble(),
                        run.number("/fairness/max_over_mean").orElse(Double.NaN)));
        return Html.section(
                "Who got how much",
                Html.table("Backends", List.of("backend", "connections answered", "share", "requests"), rows)
                        + evenness);
    }

    /** Renders how accurate the measurement was. */
    private String trust() {
        List<List<String>> rows = new ArrayList<>();
        add(rows, "send lag, p50 and p99", "/send_lag_ns/p50", "/send_lag_ns/p99");
        add(rows, "longest send lag", "/max_send_lag_ns", "");
        if (run.number("/late").isPresent()) {
            rows.add(List.of("requests sent late", Words.count(run.count("/late"))));
        }
        add(rows, "connecting, p50 and p99", "/connect_ns/p50", "/connect_ns/p99");
        if (run.number("/pauses_ns/count").isPresent()) {
            rows.add(List.of("own pauses", Words.count(run.count("/pauses_ns/count"))));
            add(rows, "longest own pause", "/pauses_ns/max", "");
        }
        if (run.number("/warmup_s").isPresent()) {
            rows.add(List.of("warm-up that was cut off", seconds("/warmup_s")));
        }
        return rows.isEmpty()
                ? ""
                : Html.section(
                        "How far to trust it",
                        Html.table("The swarm itself", List.of("", ""), rows)
                                + Html.paragraph(
                                        "A send lag that is not small beside the RTT means that the swarm could"
                                                + " not keep to its plan, and then the numbers say more of it than of the"
                                                + " balancer."));
    }

    private void add(List<List<String>> rows, String name, String pointer, String second) {
        if (run.number(pointer).isPresent()) {
            String value = Words.nanos(run.number(pointer).getAsDouble());
            boolean two = !second.isEmpty() && run.number(second).isPresent();
            rows.add(List.of(
                    name, two ? value + ", " + Words.nanos(run.number(second).getAsDouble()) : value));
        }
    }
}
