package io.giliran.simulation.experiment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.metrics.Slo;
import io.giliran.metrics.tail.Bounded;
import io.giliran.report.GiliranVersion;
import io.giliran.report.RttHistogramLog;
import io.giliran.report.RunDirectory;
import io.giliran.report.SummaryJson;
import io.giliran.report.file.WholeFile;
import io.giliran.simulation.engine.RunResult;
import io.giliran.theory.ModelMatch;
import io.giliran.workload.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes the run directory of an experiment: {@code summary.json}, {@code rtt.hlog} with a tag for each policy, the scenario. */
public final class ExperimentFiles {
    private static final String SCENARIO = "scenario.conf";
    private static final int STEPS_OF_LOAD = 50;
    /** Tag of how long requests lasted that never ended. */
    private static final String UNFINISHED = ".unfinished";

    private final ExperimentResult result;
    private final JsonGenerator json;

    private ExperimentFiles(ExperimentResult result, JsonGenerator json) {
        this.result = result;
        this.json = json;
    }

    /**
     * Writes all files.
     *
     * @throws io.giliran.settings.SettingsException when one cannot be written
     */
    public static void write(ExperimentResult result, RunDirectory directory, Path scenario) {
        WholeFile.write(directory.file(SCENARIO), stream -> Files.copy(scenario, stream));
        // Virtual time begins at the epoch: it has no day.
        RttHistogramLog.write(directory, Instant.EPOCH, log -> {
            for (PolicyResult policy : result.policies()) {
                long end = policy.runs().get(0).endNanos();
                log.wholeRun(policy.policy(), end, policy.rtt());
                if (policy.times().unendedCount() > 0) {
                    log.wholeRun(
                            policy.policy() + UNFINISHED, end, policy.times().unended());
                }
            }
        });
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        // Last: a directory with a summary has all files.
        WholeFile.write(directory.file(SummaryJson.FILE), stream -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(stream)) {
                json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(indenter));
                new ExperimentFiles(result, json).summary();
                json.writeRaw('\n');
            }
        });
    }

    private void summary() throws IOException {
        json.writeStartObject();
        json.writeStringField("giliran", GiliranVersion.get());
        json.writeStringField("command", "simulate");
        json.writeStringField("scenario", result.plan().scenario().name());
        json.writeNumberField("seed", result.plan().seed());
        json.writeNumberField("replications", result.policies().get(0).runs().size());
        json.writeNumberField("confidence", Interval.USUAL_CONFIDENCE);
        json.writeNumberField("warm_up_ns", result.warmUp().nanos());
        json.writeStringField("warm_up_by", result.warmUp().found() ? "mser-5" : "scenario");
        json.writeBooleanField("warm_up_bounded", result.warmUp().bounded());
        Optional<String> hidden = result.warmUp().hides(result.plan().scenario());
        if (hidden.isPresent()) {
            json.writeStringField("warm_up_hides", hidden.get());
        }
        json.writeStringField("requests_digest", result.workloadDigest());
        json.writeBooleanField("stable", !result.isUnstable());
        if (result.cut()) {
            json.writeBooleanField("interrupted", true);
        }
        json.writeObjectFieldStart("policies");
        for (PolicyResult policy : result.policies()) {
            policy(policy);
        }
        json.writeEndObject();
        json.writeArrayFieldStart("expectations");
        for (Expectation expectation : result.plan().expectations()) {
            expectation(expectation);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("predictions");
        for (Prediction prediction : result.plan().predictions()) {
            json.writeStartObject();
            json.writeStringField("prediction", prediction.text());
            json.writeStringField("outcome", result.outcome(prediction).key());
            json.writeArrayFieldStart("expectations");
            for (Expectation expectation : prediction.expectations()) {
                expectation(expectation);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes an expectation. One that was not judged has no verdict. */
    private void expectation(Expectation expectation) throws IOException {
        Prediction.Outcome outcome = result.outcome(expectation);
        json.writeStartObject();
        json.writeStringField("expectation", expectation.text());
        if (outcome != Prediction.Outcome.NOT_JUDGED) {
            json.writeBooleanField("ok", outcome == Prediction.Outcome.CAME_TRUE);
        }
        json.writeStringField("outcome", outcome.key());
        json.writeStringField("values", expectation.values(result::bounded));
        json.writeEndObject();
    }

    private void policy(PolicyResult policy) throws IOException {
        json.writeObjectFieldStart(policy.policy());
        for (Metric metric : Metric.values()) {
            Interval interval = policy.interval(metric);
            json.writeObjectFieldStart(metric.isTime() ? "rtt_" + metric.key() + "_ms" : metric.key());
            Estimate estimate = policy.estimate(metric);
            number("estimate", interval.estimate());
            number("low", interval.low());
            number("high", interval.high());
            json.writeStringField("method", estimate.method().key());
            if (estimate.value().isFromBelow()) {
                json.writeBooleanField("at_least", true);
            } else if (!estimate.value().isExact()) {
                number("at_most", estimate.value().most());
            }
            if (estimate.why() != Estimate.Reason.KNOWN) {
                json.writeStringField("reason", estimate.why().key());
            }
            json.writeEndObject();
        }
        PairedComparison comparison = result.toFirst(policy, Metric.MEAN);
        if (!policy.equals(result.policies().get(0))) {
            json.writeStringField(
                    "mean_against_" + result.policies().get(0).policy(),
                    comparison.verdict().name().toLowerCase(Locale.ROOT));
            if (comparison.obstacle() != PairedComparison.Obstacle.NONE) {
                json.writeStringField(
                        "mean_obstacle", comparison.obstacle().name().toLowerCase(Locale.ROOT));
            }
        }
        uncut(policy);
        ModelMatch theory = result.theory().get(policy.policy());
        if (theory != null) {
            theory(theory, policy);
        }
        json.writeArrayFieldStart("shares");
        for (double share : policy.shares()) {
            json.writeNumber(share);
        }
        json.writeEndArray();
        slos(result.slos(policy));
        json.writeNumberField("unfinished", policy.sum(run -> run.unfinished()));
        json.writeNumberField("events", policy.sum(run -> run.events()));
        json.writeArrayFieldStart("trace_digests");
        for (RunResult run : policy.runs()) {
            json.writeString(run.traceDigest());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes the percentiles with the warm-up. */
    private void uncut(PolicyResult policy) throws IOException {
        json.writeObjectFieldStart("without_cut");
        for (Metric metric : List.of(Metric.P50, Metric.P99, Metric.P999)) {
            Bounded value = policy.uncutPercentile(metric);
            number("rtt_" + metric.key() + "_ms", value.least());
            if (value.isFromBelow()) {
                json.writeBooleanField("rtt_" + metric.key() + "_at_least", true);
            }
        }
        json.writeNumberField("requests", policy.uncut().count());
        json.writeEndObject();
    }

    /** Writes the SLOs as the summary of a live run has them. */
    private void slos(List<Slo.Result> slos) throws IOException {
        if (slos.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("slo");
        for (Slo.Result slo : slos) {
            json.writeStartObject();
            json.writeStringField("expression", slo.expression());
            number("value", slo.value());
            if (!slo.exact()) {
                json.writeBooleanField("at_least", true);
            }
            if (result.cut()) {
                json.writeStringField("outcome", Prediction.Outcome.NOT_JUDGED.key());
            } else {
                json.writeBooleanField("ok", slo.ok());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void theory(ModelMatch theory, PolicyResult policy) throws IOException {
        Interval measured = TheoryVerdict.measured(policy);
        json.writeObjectFieldStart("theory");
        json.writeStringField("model", theory.model());
        json.writeBooleanField("exact", theory.exact());
        number("rtt_mean_ms", theory.meanMillis());
        if (theory.p99Millis().isPresent()) {
            json.writeNumberField("rtt_p99_ms", theory.p99Millis().getAsDouble());
        }
        byLoad(theory, policy.policy());
        json.writeObjectFieldStart("measured_mean_ms");
        json.writeNumberField("confidence", measured.confidence());
        number("low", measured.low());
        number("estimate", measured.estimate());
        number("high", measured.high());
        json.writeEndObject();
        json.writeEndObject();
    }

    /** The mean in theory at other loads than this one, for the curve in the report. */
    private void byLoad(ModelMatch theory, String policy) throws IOException {
        Scenario scenario = result.plan().scenario();
        if (scenario.utilisation().isEmpty() || scenario.steadyRate().isEmpty() || theory.isSlow()) {
            return;
        }
        double load = scenario.utilisation().getAsDouble();
        double fullRate = scenario.steadyRate().getAsDouble() / load;
        json.writeNumberField("load", load);
        json.writeArrayFieldStart("mean_ms_by_load");
        for (int step = 1; step < STEPS_OF_LOAD; step++) {
            double part = (double) step / STEPS_OF_LOAD;
            Optional<ModelMatch> there = ModelMatch.of(scenario.atRate(part * fullRate), policy);
            if (there.isPresent()) {
                json.writeStartArray();
                json.writeNumber(part);
                json.writeNumber(there.get().meanMillis());
                json.writeEndArray();
            }
        }
        json.writeEndArray();
    }

    /** JSON has no infinity: what is unknown is absent. */
    private void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        }
    }
}
