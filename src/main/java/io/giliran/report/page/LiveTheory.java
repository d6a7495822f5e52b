package io.giliran.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.report.reading.RecordedRun;
import io.giliran.report.reading.RecordedSettings;
import io.giliran.theory.ModelMatch;
import io.giliran.theory.Sojourn;
import io.giliran.workload.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Closed form of queueing theory that a live run is compared with.
 *
 * @param model its name in Kendall's notation; empty when there is none
 * @param sojourn what it says; null when there is none
 * @param remark what it takes for granted, or why there is none
 */
record LiveTheory(String model, @Nullable Sojourn sojourn, String remark) {
    /** Finds the model that holds for the run. */
    static LiveTheory of(RecordedRun run) {
        RecordedSettings settings = RecordedSettings.of(run);
        List<String> missing = new ArrayList<>();
        boolean open = settings.ratePerSecond().isPresent() && settings.steady();
        if (!open || !settings.arrivals().equals("poisson")) {
            missing.add("Poisson arrivals at one rate (--rate, --arrivals poisson)");
        }
        if (!settings.serviceTime().startsWith("exp:")) {
            missing.add("exponential work (--service-time exp:10ms)");
        }
        if (settings.workers() != 1) {
            missing.add("one worker a backend");
        }
        int backends = run.summary().path("backends").size();
        String policy = run.text("/policy");
        boolean splits = policy.equals("round-robin") || policy.equals("random");
        if (backends != 1 && !(splits && settings.connections().equals("per-request"))) {
            missing.add("one backend, or round-robin or random with a connection for each request");
        }
        if (!missing.isEmpty()) {
            return none("No closed form holds for this run; one would, with " + Words.list(missing) + ".");
        }
        double rate = settings.ratePerSecond().orElse(0);
        Distribution work = work(settings.serviceTime());
        double service = work == null ? Double.NaN : work.meanNanos() / 1e9;
        double load = rate * service / backends;
        if (work == null || !(load > 0 && load < 1)) {
            return none(String.format(
                    Locale.ROOT,
                    "Each backend is offered %s times what it can do, so there is no steady state: the longer the run,"
                            + " the longer the RTT.",
                    Words.number(load)));
        }
        String remark = String.format(
                Locale.ROOT,
                "Load %s of each of %s; taken for granted: one worker and one queue a backend, first come, first served,"
                        + " and work that is exponential with a mean of %s. What TCP, the balancer and timers cost is in"
                        + " the measurement and not in the theory.",
                Words.number(load),
                Words.count(backends, "backend"),
                Words.nanos(service * 1e9));
        return ModelMatch.of(rate, work, backends, 1, policy)
                .map(match -> new LiveTheory(match.model(), match.sojourn(), remark))
                .orElseThrow();
    }

    /** The part of the page about it. */
    String html(RecordedRun run) {
        if (run.summary().path("theory").size() > 0) {
            return told(run);
        }
        if (sojourn == null) {
            return Html.section("Beside theory", Html.paragraph(remark));
        }
        List<List<String>> rows = new ArrayList<>();
        addMeasured(rows, "mean", sojourn.mean() * 1e9, run);
        for (int percent : new int[] {50, 90, 99}) {
            double expected = sojourn.quantile(percent / 100.0).orElse(Double.NaN) * 1e9;
            addMeasured(rows, "p" + percent, expected, run);
        }
        return Html.section(
                "Beside theory",
                Html.table("RTT as " + model + " has it, and as it was measured", head(model), rows)
                        + Html.paragraph(remark));
    }

    /** Renders the comparison with theory that the run has written into its summary. */
    private static String told(RecordedRun run) {
        List<List<String>> rows = new ArrayList<>();
        run.summary().path("theory").forEach(one -> {
            double expected = one.path("value_ns").asDouble(Double.NaN);
            add(
                    rows,
                    one.path("name").asText(),
                    expected,
                    one.path("measured_ns").asDouble(Double.NaN));
        });
        return Html.section("Beside theory", Html.table("RTT in theory, and as it was measured", head("theory"), rows));
    }

    private static List<String> head(String model) {
        return List.of("RTT", model, "measured", "difference");
    }

    /** A number that is known from below only, because requests were never answered, has no difference. */
    private static void addMeasured(List<List<String>> rows, String name, double expected, RecordedRun run) {
        double measured = run.number("/rtt_ns/corrected/" + name).orElse(Double.NaN);
        boolean known = true;
        for (JsonNode unknown : run.summary().at("/rtt_ns/corrected/at_least")) {
            known &= !unknown.asText().equals(name);
        }
        if (known) {
            add(rows, name, expected, measured);
        } else {
            rows.add(List.of(name, Words.nanos(expected), "> " + Words.nanos(measured), "–"));
        }
    }

    private static void add(List<List<String>> rows, String name, double expected, double measured) {
        rows.add(List.of(name, Words.nanos(expected), Words.nanos(measured), Words.difference(measured, expected)));
    }

    private static LiveTheory none(String why) {
        return new LiveTheory("", null, why);
    }

    private static @Nullable Distribution work(String serviceTime) {
        try {
            return Distribution.parse(serviceTime);
        } catch (IllegalArgumentException ofAnotherVersion) {
            return null;
        }
    }
}
