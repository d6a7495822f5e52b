package io.giliran.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.report.RunDirectory;
import io.giliran.simulation.experiment.Estimate;
import io.giliran.simulation.experiment.Expectation;
import io.giliran.simulation.experiment.Experiment;
import io.giliran.simulation.experiment.ExperimentFiles;
import io.giliran.simulation.experiment.ExperimentResult;
import io.giliran.simulation.experiment.ExperimentTable;
import io.giliran.simulation.experiment.Metric;
import io.giliran.simulation.experiment.Plan;
import io.giliran.simulation.experiment.PolicyResult;
import io.giliran.simulation.experiment.RttTail;
import io.giliran.theory.HeavyTail;
import io.giliran.workload.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tails too heavy for an interval have none, and the reason is reported. */
final class HeavyTailTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "pareto:1ms:0.9, infinite-mean",
        "pareto:1ms:1.5, infinite-mean",
        "pareto:1ms:1.9, infinite-mean",
        "pareto:1ms:2.1, infinite-variance",
        "pareto:1ms:2.5, infinite-variance",
        "lognormal:1ms:2, heavy-tail",
        "bimodal:1ms:60m:0.9999999, heavy-tail"
    })
    void aMeanThatRunsCannotTellHasNoInterval(String service, String reason) throws IOException {
        for (int replications : new int[] {1, 3}) {
            String text = text(service, replications);
            ExperimentResult result = simulated(text);
            JsonNode mean = summary(result, text).at("/policies/random/rtt_mean_ms");
            assertThat(mean.path("method").asText()).isEqualTo("none");
            assertThat(mean.path("reason").asText()).isEqualTo(reason);
            assertThat(mean.has("low") || mean.has("high")).isFalse();
            String table = ExperimentTable.render(result);
            assertThat(table).doesNotContain("DIFFERS").doesNotContain("agrees");
            assertThat(table.lines()
                            .filter(line -> line.startsWith("random "))
                            .findFirst()
                            .orElseThrow())
                    .matches(
                            reason.equals("infinite-mean")
                                    ? "random +infinite +\\[\\?, \\?].*"
                                    : "random +\\S+ +\\[\\?, \\?].*");
            assertThat(table).contains(reason.equals("heavy-tail") ? "too heavy" : "is infinite");
        }
    }

    @ParameterizedTest
    @CsvSource({"exp:1ms", "fixed:1ms", "uniform:0ms:2ms", "bimodal:1ms:20ms:0.9", "lognormal:1ms:0.5", "pareto:1ms:5"})
    void aLightOneHas(String service) {
        PolicyResult random = simulated(text(service, 3)).of("random");
        assertThat(random.estimate(Metric.MEAN).method()).isEqualTo(Estimate.Method.REPLICATIONS);
        assertThat(random.interval(Metric.MEAN).isUnbounded()).isFalse();
    }

    /** Whatever a run shows of an infinite mean is less than it. */
    @Test
    void anInfiniteMeanIsBelowNothing() {
        ExperimentResult result = simulated(text("pareto:1ms:1.5", 3)
                + "expect = [ \"random.mean < 1000000\", \"random.mean > 1\" ], slo = [ \"rtt: avg<1000000\" ]");
        assertThat(result.disappointed()).extracting(Expectation::text).containsExactly("random.mean < 1000000");
        assertThat(result.slosHold()).isFalse();
    }

    /** A median needs no moments. */
    @Test
    void theMedianIsKnownAllTheSame() {
        assertThat(simulated(text("pareto:1ms:2.5", 3))
                        .of("random")
                        .interval(Metric.P50)
                        .isUnbounded())
                .isFalse();
        assertThat(simulated(text("pareto:1ms:1.5", 3))
                        .of("random")
                        .interval(Metric.P50)
                        .isUnbounded())
                .isTrue();
    }

    /** The mean of M/G/1 is infinite as soon as the variance of the service times is; sharing and idle servers help. */
    @Test
    void theIndexIsThatOfTheWait() {
        assertThat(HeavyTail.queued(2.1, 1, 0.5)).isCloseTo(1.1, within(1e-9));
        assertThat(HeavyTail.queued(2.1, 4, 0.3)).isEqualTo(2.1);
        assertThat(HeavyTail.queued(1.5, 4, 0.7)).isCloseTo(1, within(1e-9));
        assertThat(HeavyTail.queued(Double.POSITIVE_INFINITY, 1, 0.5)).isInfinite();
        assertThat(index("b*4", "random")).isCloseTo(1.1, within(1e-9));
        assertThat(index("b*4,sharing", "random")).isEqualTo(2.1);
        assertThat(index("b*4,queue=9", "random")).isEqualTo(2.1);
        assertThat(index("b*4", "central-queue")).isEqualTo(2.1);
        assertThat(index("b*4", "p2c")).isEqualTo(2.1);
        assertThat(index("b", "p2c")).isCloseTo(1.1, within(1e-9));
    }

    /** Against the sums of a million samples, of which the largest twentieth is looked at. */
    @ParameterizedTest
    @CsvSource({
        "lognormal:1ms:0.5",
        "lognormal:1ms:1",
        "pareto:1ms:4",
        "pareto:1ms:5",
        "bimodal:1ms:9ms:0.9",
        "bimodal:9ms:1ms:0.02"
    })
    void theSquareOfTheLargestIsWhatItSays(String text) {
        Distribution distribution = Distribution.parse(text);
        SplittableRandom random = new SplittableRandom(20_261_201);
        long[] samples = new long[1_000_000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = distribution.sampleNanos(random);
        }
        Arrays.sort(samples);
        double all = 0;
        double largest = 0;
        for (int i = 0; i < samples.length; i++) {
            double square = (double) samples[i] * samples[i];
            all += square;
            largest += i >= samples.length * 95 / 100 && square > samples[0] * (double) samples[0] ? square : 0;
        }
        assertThat(distribution.squareOfLargest(0.05)).isCloseTo(largest / all, within(0.02));
    }

    private static double index(String backends, String policy) {
        Plan plan = SampleScenarios.plan(
                "service = \"pareto:1ms:2.1\", load.rate = 200, requests = 1000, backends = [ \"" + backends + "\" ]");
        return RttTail.of(plan.scenario(), policy, 1_000).index();
    }

    /** At half of what two backends can do. */
    private static String text(String service, int replications) {
        double mean = Distribution.parse(service).meanNanos() / 1e9;
        double rate = Double.isFinite(mean) ? 1 / mean : 50;
        return "policies = [ random, round-robin ], warm-up = 0s, duration = 50m, backends = [ \"b*2\" ], service = \""
                + service + "\", load.rate = " + Math.min(rate, 10) + ", replications = " + replications
                + ", requests = 20000\n";
    }

    private static ExperimentResult simulated(String text) {
        return new Experiment(SampleScenarios.plan(text), done -> true).run();
    }

    private JsonNode summary(ExperimentResult result, String text) throws IOException {
        RunDirectory directory = RunDirectory.create(folder, "scenario", Instant.EPOCH);
        ExperimentFiles.write(result, directory, Files.writeString(folder.resolve("scenario.conf"), text));
        return new ObjectMapper().readTree(directory.file("summary.json").toFile());
    }
}
