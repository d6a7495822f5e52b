package io.giliran.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.giliran.metrics.BackendLoad;
import io.giliran.metrics.Interval;
import io.giliran.metrics.LatencyIntervals;
import io.giliran.metrics.LatencySummary;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.Slo;
import io.giliran.metrics.validity.ErrorBounds;
import io.giliran.metrics.validity.Grade;
import io.giliran.metrics.validity.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** {@code summary.json}: a {@link RunSummary} for programs. Names carry their unit; what was not measured is absent. */
public final class SummaryJson {
    /** The name of the file. */
    public static final String FILE = "summary.json";

    private static final double NANOS_PER_SECOND = 1e9;
    private static final JsonFactory JSON = new JsonFactory();

    private static final Map<String, Double> PERCENTILES = percentiles();

    private final JsonGenerator json;
    private final RunSummary summary;
    private final List<TheoryValue> theory;

    private SummaryJson(JsonGenerator json, RunSummary summary, List<TheoryValue> theory) {
        this.json = json;
        this.summary = summary;
        this.theory = theory;
    }

    private static Map<String, Double> percentiles() {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", 50.0);
        percentiles.put("p90", 90.0);
        percentiles.put("p99", 99.0);
        percentiles.put("p999", 99.9);
        percentiles.put("max", 100.0);
        return percentiles;
    }

    /** The text of the file, with its last line's end. */
    public static String render(RunSummary summary, List<TheoryValue> theory) {
        StringWriter text = new StringWriter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(indenter));
            new SummaryJson(json, summary, theory).write();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text + "\n";
    }

    private void write() throws IOException {
        json.writeStartObject();
        writeRun();
        writeRequests();
        writeRate();
        writeLatencies();
        writeBackends();
        writeTheory();
        writeJudgement(summary.judgement());
        json.writeEndObject();
    }

    private void writeRun() throws IOException {
        RunDescription run = summary.run();
        json.writeStringField("giliran", summary.version());
        json.writeStringField("command", run.command());
        json.writeNumberField("seed", run.seed());
        json.writeStringField("workload_digest", run.workloadDigest());
        json.writeStringField("started", run.started().toString());
        json.writeNumberField("duration_s", run.durationSeconds());
        json.writeStringField("model", run.model().key());
        String policy = run.policy();
        if (policy != null) {
            json.writeStringField("policy", policy);
        }
        json.writeNumberField("clients", run.clients());
        writeClientChanges(run);
        if (run.interrupted()) {
            json.writeBooleanField("interrupted", true);
        }
        writeVerdict(run.verdict());
        json.writeNumberField("warmup_s", summary.warmUpNanos() / NANOS_PER_SECOND);
        if (summary.p99WithWarmUp() >= 0) {
            json.writeNumberField("p99_with_warmup_ns", summary.p99WithWarmUp());
        }
    }

    private void writeVerdict(Verdict verdict) throws IOException {
        json.writeBooleanField("valid", summary.valid());
        json.writeStringField("grade", verdict.grade().key());
        writeTexts("invalid_reasons", summary.valid() ? List.of() : verdict.reasons());
        if (verdict.grade() != Grade.VALID) {
            writeTexts("grade_reasons", verdict.reasons());
            json.writeStringField("advice", verdict.advice());
        }
        if (summary.corrected() != null) {
            ErrorBounds bounds = verdict.bounds();
            json.writeObjectFieldStart("error_bounds");
            json.writeNumberField("mean_ns", Math.round(bounds.mean()));
            json.writeNumberField("p50_ns", Math.round(bounds.p50()));
            json.writeNumberField("p90_ns", Math.round(bounds.p90()));
            json.writeNumberField("p99_ns", Math.round(bounds.p99()));
            json.writeNumberField("p999_ns", Math.round(bounds.p999()));
            json.writeEndObject();
        }
    }

    private void writeTexts(String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void writeClientChanges(RunDescription run) throws IOException {
        if (run.clientChanges().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("client_changes");
        for (RunDescription.ClientChange change : run.clientChanges()) {
            json.writeStartObject();
            json.writeNumberField("at_s", change.atNanos() / NANOS_PER_SECOND);
            json.writeNumberField("clients", change.clients());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeRequests() throws IOException {
        json.writeObjectFieldStart("requests");
        if (summary.run().plannedRequests().isPresent()) {
            json.writeNumberField("planned", summary.run().plannedRequests().getAsLong());
        }
        json.writeNumberField("sent", summary.ended());
        if (summary.unfinished() > 0) {
            json.writeNumberField("unfinished", summary.unfinished());
        }
        json.writeNumberField("ok", summary.ok());
        json.writeObjectFieldStart("failed");
        for (Map.Entry<Outcome, Long> kind : summary.failed().entrySet()) {
            json.writeNumberField(kind.getKey().key(), kind.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeRate() throws IOException {
        json.writeObjectFieldStart("rate");
        writeIfPresent("planned_per_s", summary.run().plannedPerSecond());
        json.writeNumberField("achieved_per_s", summary.achievedPerSecond());
        json.writeEndObject();
    }

    private void writeJudgement(Judgement judgement) throws IOException {
        LatencyIntervals intervals = judgement.intervals();
        if (intervals != null) {
            json.writeObjectFieldStart("intervals");
            writeInterval("mean", intervals.mean());
            writeInterval("p50", intervals.p50());
            writeInterval("p90", intervals.p90());
            writeInterval("p99", intervals.p99());
            writeInterval("p999", intervals.p999());
            json.writeEndObject();
        }
        if (!judgement.awaited().isEmpty()) {
            json.writeArrayFieldStart("until");
            for (Judgement.Awaited awaited : judgement.awaited()) {
                json.writeStartObject();
                json.writeStringField("goal", awaited.goal());
                if (Double.isFinite(awaited.relative())) {
                    json.writeNumberField("relative_half_width", awaited.relative());
                }
                json.writeBooleanField("reached", awaited.reached());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (!judgement.slos().isEmpty()) {
            json.writeArrayFieldStart("slo");
            for (Slo.Result slo : judgement.slos()) {
                json.writeStartObject();
                json.writeStringField("expression", slo.expression());
                if (Double.isFinite(slo.value())) {
                    json.writeNumberField("value", slo.value());
                }
                if (!slo.exact()) {
                    json.writeBooleanField("at_least", true);
                }
                json.writeBooleanField("ok", slo.ok());
                if (judgement.sureSlos().unsure().contains(slo.expression())) {
                    json.writeBooleanField("unsure", true);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (judgement.ended() != null) {
            json.writeStringField("ended", judgement.ended());
        }
    }

    /** A side of which nothing is known is null. */
    private void writeInterval(String name, Interval interval) throws IOException {
        json.writeArrayFieldStart(name);
        for (double bound : new double[] {interval.low(), interval.high()}) {
            if (!Double.isFinite(bound)) {
                json.writeNull();
            } else {
                json.writeNumber(bound);
            }
        }
        json.writeEndArray();
    }

    private void writeLatencies() throws IOException {
        if (summary.corrected() != null || summary.uncorrected() != null) {
            json.writeObjectFieldStart("rtt_ns");
            writeLatency("corrected", summary.corrected());
            writeLatency("uncorrected", summary.uncorrected());
            json.writeEndObject();
        }
        writeLatency("connect_ns", summary.connect());
        writeLatency("send_lag_ns", summary.sendLag());
        json.writeNumberField("late", summary.late());
        if (summary.maxSendLagNanos() >= 0) {
            json.writeNumberField("max_send_lag_ns", summary.maxSendLagNanos());
        }
        LatencySummary pauses = summary.pauses();
        if (pauses != null) {
            json.writeObjectFieldStart("pauses_ns");
            json.writeNumberField("count", summary.pauseCount());
            json.writeNumberField("max", pauses.max());
            json.writeNumberField("p99", pauses.p99());
            json.writeEndObject();
        }
    }

    private void writeLatency(String name, @Nullable LatencySummary latency) throws IOException {
        if (latency == null) {
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", latency.count());
        json.writeNumberField("mean", latency.mean());
        json.writeNumberField("min", latency.min());
        json.writeNumberField("p50", latency.p50());
        json.writeNumberField("p90", latency.p90());
        json.writeNumberField("p99", latency.p99());
        json.writeNumberField("p999", latency.p999());
        json.writeNumberField("max", latency.max());
        if (latency.unanswered() > 0) {
            json.writeNumberField("unanswered", latency.unanswered());
            writeTexts("at_least", unknown(latency));
        }
        json.writeEndObject();
    }

    /** The numbers that are only lower bounds, because requests lie there that were never answered. */
    private static List<String> unknown(LatencySummary latency) {
        List<String> names = new ArrayList<>(List.of("mean"));
        PERCENTILES.forEach((name, percentile) -> {
            if (!latency.isKnown(percentile)) {
                names.add(name);
            }
        });
        return names;
    }

    private void writeBackends() throws IOException {
        if (summary.backends().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("backends");
        for (Map.Entry<String, BackendLoad> backend : summary.backends().entrySet()) {
            BackendLoad load = backend.getValue();
            json.writeObjectFieldStart(backend.getKey());
            json.writeNumberField("connections", load.connections());
            json.writeNumberField("requests", load.requests());
            json.writeNumberField("share", summary.share(load));
            json.writeEndObject();
        }
        json.writeEndObject();
        if (summary.jain().isPresent()) {
            json.writeObjectFieldStart("fairness");
            writeIfPresent("jain", summary.jain());
            writeIfPresent("max_over_mean", summary.maxOverMean());
            json.writeEndObject();
        }
    }

    private void writeTheory() throws IOException {
        LatencySummary measured = summary.corrected();
        if (theory.isEmpty() || measured == null || measured.unanswered() > 0) {
            return;
        }
        json.writeArrayFieldStart("theory");
        for (TheoryValue value : theory) {
            json.writeStartObject();
            json.writeStringField("name", value.metric().key());
            json.writeStringField("model", value.model());
            json.writeNumberField("value_ns", value.nanos());
            json.writeNumberField("measured_ns", value.metric().of(measured));
            json.writeNumberField("gap", value.gap(measured));
            json.writeArrayFieldStart("assumptions");
            for (String assumption : value.assumptions()) {
                json.writeString(assumption);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeIfPresent(String name, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsDouble());
        }
    }
}
