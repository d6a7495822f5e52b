package io.giliran.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.cli.Cli;
import io.giliran.cli.console.ExitCode;
import io.giliran.simulation.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WhyCommandTest {
    @TempDir
    Path folder;

    private String run = "";

    @BeforeEach
    void record() throws IOException {
        run = new SampleRun("round-robin", 3, 0.9, 300, 0)
                .write(folder.resolve("run"))
                .toString();
    }

    @Test
    void explainsThePickOfAConnection() throws IOException {
        String client = clientOf(100);

        Cli.Result result = Cli.run("why", run, "100");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("connection 100 of " + client + " at ")
                // Three backends take turns, so the 100th client is the first one's.
                .contains(", round-robin\n  candidates  b1")
                .contains("\n  rule        the largest credit, the first declared among equals\n  picked      b1\n")
                .containsPattern("\nb1 +\\d+\\.\\d{3} ms +\\d+\\.\\d{3} ms  picked\n")
                .containsPattern("\nb2 +\\d+\\.\\d{3} ms +\\d+\\.\\d{3} ms\n")
                .contains("\nregret      ")
                .contains("\nrequest     asked for ");
        assertThat(Cli.run("why", run, client).out()).isEqualTo(result.out());
    }

    @Test
    void theExplanationMayBeAPage() throws IOException {
        Path page = folder.resolve("why.html");

        assertThat(Cli.run("why", run, "100", "--page", page.toString()).err()).isEmpty();
        assertThat(Files.readString(page))
                .contains("<h1>It got b1; the regret is ", "the largest credit", "asked for ", "<td>picked</td>");
        assertThat(Cli.run("why", run, "--worst", "4", "--page", page.toString())
                        .err())
                .isEmpty();
        assertThat(Files.readString(page)).contains("<h1>Regret: ", "The largest regrets");
    }

    @Test
    void showsTheLargestRegrets() {
        Cli.Result result = Cli.run("why", run, "--worst", "4");

        assertThat(result.err()).isEmpty();
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(0)).startsWith("connection  ");
        assertThat(lines).hasSize(1 + 4 + 1 + 1);
        assertThat(lines.get(6))
                .matches("regret      \\d+\\.\\d{3} ms on average; \\d+ of 300 picks could not have been better");
        List<Double> regrets = lines.subList(1, 5).stream()
                .map(line -> Double.parseDouble(line.replaceAll(".* (\\S+) ms$", "$1")))
                .toList();
        assertThat(regrets).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        String worst = lines.get(1).split(" +")[0];
        assertThat(Cli.run("why", run, worst).out())
                .contains("\nregret      " + String.format("%.3f ms", regrets.get(0)));
    }

    @Test
    void withoutAJournalOnlyTheRuleIsUnknown() throws IOException {
        Files.delete(Path.of(run, "picks.csv"));

        assertThat(Cli.run("why", run, "100").out())
                .contains(
                        "  rule        not known without picks.csv; run with giliran.balancer.access-log.picks = on\n")
                .contains("\nregret      ");
    }

    @Test
    void whatCannotBeExplainedIsToldInOneLine() throws IOException {
        assertThat(Cli.run("why", run, "301").onlyComplaint())
                .isEqualTo("connection 301 is none of " + run
                        + " that got a backend; valid is a number or a client from its balancer.jsonl");
        assertThat(Cli.run("why", run).onlyComplaint()).startsWith("which connection is not said; valid is ");
        assertThat(Cli.run("why", run, "1", "--worst", "3").onlyComplaint())
                .startsWith("which connection is not said once; valid is ");
        assertThat(Cli.run("why", run, "--worst", "0").onlyComplaint()).startsWith("--worst 0 is not valid; valid is ");

        List<String> log = new ArrayList<>(Files.readAllLines(Path.of(run, "balancer.jsonl")));
        log.add("{\"connection\":0}");
        Files.write(Path.of(run, "balancer.jsonl"), log);
        Cli.Result result = Cli.run("why", run, "1");
        assertThat(result.onlyComplaint())
                .isEqualTo(
                        run + "/balancer.jsonl, line 301 is not the line of a connection; valid is the balancer.jsonl"
                                + " of a balancer");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    private String clientOf(int number) throws IOException {
        String line = Files.readAllLines(Path.of(run, "balancer.jsonl")).get(number - 1);
        return line.replaceAll(".*\"client\":\"([^\"]+)\".*", "$1");
    }
}
