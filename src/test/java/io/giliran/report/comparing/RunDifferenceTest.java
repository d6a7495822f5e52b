package io.giliran.report.comparing;

import static io.giliran.metrics.PairedComparison.Verdict.HIGHER;
import static io.giliran.metrics.PairedComparison.Verdict.LOWER;
import static io.giliran.metrics.PairedComparison.Verdict.NO_DIFFERENCE_SHOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.metrics.RunComparison;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDifferenceTest {
    @TempDir
    private Path folder;

    /** The same requests, 3 % slower: found in the pairs, with its size; the runs as a whole would not show it. */
    @Test
    void theSameRequestsAreComparedOneByOne() {
        Path a = run("a").fate(1).write();
        Path b = run("b").fate(2).timesLonger(1.03).write();
        RunDifference difference = RunDifference.of(a, b);
        assertThat(difference.pairs()).hasValue(WrittenRun.REQUESTS);
        assertThat(difference.warnings()).isEmpty();
        RunComparison.Line mean = line(difference, "mean");
        assertThat(mean.verdict()).isEqualTo(HIGHER);
        assertThat(mean.difference().contains(0.03)).isTrue();
        assertThat(line(difference, "errors").verdict()).isEqualTo(NO_DIFFERENCE_SHOWN);
        assertThat(line(difference, "rate").verdict()).isEqualTo(NO_DIFFERENCE_SHOWN);

        RunDifference asWhole =
                RunDifference.of(a, run("c").seed(2).timesLonger(1.03).write());
        assertThat(asWhole.pairs()).isEmpty();
        assertThat(line(asWhole, "mean").verdict()).isEqualTo(NO_DIFFERENCE_SHOWN);
    }

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        Path file = folder.resolve("difference.html");
        RunDifference difference = RunDifference.of(
                run("a").fate(1).write(), run("b").fate(2).timesLonger(1.03).write());

        DifferencePage.write(difference, file);

        String page = Files.readString(file);
        assertThat(page).contains("<h1>Mean RTT: B is 3.", "requests that both had, one by one.");
        for (List<String> row : DifferenceTable.table(difference).rows()) {
            assertThat(page).contains(row.get(row.size() - 1));
        }
    }

    @Test
    void aRunAgainstItselfShowsNothing() {
        Path a = run("a").failing(0.01).write();
        assertThat(RunDifference.of(a, a).comparison().lines()).hasSize(7).allSatisfy(line -> {
            assertThat(line.verdict()).isEqualTo(NO_DIFFERENCE_SHOWN);
            assertThat(line.difference().estimate()).isZero();
        });
    }

    @Test
    void withoutTimesTheHistogramsAreCompared() {
        Path a = run("a").withoutTimes().write();
        Path b = run("b").seed(2).timesLonger(0.7).failing(0.02).withoutTimes().write();
        RunDifference difference = RunDifference.of(a, b);
        RunComparison.Line p90 = line(difference, "p90");
        assertThat(p90.verdict()).isEqualTo(LOWER);
        assertThat(p90.difference().contains(-0.3)).isTrue();
        assertThat(line(difference, "rate").first().estimate()).isBetween(48.0, 52.0);
        assertThat(line(difference, "errors").verdict()).isEqualTo(HIGHER);
        assertThat(line(difference, "errors").second().estimate()).isBetween(0.015, 0.025);
    }

    @Test
    void whatToMindIsSaid() {
        RunDifference difference = RunDifference.of(
                run("a").invalid().write(), run("b").warmUp(10).failing(0.1).write());
        assertThat(difference.warnings())
                .hasSize(3)
                .satisfiesExactly(
                        invalid -> assertThat(invalid).contains("is INVALID: the swarm was too slow"),
                        warmUp -> assertThat(warmUp).isEqualTo("another warm-up: A has 0.0 s cut off, B has 10.0 s"),
                        half -> assertThat(half)
                                .matches("times without [12],\\d{3} requests that failed in one run only"));
        // 10 s of 50 a second are in neither.
        assertThat(difference.pairs().orElseThrow()).isBetween(19_400L, 19_600L);
        assertThat(RunDifference.of(run("a").write(), run("b").seed(2).write())
                        .warnings()
                        .get(0))
                .startsWith(
                        "another workload: A has seed 1, open model, 10 clients, 50.0/s, workload abc; B has seed 2");
    }

    /** Two that say they are the same, but whose requests ask for different work, are not compared one by one. */
    @Test
    void requestsThatAskForOtherWorkAreNoPairs() {
        Path a = run("a").write();
        Path b = run("b").seed(2).write();
        Path summary = b.resolve("summary.json");
        try {
            Files.copy(a.resolve("summary.json"), summary, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        assertThat(RunDifference.of(a, b).pairs()).isEmpty();
    }

    /** 6 % hang: the p99 of B is at least as long as was waited, and neither mean nor p99 is lower for want of answers. */
    @Test
    void whatHangsIsInTheComparison() {
        RunDifference difference =
                RunDifference.of(run("a").write(), run("b").hanging(0.06).write());
        RunComparison.Line p99 = line(difference, "p99");
        assertThat(p99.firstKnown()).isTrue();
        assertThat(p99.secondKnown()).isFalse();
        assertThat(p99.difference().high()).isInfinite();
        assertThat(line(difference, "p50").secondKnown()).isTrue();
        assertThat(line(difference, "errors").verdict()).isEqualTo(HIGHER);
        assertThat(DifferenceTable.render(difference))
                .containsPattern("p99 .* > \\d+")
                .doesNotContain("NaN");
        assertThat(DifferenceJson.render(difference))
                .contains("\"at_least\" : true")
                .doesNotContain("NaN");
    }

    /** 20,000 answers against none, both ways, with and without the times of single requests. */
    @Test
    void nothingAnsweredIsSaidSo() {
        Path some = run("a").write();
        Path none = run("b").failing(1).write();
        Path hangs = run("c").hanging(1).write();
        Path noTimes = run("d").failing(1).withoutTimes().write();
        for (Path silent : List.of(none, hangs, noTimes)) {
            RunDifference difference = RunDifference.of(some, silent);
            assertThat(DifferenceTable.render(difference))
                    .contains("verdict  B answered nothing\n")
                    .containsPattern("rate .* B is 100 % lower")
                    .doesNotContain("NaN", "Infinity");
            assertThat(DifferenceJson.render(difference))
                    .contains("\"verdict\" : \"B answered nothing\"")
                    .doesNotContain("NaN", "Infinity");
            assertThat(DifferenceTable.render(RunDifference.of(silent, some)))
                    .contains("verdict  A answered nothing\n", "not comparable")
                    .doesNotContain("NaN", "Infinity");
            assertThat(DifferenceTable.render(RunDifference.of(silent, silent)))
                    .contains("verdict  neither A nor B answered anything\n")
                    .doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void theTableSaysItInWords() {
        RunDifference difference = RunDifference.of(
                run("a").write(),
                run("b").fate(2).timesLonger(0.62).failing(0.02).write());
        String table = DifferenceTable.render(difference);
        assertThat(table)
                .containsPattern("p99 .* B is 3[78] % lower \\[3\\d, \\d\\d\\]")
                .containsPattern("rate .* B is \\d\\.\\d % lower|rate .*no difference shown \\[-")
                .containsPattern(
                        "errors +0.000 % +\\d\\.\\d+ % +B is \\d\\.\\d points higher \\[\\d\\.\\d, \\d\\.\\d\\]")
                .contains("requests that both had, one by one; intervals of 95 %")
                .contains("one line in twenty says a difference by chance");
        assertThat(table.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(140));
    }

    @Test
    void theJsonHasTheSame() throws IOException {
        RunDifference difference =
                RunDifference.of(run("a").write(), run("b").timesLonger(0.5).write());
        JsonNode json = new ObjectMapper().readTree(DifferenceJson.render(difference));
        assertThat(json.path("paired").asBoolean()).isTrue();
        assertThat(json.path("pairs").asInt()).isEqualTo(WrittenRun.REQUESTS);
        JsonNode p99 = json.at("/differences/rtt_p99_ns");
        assertThat(p99.at("/verdict").asText()).isEqualTo("lower");
        assertThat(p99.at("/relative/estimate").asDouble()).isBetween(-0.502, -0.498);
        assertThat(p99.at("/a/estimate").asDouble()).isBetween(7e7, 12e7);
        assertThat(json.at("/differences/errors_share/difference/estimate").asDouble())
                .isZero();
        assertThat(json.path("warnings")).isEmpty();
    }

    @Test
    void whatIsNoRunIsRefusedInOneLine() throws IOException {
        Path good = run("a").write();
        assertRefused(folder.resolve("none"), good, "none has no summary.json; valid is the run directory");
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve("summary.json"), "{\n\"a\": }");
        assertRefused(good, broken, "summary.json, line 2 is not JSON");
        Files.writeString(broken.resolve("summary.json"), "{\"policies\": {}}");
        assertRefused(good, broken, "is not of a live run");
        Path times = run("b").write();
        Files.writeString(times.resolve("times.csv"), "client,request\n");
        assertRefused(good, times, "times.csv, line 1 has no column intended_ns; valid is a header with ");
        Path line = run("c").write();
        Path written = line.resolve("times.csv");
        String header = Files.readAllLines(written).get(0);
        Files.writeString(written, header + "\n0,0,1,1,1,1,1,2,3,1,1,,,ok\n0,0,x\n");
        assertRefused(good, line, "times.csv, line 3 cannot be understood");
        Path empty = run("d").withoutTimes().write();
        Files.delete(empty.resolve("rtt.hlog"));
        assertRefused(good, empty, "has neither times.csv nor rtt.hlog");
    }

    private static void assertRefused(Path a, Path b, String message) {
        assertThatThrownBy(() -> RunDifference.of(a, b))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    private WrittenRun run(String name) {
        return new WrittenRun(folder, name);
    }

    private static RunComparison.Line line(RunDifference difference, String name) {
        return difference.comparison().lines().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
