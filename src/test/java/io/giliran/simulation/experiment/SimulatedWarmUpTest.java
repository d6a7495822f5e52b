package io.giliran.simulation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.report.RunDirectory;
import io.giliran.simulation.SampleScenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cut that is found hides nothing that happens. */
final class SimulatedWarmUpTest {
    private static final String BASE = """
            policies = [ round-robin, random ], load.rate = 200, service = "exp:10ms", backends = [ "b*4" ]
            duration = 100s, replications = 2
            """;

    @TempDir
    private Path folder;

    /** One of four is slow by a factor of ten from 5 to 20 s of 100 s. */
    @Test
    void aFaultIsNotCutAway() {
        String slow = BASE + "faults = [ \"5s b1 slow 10\", \"20s b1 recover\" ]";
        ExperimentResult found = simulated(slow);
        ExperimentResult whole = simulated(slow + "\nwarm-up = 0s");
        assertThat(found.warmUp().nanos()).isLessThan(5_000_000_000L);
        assertThat(found.of("round-robin").value(Metric.P99))
                .isCloseTo(
                        whole.of("round-robin").value(Metric.P99),
                        within(0.05 * whole.of("round-robin").value(Metric.P99)))
                .isGreaterThan(5_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "faults = [ \"0s b1 slow 10\", \"20s b1 recover\" ] | 0",
                "faults = [ \"0s b1 freeze\", \"20s b1 recover\" ] | 0",
                "faults = [ \"3s b1 drain\" ] | 3",
                "faults = [ \"2s b1 remove\" ] | 2",
                "faults = [ \"2s b1 cold 20 20s\" ] | 2",
                "faults = [ \"50s b1 slow 10\" ] | 10",
                "load.rate = off, load.stages = [ \"4s:20\", \"60s:200\" ] | 4",
                "load.rate = off, load.stages = [ \"60s:20\", \"60s:200\" ] | 10"
            })
    void itEndsBeforeTheFirstChangeAndIsATenthAtMost(String change, int mostSeconds) {
        ExperimentResult result = simulated(BASE + change);
        assertThat(result.warmUp().found()).isTrue();
        assertThat(result.warmUp().nanos()).isLessThanOrEqualTo(mostSeconds * 1_000_000_000L);
        assertThat(result.warmUp().hides(result.plan().scenario())).isEmpty();
    }

    /** Whoever lives to see the fault is measured: at 95 % of what can be done queues are long when it comes. */
    @Test
    void requestsThatSeeTheFaultAreMeasured() {
        SimulatedWarmUp.Pilot pilot = new SimulatedWarmUp.Pilot(
                SampleScenarios.plan(BASE + "faults = [ \"8s b1 freeze\" ]").scenario());
        for (int i = 0; i < 800; i++) {
            pilot.add(i * 10_000_000L, i < 10 ? 5_000_000_000L : 1_000_000L);
        }
        assertThat(pilot.ended(100_000_000_000L).mostNanos()).isEqualTo(8_000_000_000L);
        pilot.lost(90_000_000L, 30_000_000_000L);
        assertThat(pilot.mostNanos()).isEqualTo(90_000_000L);
        assertThat(pilot.wantedNanos()).isLessThanOrEqualTo(90_000_000L);
    }

    @Test
    void theCutIsToldAndWhatTheP99WouldBeWithoutIt() throws IOException {
        // All backends are overloaded at first, for a tenth of the run: that is a stage, and no warm-up.
        String stated = BASE + "faults = [ \"5s b1 slow 10\", \"20s b1 recover\" ], warm-up = 40s";
        ExperimentResult result = simulated(stated);
        String table = ExperimentTable.render(result);
        assertThat(table)
                .containsPattern("warm-up +40.0 s of 100 s")
                .contains("hides b1 slow at 5.00 s and 1 more")
                .containsPattern("without the cut p99 would be round-robin \\d");
        JsonNode summary = summary(result, stated);
        assertThat(summary.at("/warm_up_hides").asText()).isEqualTo("b1 slow at 5.00 s and 1 more");
        assertThat(summary.at("/policies/round-robin/without_cut/rtt_p99_ms").asDouble())
                .isGreaterThan(5
                        * summary.at("/policies/round-robin/rtt_p99_ms/estimate")
                                .asDouble());
        assertThat(summary.at("/policies/round-robin/without_cut/requests").asLong())
                .isGreaterThan(39_000);

        ExperimentResult calm = simulated(BASE);
        assertThat(ExperimentTable.render(calm)).contains("found by MSER-5").doesNotContain("hides");
        assertThat(summary(calm, BASE)
                        .at("/policies/round-robin/without_cut/rtt_p99_ms")
                        .isNumber())
                .isTrue();
    }

    private JsonNode summary(ExperimentResult result, String text) throws IOException {
        RunDirectory directory = RunDirectory.create(folder, "scenario", Instant.EPOCH);
        ExperimentFiles.write(result, directory, Files.writeString(folder.resolve("scenario.conf"), text));
        return new ObjectMapper().readTree(directory.file("summary.json").toFile());
    }

    private static ExperimentResult simulated(String text) {
        return new Experiment(SampleScenarios.plan(text), done -> true).run();
    }
}
