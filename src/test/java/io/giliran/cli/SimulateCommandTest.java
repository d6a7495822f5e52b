package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Output of simulate and replay: results, explanations, and one line for bad input. */
final class SimulateCommandTest {
    /** Constant gaps of 4 ms and work of 10 ms, so that all can be told by head. */
    private static final String STEADY = "load { rate = 250, arrivals = constant }\nservice = \"fixed:10ms\"\n"
            + "backends = [ \"b*4\" ]\nrequests = 1000\nwarm-up = 0s\n";

    @TempDir
    Path folder;

    private Path scenario;

    @BeforeEach
    void writeTheScenario() throws IOException {
        scenario = Files.writeString(folder.resolve("steady.conf"), STEADY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--policy best | --policy best is not valid; valid is one of round-robin,",
                "--policy= | --policy \"\" is not valid; valid is one of round-robin,",
                "--policy p2c,p2c | --policy p2c,p2c is not valid; valid is a list that has each policy once",
                "--replications 0 | --replications 0 is not valid; valid is a whole number from 1 to 10000",
                "--replications x | --replications x is not valid; valid is a whole number from 1 to 10000",
                "--seed 1.5 | --seed 1.5 is not valid; valid is a whole number",
                "--explain 0 | --explain 0 is not valid; valid is a whole number from 1 to",
                "--explain 1001 --policy p2c | --explain 1001 is not valid; valid is the number of a request that comes",
                "--explain 5 --replications 2 | --replications is not valid beside --explain",
                "--explain 5 --slo p(99)<50 | --slo is not valid beside --explain",
                "--slo connect:p(99)<5 | --slo connect:p(99)<5 speaks of connect; valid is one of rtt, errors, requests, fairness",
                "--slo p(99)<50 --slo p99<50 | --slo p99<50 asks for p99 of rtt; valid is one of avg, min, max, med, p(N)",
                "--slo= | --slo \"\" is not an SLO; valid is METRIC: AGGREGATION OPERATOR NUMBER",
                "--explain 5 --out x | --out is not valid beside --explain",
                "--explain 5 --threads 2 | --threads is not valid beside --explain",
                "--threads 0 | --threads: giliran.simulation.threads = 0 is not valid; valid is auto or a whole number from 1 to 1024",
                "--threads all | --threads: giliran.simulation.threads = all is not valid; valid is auto or a whole number",
                "--threads 1025 | --threads: giliran.simulation.threads = 1025 is not valid; valid is auto or",
                "--out /dev/null | output folder /dev/null cannot be written: /dev/null is a file, not a folder"
            })
    void anOptionOfSimulateThatCannotBeUsedIsToldInOneLine(String options, String said) {
        Cli.Result result = Cli.run(("simulate " + scenario + " " + options).split(" ", -1));

        assertThat(result.onlyComplaint()).startsWith(said);
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aScenarioThatCannotBeUsedIsToldInOneLine() throws IOException {
        Files.writeString(scenario, STEADY + "load.rate = -5\n");
        assertThat(Cli.run("simulate", scenario.toString()).onlyComplaint())
                .startsWith("steady.conf: 6: scenario.load.rate = -5 is not a rate; valid is a number above 0");
        Files.writeString(scenario, STEADY + "load {\n");
        assertThat(Cli.run("simulate", scenario.toString()).onlyComplaint()).startsWith(scenario + ": 7: ");
        assertThat(Cli.run("simulate", folder.toString()).onlyComplaint())
                .startsWith(folder + " is not a file that can be read; valid is a scenario");
    }

    /** 600 requests a second for backends that can do 400: after 5 s some 1,000 are left. */
    @Test
    void anOverloadedSystemEndsInTimeAndSaysThatItIsUnstable() throws IOException {
        Files.writeString(scenario, STEADY + "load.rate = 600\nrequests = off\nduration = 5s\n");
        Cli.Result result = simulate("--policy", "random");

        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.out())
                .contains("UNSTABLE    more work came than the backends can do")
                .contains(" of 5.00 s\n");
    }

    /** Work that takes no time has no load, and no model of theory. */
    @Test
    void workThatTakesNoTimeIsSimulatedToo() throws IOException {
        Files.writeString(scenario, STEADY + "load.arrivals = poisson\nservice = \"fixed:0ms\"\n");
        assertThat(simulate("--policy", "random").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void whatIsNotMeasuredIsSaid() throws IOException {
        // All 1,000 requests have come after 4 s.
        Files.writeString(scenario, STEADY + "warm-up = 10s\n");
        assertThat(simulate("--policy", "random").out())
                .contains("EMPTY       no request that came after the warm-up was answered, where a - stands");
    }

    /** Disappointed: work of 10 ms takes 10 ms. */
    @Test
    void anExpectationThatDoesNotComeTrueIsTheExitCode() throws IOException {
        Files.writeString(scenario, STEADY + "policies = [ round-robin ]\nexpect = [ \"round-robin.mean < 9\" ]\n");
        Cli.Result result = simulate();

        assertThat(result.exitCode()).isEqualTo(ExitCode.EXPECTATION_FAILED);
        assertThat(result.out()).contains("NOT SO      round-robin.mean < 9  (10 < 9)\n");
    }

    /** Work of 10 ms takes 10 ms under round robin; random lets some wait. */
    @Test
    void anSloThatAPolicyDoesNotKeepToIsTheExitCode() throws IOException {
        Files.writeString(
                scenario,
                STEADY + "policies = [ round-robin, random ]\nslo = [ \"rtt: avg<11\", \"errors: rate<0.001\" ]\n");
        Cli.Result result = simulate();

        assertThat(result.exitCode()).isEqualTo(ExitCode.EXPECTATION_FAILED);
        assertThat(result.out()).containsPattern("""
                slo         round-robin  rtt: avg<11: 10\\.00
                slo         round-robin  errors: rate<0\\.001: 0\\.000
                SLO FAILED  random       rtt: avg<11: 1[1-9]\\.\\d\\d
                slo         random       errors: rate<0\\.001: 0\\.000
                run         steady""");
        JsonNode policies = summary().get("policies");
        assertThat(policies.at("/round-robin/slo"))
                .hasToString("[{\"expression\":\"rtt: avg<11\",\"value\":10.0,\"ok\":true},"
                        + "{\"expression\":\"errors: rate<0.001\",\"value\":0.0,\"ok\":true}]");
        assertThat(policies.at("/random/slo/0/ok").asBoolean(true)).isFalse();
        assertThat(policies.at("/random/slo/0/value").asDouble())
                .isEqualTo(policies.at("/random/rtt_mean_ms/estimate").asDouble());
    }

    @Test
    void theOptionSaysWhatHasToHoldInsteadOfTheScenario() throws IOException {
        Files.writeString(scenario, STEADY + "policies = [ round-robin ]\nslo = [ \"rtt: avg<9\" ]\n");
        Cli.Result result = simulate("--slo", "rtt: p(99)<11", "--slo", "fairness: value>0.9");

        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.out())
                .contains("slo         round-robin  rtt: p(99)<11: 10.00\n")
                .contains("slo         round-robin  fairness: value>0.9: 1.000\n")
                .doesNotContain("avg<9");
    }

    @Test
    void aSimulationDoesNotAbort() {
        Cli.Result result = simulate("--slo", "rtt: p(99)<50 abort");

        assertThat(result.onlyComplaint())
                .isEqualTo("--slo rtt: p(99)<50 abort ends in abort, and all policies are simulated to the same end;"
                        + " valid is the same without abort");
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    @Test
    void withoutSlosNothingIsSaidOfThem() throws IOException {
        assertThat(simulate("--policy", "random").out()).doesNotContainIgnoringCase("slo ");
        assertThat(summary().at("/policies/random/slo").isMissingNode()).isTrue();
    }

    /**
     * Requests come at 0, 4, 8, … ms, so b1 still has the first one. Smooth round robin with four weights of 1: the first
     * pick leaves the credits -3, 1, 1, 1, and the next gives each 1 more.
     */
    @Test
    void explainsAPickOfEachPolicy() {
        Cli.Result result = Cli.run(
                "simulate",
                scenario.toString(),
                "--policy",
                "round-robin,least-connections,central-queue",
                "--explain",
                "2");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(EXPLAINED);
    }

    /** Of the only run there is. */
    private JsonNode summary() throws IOException {
        try (Stream<Path> runs = Files.list(folder)) {
            Path run = runs.filter(Files::isDirectory).findFirst().orElseThrow();
            return new ObjectMapper().readTree(run.resolve("summary.json").toFile());
        }
    }

    private Cli.Result simulate(String... options) {
        String[] all = new String[options.length + 6];
        System.arraycopy(
                new String[] {"simulate", scenario.toString(), "--replications", "1", "--out", folder.toString()},
                0,
                all,
                0,
                6);
        System.arraycopy(options, 0, all, 6, options.length);
        return Cli.run(all);
    }

    /** What the policy of a journal was told: three turns, and a client whom the first backend failed. */
    @Test
    void explainsAPickOfAJournal() throws IOException {
        Path picks = Files.writeString(
                folder.resolve("picks.csv"),
                "pool,round-robin,1,0\nmembers,5,0:1:9:primary:a:a,1:1:9:primary:b:b\npick,10,1,0\npick,20,2,1\npick,30,3,1,0\n");

        assertThat(Cli.run("replay", picks.toString(), "--policy", "first", "--explain", "3")
                        .out())
                .isEqualTo("""
                        3 picks (first, recorded round-robin), 2 the same
                        first other: pick 2, line 4: b was picked, now a

                        pick 3, first, recorded round-robin
                          candidates  b  1
                          skipped     a  has failed this client
                          rule        the first in the order of declaration
                          picked      b
                          recorded    b
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | picks.csv has no picks; valid is the picks.csv of a balancer",
                "load.rate = 5 | picks.csv, line 1 is not a line of a journal of picks: load.rate = 5; valid is the picks.csv of",
                "pool,best,1,0 | picks.csv is of the policy best, which there is not; valid is one of round-robin,"
            })
    void aJournalThatCannotBeUsedIsToldInOneLine(String content, String said) throws IOException {
        Path picks = Files.writeString(folder.resolve("picks.csv"), content + (content.isEmpty() ? "" : "\n"));

        Cli.Result result = Cli.run("replay", picks.toString());
        assertThat(result.onlyComplaint()).startsWith(folder + "/" + said);
        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    @Test
    void anOptionOfReplayThatCannotBeUsedIsToldInOneLine() throws IOException {
        Path picks = Files.writeString(
                folder.resolve("picks.csv"), "pool,round-robin,1,0\nmembers,5,0:1:9:primary:a:a\npick,10,1,0\n");

        assertThat(Cli.run("replay", folder.resolve("none").toString()).onlyComplaint())
                .endsWith("none cannot be read; valid is the picks.csv of a balancer");
        assertThat(Cli.run("replay", picks.toString(), "--policy", "best").onlyComplaint())
                .startsWith("--policy best is not valid; valid is one of round-robin,");
        assertThat(Cli.run("replay", picks.toString(), "--explain", "2").onlyComplaint())
                .startsWith("--explain 2 is not valid; valid is a whole number from 1 to 1, the picks of ");
    }

    private static final String EXPLAINED = """
            request 2 of steady, seed 1

            round-robin at 4.00 ms
              candidates  b2   2
                          b3   2
                          b4   2
                          b1  -2
              rule        the largest credit, the first declared among equals
              picked      b2
              ended       answered after 10.0 ms

            least-connections at 4.00 ms
              candidates  b2  0
                          b3  0
                          b4  0
                          b1  1
              rule        the fewest open connections by weight; among equals smooth round robin
              picked      b2
              ended       answered after 10.0 ms

            central-queue at 4.00 ms
              rule        the fastest with an idle worker; without one it waits
              skipped     b1  has all the connections that it may have
              picked      b2
              ended       answered after 10.0 ms
            """;
}
