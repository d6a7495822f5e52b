package io.giliran.simulation.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.report.GiliranVersion;
import io.giliran.report.file.WholeFile;
import io.giliran.simulation.engine.RttSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** {@code replay.json}: the results of a replay for programs. Names carry their unit; what is not known is absent. */
public final class ReplayJson {
    /** The name of the file. */
    public static final String FILE = "replay.json";

    private static final double NANOS_PER_SECOND = 1e9;

    private final ReplayResult result;
    private final JsonGenerator json;

    private ReplayJson(ReplayResult result, JsonGenerator json) {
        this.result = result;
        this.json = json;
    }

    /**
     * Writes the file into the folder.
     *
     * @param told how many picks of the journal the recorded policy repeated, and {@code toldSame} how many of them alike;
     *     negative when there is no journal
     * @throws io.giliran.settings.SettingsException when it cannot be written
     */
    public static void write(ReplayResult result, long told, long toldSame, Path folder) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        WholeFile.write(folder.resolve(FILE), stream -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(stream)) {
                json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(indenter));
                new ReplayJson(result, json).write(told, toldSame);
                json.writeRaw('\n');
            }
        });
    }

    private void write(long told, long toldSame) throws IOException {
        LiveRecording recording = result.recording();
        json.writeStartObject();
        json.writeStringField("giliran", GiliranVersion.get());
        json.writeStringField("command", "replay");
        json.writeStringField("policy", recording.balancing().policy());
        json.writeNumberField("seed", recording.balancing().seed());
        json.writeStringField(
                "model", recording.model().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.writeNumberField("warmup_s", recording.part().fromNanos() / NANOS_PER_SECOND);
        json.writeNumberField("requests", recording.requestCount());
        json.writeNumberField("measured", result.measured().count());
        json.writeNumberField("connections", recording.connectionCount());
        json.writeNumberField("overhead_ns", result.overhead().nanos());
        json.writeObjectFieldStart("picks");
        if (told >= 0) {
            json.writeNumberField("told", told);
            json.writeNumberField("told_same", toldSame);
        }
        json.writeNumberField("simulated", result.picks().picks());
        json.writeNumberField("simulated_same", result.picks().same());
        json.writeEndObject();
        json.writeObjectFieldStart("rtt_ns");
        times("measured", result.measured());
        times("predicted", result.predicted());
        json.writeEndObject();
        json.writeObjectFieldStart("measured_interval_ns");
        for (ReplayMetric metric : ReplayMetric.values()) {
            interval(metric.key(), metric.interval(result.measured()));
        }
        json.writeEndObject();
        json.writeObjectFieldStart("error");
        for (ReplayMetric metric : ReplayMetric.values()) {
            json.writeNumberField(metric.key(), result.error(metric));
        }
        json.writeEndObject();
        policies();
        json.writeEndObject();
    }

    private void times(String name, RttSample sample) throws IOException {
        json.writeObjectFieldStart(name);
        for (ReplayMetric metric : ReplayMetric.values()) {
            json.writeNumberField(metric.key(), metric.of(sample));
        }
        json.writeEndObject();
    }

    private void policies() throws IOException {
        if (result.policies().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("policies");
        for (ReplayResult.Policy policy : result.policies()) {
            json.writeObjectFieldStart(policy.name());
            json.writeObjectFieldStart("rtt_ns");
            for (ReplayMetric metric : ReplayMetric.values()) {
                interval(metric.key(), metric.interval(policy.rtt()));
            }
            json.writeEndObject();
            if (!policy.againstFirst().isEmpty()) {
                json.writeObjectFieldStart("against_" + result.policies().get(0).name());
                for (Map.Entry<ReplayMetric, PairedComparison> entry :
                        policy.againstFirst().entrySet()) {
                    interval(entry.getKey().key(), entry.getValue().difference());
                }
                json.writeEndObject();
            }
            json.writeArrayFieldStart("shares");
            for (double share : policy.shares()) {
                json.writeNumber(share);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void interval(String name, Interval interval) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("confidence", interval.confidence());
        number("low", interval.low());
        number("estimate", interval.estimate());
        number("high", interval.high());
        json.writeEndObject();
    }

    private void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        }
    }
}
