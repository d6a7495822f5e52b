package io.giliran.simulation.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.metrics.Interval;
import io.giliran.metrics.OrderStatistics;
import io.giliran.report.RunDirectory;
import io.giliran.simulation.SampleScenarios;
import io.giliran.simulation.engine.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Method and reason of each interval. */
final class EstimateTest {
    private static final String STEADY = """
            policies = [ round-robin, random ], warm-up = 5s, requests = 40000, service = "exp:10ms", load.rate = 100
            backends = [ "b*2" ]
            """;

    @TempDir
    private Path folder;

    @Test
    void oneRunHasIntervalsOfItsTimesAndComparesNothing() throws IOException {
        ExperimentResult result = simulated(STEADY + "replications = 1");
        String table = ExperimentTable.render(result);
        assertThat(table.lines().filter(line -> line.startsWith("random")).findFirst())
                .get()
                .asString()
                .matches("random( +\\S+ +\\[\\S+, \\S+\\]){4}");
        assertThat(table).contains("in one run, which shows nothing").contains("from how the run's batches differ");
        assertThat(table).containsPattern("round-robin +E2/M/1 .*, agrees").containsPattern("random +M/M/1 .*, agrees");

        JsonNode random = summary(result).get("policies").get("random");
        assertThat(random.at("/rtt_mean_ms/method").asText()).isEqualTo("batch-means");
        assertThat(random.at("/rtt_mean_ms/low").asDouble())
                .isLessThan(random.at("/rtt_mean_ms/estimate").asDouble());
        for (String percentile : List.of("p50", "p99", "p999")) {
            assertThat(random.at("/rtt_" + percentile + "_ms/method").asText()).isEqualTo("order-statistics");
            assertThat(random.at("/rtt_" + percentile + "_ms/low").isNumber()).isTrue();
        }
        assertThat(random.at("/jain/method").asText()).isEqualTo("none");
        assertThat(random.at("/jain/low").isMissingNode()).isTrue();
        assertThat(random.at("/theory/measured_mean_ms/low").isNumber()).isTrue();
    }

    @Test
    void severalRunsTellByHowTheyDiffer() throws IOException {
        ExperimentResult result = simulated(STEADY + "replications = 3");
        assertThat(ExperimentTable.render(result))
                .doesNotContain("batches differ")
                .doesNotContain("shows nothing");
        JsonNode random = summary(result).get("policies").get("random");
        assertThat(random.at("/rtt_mean_ms/method").asText()).isEqualTo("replications");
        assertThat(random.at("/jain/method").asText()).isEqualTo("replications");
    }

    /** Runs whose medians agree by chance would give an interval without width. */
    @Test
    void ofAPercentileTheWiderIntervalCounts() {
        List<RunResult> same = List.of(SampleScenarios.run(STEADY), SampleScenarios.run(STEADY));
        Estimate agreeing = PolicyResult.of("round-robin", same, true).estimate(Metric.P50);
        assertThat(agreeing.method()).isEqualTo(Estimate.Method.ORDER_STATISTICS);
        Histogram both = same.get(0).rtt().copy();
        both.add(same.get(1).rtt());
        assertThat(agreeing.interval())
                .isEqualTo(OrderStatistics.interval(
                                both, 0.5, same.stream().map(RunResult::batches).toList(), Interval.USUAL_CONFIDENCE)
                        .times(1 / PolicyResult.NANOS_PER_MILLI));

        List<RunResult> different =
                List.of(SampleScenarios.run(STEADY), SampleScenarios.run(STEADY.replace("rate = 100", "rate = 160")));
        assertThat(PolicyResult.of("round-robin", different, true)
                        .estimate(Metric.P50)
                        .method())
                .isEqualTo(Estimate.Method.REPLICATIONS);
    }

    /** Batches before and after a fault differ by the fault. */
    @Test
    void aRunThatChangesTellsNothingAlone() {
        for (String change : List.of(
                "faults = [ \"100s b1 slow 1.5\" ]", "load.rate = off, load.stages = [ \"100s:100\", \"100s:120\" ]")) {
            ExperimentResult result = simulated(STEADY + "replications = 1, " + change);
            for (Metric metric : Metric.values()) {
                assertThat(result.of("random").estimate(metric).method()).isEqualTo(Estimate.Method.NONE);
                assertThat(result.of("random").interval(metric).isUnbounded()).isTrue();
            }
        }
    }

    /** Round robin gives the slow one more than it can do. */
    @Test
    void aRunThatDoesNotSettleTellsNothingAlone() {
        ExperimentResult result =
                simulated(STEADY.replace("b*2", "b*2\", \"slow,speed=0.1") + "replications = 1, requests = 20000");
        assertThat(result.of("round-robin").estimate(Metric.MEAN).method()).isEqualTo(Estimate.Method.NONE);
        assertThat(result.of("round-robin").estimate(Metric.P99).method()).isEqualTo(Estimate.Method.NONE);
    }

    @Test
    void whereOnlyOneSideIsKnownTheTableSaysSo() {
        // 4 of 4,000 times lie beyond the last percentile, and they need not come one by one.
        ExperimentResult result =
                simulated(STEADY.replace("40000", "4000") + "policies = [ random ], replications = 1");
        Interval interval = result.of("random").interval(Metric.P999);
        assertThat(interval.low()).isFinite();
        assertThat(interval.high()).isInfinite();
        assertThat(ExperimentTable.render(result))
                .containsPattern("random .*, \\?\\]\n\\[\\?\\] +p99, p99.9 of all: too few");
    }

    /** The shares of a few runs differ by little, and Student's t of one degree is 12.7. */
    @Test
    void noBoundIsBeyondWhatTheMetricCanBe() {
        PolicyResult random = simulated(STEADY + "replications = 2").of("random");
        assertThat(random.interval(Metric.JAIN).high()).isLessThanOrEqualTo(1);
        assertThat(random.interval(Metric.MOST).high()).isLessThanOrEqualTo(1);
        for (Metric metric : Metric.values()) {
            assertThat(random.interval(metric).low()).as(metric.key()).isGreaterThanOrEqualTo(0);
        }
    }

    private static ExperimentResult simulated(String text) {
        return new Experiment(SampleScenarios.plan(text), done -> true).run();
    }

    private JsonNode summary(ExperimentResult result) throws IOException {
        Path scenario = Files.writeString(folder.resolve("scenario.conf"), STEADY);
        RunDirectory directory = RunDirectory.create(folder, "scenario", Instant.EPOCH);
        ExperimentFiles.write(result, directory, scenario);
        return new ObjectMapper().readTree(directory.file("summary.json").toFile());
    }
}
