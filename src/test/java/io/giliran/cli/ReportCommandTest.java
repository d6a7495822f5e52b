package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.cli.console.ExitCode;
import io.giliran.report.SampleRunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportCommandTest {
    @TempDir
    Path folder;

    @Test
    void makesThePageAnew() throws IOException {
        Path run = new SampleRunDirectory(folder).requests(200, 100).make();
        Cli.Result result = Cli.run("report", run.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(run.resolve("report.html") + "\n");
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.resolve("report.html"))
                .content()
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n");
    }

    @Test
    void exportsInsteadWhatIsAskedFor() throws IOException {
        Path run = new SampleRunDirectory(folder).requests(200, 100).make();
        Cli.Result result = Cli.run("report", run.toString(), "--export", "fortio,k6");

        assertThat(result.out()).isEqualTo(run.resolve("fortio.json") + "\n" + run.resolve("k6-summary.json") + "\n");
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.resolve("report.html")).doesNotExist();
    }

    /** What is written aside goes to a disk without room: the older file stays as it was. */
    @ParameterizedTest
    @CsvSource({
        "report.html, ''",
        "fortio.json, fortio",
        "k6-summary.json, k6",
        "rtt.hgrm, hgrm",
    })
    void aFullDiskIsOneLineAndLeavesTheOlderFile(String name, String format) throws IOException {
        Path run = new SampleRunDirectory(folder).requests(200, 100).make();
        Files.writeString(run.resolve(name), "older");
        Files.createSymbolicLink(run.resolve(name + ".unfinished"), Path.of("/dev/full"));
        Cli.Result result = format.isEmpty()
                ? Cli.run("report", run.toString())
                : Cli.run("report", run.toString(), "--export", format);

        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(result.onlyComplaint())
                .startsWith(run.resolve(name) + " cannot be written: no space left on device; ");
        assertThat(run.resolve(name)).hasContent("older");
    }

    @Test
    void whatCannotBeUsedIsToldInOneLine() throws IOException {
        Path run = new SampleRunDirectory(folder).requests(200, 100).make();

        assertThat(Cli.run("report", run.toString(), "--export", "csv").onlyComplaint())
                .isEqualTo("--export csv is not valid; valid is one of hgrm, fortio, k6, or several with commas");
        assertThat(Cli.run("report", run.toString(), "--export=").onlyComplaint())
                .isEqualTo("--export \"\" is not valid; valid is one of hgrm, fortio, k6, or several with commas");
        assertThat(Cli.run("report", folder.toString()).onlyComplaint())
                .isEqualTo(folder + " has no summary.json; valid is the directory of a run that has ended");
        assertThat(Cli.run("report").onlyComplaint()).startsWith("Missing required parameter: 'RUN_DIR'");
        // What is half written: the last line ends in the middle.
        Path times = run.resolve("times.csv");
        String whole = Files.readString(times);
        Files.writeString(times, whole.substring(0, whole.length() - 40));
        Cli.Result cut = Cli.run("report", run.toString());
        assertThat(cut.onlyComplaint()).startsWith(times + ", line 201 cannot be understood; valid are ");
        assertThat(cut.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    @Test
    void aSimulatedRunHasItsPageToo() throws IOException {
        Path run = simulated();

        assertThat(run.resolve("report.html"))
                .content()
                .contains("<h1>Of these policies round-robin has the least p99, ")
                .contains("central-queue is a bound that no policy can beat")
                .containsPattern("random</th><td>[\\d.]+ ms \\[[\\d.]+, [\\d.]+]")
                .containsPattern("round-robin</th><td>E4/M/1</td><td>17.3 ms</td>")
                .contains("round-robin.mean &lt; random.mean</th><td>")
                .containsPattern("random</th><td>rtt: p\\(99\\)&lt;1000</td><td>[\\d.]+</td><td>met</td>")
                .contains("central-queue</th><td>errors: rate&lt;0.1</td><td>0</td><td>met</td>")
                .contains("\"kind\":\"loads\"");
    }

    private Path simulated() throws IOException {
        Path scenario = Files.writeString(folder.resolve("turns.conf"), """
                load { rate = 240, arrivals = poisson }
                service = "exp:10ms"
                backends = [ "b*4" ]
                requests = 40000
                policies = [ random, round-robin, central-queue ]
                replications = 3
                expect = [ "round-robin.mean < random.mean" ]
                slo = [ "rtt: p(99)<1000", "errors: rate<0.1" ]
                """);
        Path out = folder.resolve("out");
        assertThat(Cli.run("simulate", scenario.toString(), "--out", out.toString())
                        .exitCode())
                .isEqualTo(ExitCode.DONE);
        try (Stream<Path> runs = Files.list(out)) {
            return runs.findFirst().orElseThrow();
        }
    }

    /** Also an IT of its own, {@link SimulatedReportIT}, looks at it. */
    static Path ofSimulation(Path folder) throws IOException {
        ReportCommandTest test = new ReportCommandTest();
        test.folder = folder;
        return test.simulated();
    }
}
