package io.giliran.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.metrics.PairedComparison;
import io.giliran.report.RunDirectory;
import io.giliran.report.page.ReportPage;
import io.giliran.report.reading.RecordedRun;
import io.giliran.simulation.engine.RunResult;
import io.giliran.simulation.experiment.Estimate;
import io.giliran.simulation.experiment.Expectation;
import io.giliran.simulation.experiment.Experiment;
import io.giliran.simulation.experiment.ExperimentFiles;
import io.giliran.simulation.experiment.ExperimentResult;
import io.giliran.simulation.experiment.ExperimentTable;
import io.giliran.simulation.experiment.Metric;
import io.giliran.simulation.experiment.Plan;
import io.giliran.simulation.experiment.PolicyResult;
import io.giliran.simulation.experiment.RequestExplanation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that never end are in every number that they belong to, and no number is none. */
final class UnansweredTest {
    /** b1 freezes at 20 s of 100: of the requests after that every fourth is stranded under round robin. */
    private static final String FROZEN = """
            policies = [ round-robin, least-connections ], warm-up = 0s, load.rate = 40, service = "exp:10ms"
            backends = [ "b*4" ], faults = [ "20s b1 freeze" ], duration = 100s, replications = 3
            """;

    @TempDir
    private Path folder;

    @Test
    void theyLastedAtLeastUntilTheEnd() {
        ExperimentResult result = simulated(FROZEN);
        PolicyResult turns = result.of("round-robin");

        assertThat(turns.sum(RunResult::unfinished)).isGreaterThan(2_000);
        assertThat(turns.value(Metric.FAILED)).isBetween(0.18, 0.22);
        assertThat(turns.estimate(Metric.P50).value().isExact()).isTrue();
        assertThat(turns.estimate(Metric.P99).value().isExact()).isFalse();
        // The first to be stranded is there from 20 s on, and one in a hundred requests from 24 s on at least.
        assertThat(turns.value(Metric.P99)).isBetween(70_000.0, 80_000.0);
        assertThat(turns.value(Metric.MEAN)).isGreaterThan(5_000);
        assertThat(turns.estimate(Metric.P99).method()).isEqualTo(Estimate.Method.NONE);

        String table = ExperimentTable.render(result);
        assertThat(table)
                .containsPattern("round-robin .*> 7\\d,\\d{3}")
                .contains("requests that never ended are in it");
        assertThat(table).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("∞");
    }

    @Test
    void expectationsAndSlosSeeThem() {
        ExperimentResult result = simulated(FROZEN + """
                slo = [ "rtt: p(99)<100", "errors: rate<0.01" ]
                expect = [
                  "round-robin.failed < 0.001", "round-robin.p99 < 1000", "round-robin.mean < 20"
                  "round-robin.p99 > 1000", "round-robin.p50 < 100", "least-connections.p99 < round-robin.p99"
                  "round-robin.p999 < 99999999"
                ]
                """);
        assertThat(result.disappointed())
                .extracting(Expectation::text)
                .containsExactly(
                        "round-robin.failed < 0.001",
                        "round-robin.p99 < 1000",
                        "round-robin.mean < 20",
                        "round-robin.p999 < 99999999");
        assertThat(result.slos(result.of("round-robin"))).allMatch(slo -> !slo.ok());
        assertThat(ExperimentTable.render(result)).containsPattern("round-robin +rtt: p\\(99\\)<100: > 7");
    }

    @Test
    void aComparisonSaysOnlyWhatFollows() {
        ExperimentResult result = simulated(FROZEN);
        // Least connections strands a few, so that its p99 is known; its mean is not.
        PolicyResult least = result.of("least-connections");
        PairedComparison tail = result.toFirst(least, Metric.P99);
        assertThat(tail.verdict()).isEqualTo(PairedComparison.Verdict.LOWER);
        assertThat(tail.toString()).startsWith("-").contains("[-100.0, ");
        assertThat(result.toFirst(least, Metric.MEAN).obstacle()).isEqualTo(PairedComparison.Obstacle.BOTH_FROM_BELOW);
        assertThat(ExperimentTable.render(result)).containsPattern("known from below only; 0.* failed, against 2");
    }

    /** Also those that wait in one queue for all, are on their way, or lie at a backend that was removed meanwhile. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "policies = [ central-queue ], faults = [ \"5s * freeze\" ]",
                "policies = [ round-robin ], faults = [ \"5s * freeze\" ], connect = 1ms, delay = 5ms",
                "policies = [ round-robin ], faults = [ \"5s * freeze\" ], load.rate = off, load.clients = 30",
                "policies = [ round-robin ], faults = [ \"5s * freeze\", \"6s * drain\" ]",
                "policies = [ round-robin ], load.rate = 900"
            })
    void allThatCameHasEndedFailedOrIsUnfinished(String how) {
        RunResult run = SampleScenarios.run("""
                policies = [ round-robin ], warm-up = 0s, load.rate = 100, duration = 10s, backends = [ "b*3" ]
                """ + how);
        assertThat(run.unfinished()).isPositive();
        assertThat(run.times().unended().getMaxValue()).isLessThanOrEqualTo(2 * run.endNanos());
        long came = run.rtt().getTotalCount() + run.failed() + run.unfinished();
        assertThat(run.requests()).isEqualTo(came);
        if (how.contains("off")) {
            assertThat(run.unfinished()).isEqualTo(30);
        } else {
            assertThat(came).isGreaterThan(900);
        }
    }

    /** Connections that a removal cuts have failed, and are not under way. */
    @Test
    void whatARemovalCutsHasFailed() {
        RunResult run = SampleScenarios.run("""
                policies = [ round-robin ], warm-up = 0s, load.rate = 100, duration = 10s, backends = [ "b*3" ]
                faults = [ "2s b1 freeze", "5s b1 remove" ]
                """);
        assertThat(run.unfinished()).isZero();
        assertThat(run.failed()).isBetween(70L, 130L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "faults = [ \"0s * refuse\" ]",
                "faults = [ \"0s * freeze\" ]",
                "service = \"fixed:0ms\"",
                "service = \"fixed:0ms\", faults = [ \"0s * refuse\" ]",
                "warm-up = 900s",
                "replications = 1, faults = [ \"0s * refuse\" ]",
                "replications = 1, faults = [ \"0s b1 freeze\" ]",
                "replications = 1, service = \"fixed:0ms\"",
                "slo = [ \"rtt: avg<5\", \"fairness: value>0.5\" ], faults = [ \"0s * refuse\" ]"
            })
    void noNumberIsNone(String how) throws IOException {
        String text = """
                policies = [ round-robin, random, central-queue ], warm-up = 0s, load.rate = 100, requests = 1000
                backends = [ "b*2" ], replications = 3
                expect = [ "random.mean < round-robin.mean" ]
                """ + how;
        ExperimentResult result = simulated(text);
        RunDirectory directory = RunDirectory.create(folder, "scenario", Instant.EPOCH);
        ExperimentFiles.write(result, directory, Files.writeString(folder.resolve("scenario.conf"), text));
        String page = ReportPage.render(
                RecordedRun.open(directory.file("summary.json").getParent()));
        String json = Files.readString(directory.file("summary.json"));
        for (String shown :
                List.of(ExperimentTable.render(result), page.replaceAll("(?s)<script.*?</script>", ""), json)) {
            assertThat(shown).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("∞");
        }
        if (how.contains("fixed:0ms") && !how.contains("refuse")) {
            assertThat(ExperimentTable.render(result)).contains("both are 0");
        }
        if (how.contains("refuse")) {
            assertThat(ExperimentTable.render(result)).contains("nothing was answered by");
        }
    }

    @Test
    void aRunThatWasInterruptedIsNotJudged() throws IOException {
        String text =
                FROZEN + "expect = [ \"round-robin.p50 > 0\", \"round-robin.p50 < 0\" ], slo = [ \"rtt: p(50)<1\" ]";
        ExperimentResult result =
                new Experiment(SampleScenarios.plan(text.replace("100s", "3000s")), done -> false).run();
        assertThat(result.cut()).isTrue();
        assertThat(result.disappointed()).isEmpty();
        assertThat(ExperimentTable.render(result))
                .contains("not judged  round-robin.p50 > 0")
                .contains("not judged  round-robin.p50 < 0")
                .doesNotContain("came true")
                .doesNotContain("NOT SO")
                .contains("not judged  round-robin        rtt: p(50)<1")
                .doesNotContain("SLO FAILED");
        RunDirectory directory = RunDirectory.create(folder, "scenario", Instant.EPOCH);
        ExperimentFiles.write(result, directory, Files.writeString(folder.resolve("scenario.conf"), text));
        JsonNode summary =
                new ObjectMapper().readTree(directory.file("summary.json").toFile());
        assertThat(Stream.of(0, 1).map(i -> summary.at("/expectations/" + i))).allSatisfy(one -> {
            assertThat(one.path("outcome").asText()).isEqualTo("not_judged");
            assertThat(one.path("ok").isMissingNode()).isTrue();
        });
    }

    @Test
    void anExplanationTellsThatItNeverEnded() {
        Plan plan = SampleScenarios.plan(FROZEN.replace("20s b1", "0s *"));
        assertThat(RequestExplanation.render(plan, 5))
                .containsPattern("ended +not until the run's end, > \\d\\d\\.\\d s");
    }

    private static ExperimentResult simulated(String text) {
        return new Experiment(SampleScenarios.plan(text), done -> true).run();
    }
}
