package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.ChildProgram;
import io.giliran.LineServer;
import io.giliran.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A search over real sockets. What it finds depends on the machine; that it goes its way and leaves its files does not. */
@Timeout(120)
final class SearchIT {
    @TempDir
    private Path folder;

    /** Nothing holds, whatever the machine does: no answer takes less than a nanosecond. */
    @Test
    void aBoundThatNothingKeepsEndsWithNinetyNine() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            Cli.Result result = search(server, "p(50)<0.000001");
            assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.EXPECTATION_FAILED);
            assertThat(result.out()).contains("no rate held;");
            assertThat(steps()).allSatisfy(step -> assertThat(step).doesNotContain(",held,"));
        }
    }

    /** Anything holds, so the rate is doubled until the time is up or the highest one held. */
    @Test
    void aBoundThatAllKeepIsTriedUpToTheHighestRate() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            Cli.Result result = search(server, "p(50)<100000", "--service-time", "fixed:1ms", "--backends", "1");
            assertThat(result.out())
                    .contains("search for the highest rate with p(50)<100000 against")
                    .containsPattern("live        (holds up to|no rate held)")
                    .contains("simulated   holds up to 40.0/s");
            assertThat(steps().get(0)).startsWith("10.0000,");
            assertThat(Files.readString(directory().resolve("search.svg"))).contains("points: live, lines: simulated");
            assertThat(Files.readString(directory().resolve("search.html"))).contains("<svg", "10.0/s");
            assertThat(directory()
                            .resolve(steps().get(0).replaceFirst(".*,", ""))
                            .resolve("summary.json"))
                    .exists();
        }
    }

    /** Ctrl-C and SIGTERM end it with what it has found until then. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void anInterruptedSearchKeepsItsFiles(String signal, int exitCode) throws Exception {
        try (LineServer server = LineServer.answering("b1");
                ChildProgram search = new ChildProgram(
                        folder,
                        "search",
                        "--target=" + server.target(),
                        "--slo=p(50)<100000",
                        "--clients=5",
                        "--from=10",
                        "--step-requests=5",
                        "--step-most=1s",
                        "--out=" + folder.resolve("runs"))) {
            search.awaitLine(" 10\\.0/s ");
            if (signal.equals("INT")) {
                search.interrupt();
            } else {
                search.terminate();
            }
            assertThat(search.awaitExit()).isEqualTo(exitCode);
            assertThat(search.out()).anyMatch(line -> line.startsWith("files       "));
        }
        Path directory;
        try (var runs = Files.list(folder.resolve("runs"))) {
            directory = runs.findFirst().orElseThrow();
        }
        assertThat(Files.readAllLines(directory.resolve("search.csv"))).hasSizeGreaterThan(1);
        assertThat(directory.resolve("search.html")).content().endsWith("</html>\n");
        assertThat(directory.resolve("search.svg")).content().contains("</svg>");
    }

    private Cli.Result search(LineServer server, String slo, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "search",
                "--target",
                server.target(),
                "--slo",
                slo,
                "--clients",
                "5",
                "--connections",
                "persistent",
                "--from",
                "10",
                "--most",
                "40",
                "--step-requests",
                "5",
                "--step-most",
                "1s",
                "--max-time",
                "20s",
                "--out",
                folder.toString()));
        line.addAll(List.of(more));
        return Cli.run(line.toArray(String[]::new));
    }

    private Path directory() throws Exception {
        try (var runs = Files.list(folder)) {
            return runs.findFirst().orElseThrow();
        }
    }

    /** The lines of search.csv without its header. */
    private List<String> steps() throws Exception {
        List<String> lines = Files.readAllLines(directory().resolve("search.csv"));
        assertThat(lines.get(0)).startsWith("rate_per_s,achieved_per_s,p50_ns");
        return lines.subList(1, lines.size());
    }
}
