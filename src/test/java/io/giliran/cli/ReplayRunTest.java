package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.simulation.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded runs, fed through the simulator: what a person sees of it, and whether it is so. */
final class ReplayRunTest {
    private static final long OVERHEAD = 300_000;

    @TempDir
    Path folder;

    private Path sample(String policy, int backends, double load, int requests) throws IOException {
        return new SampleRun(policy, backends, load, requests, OVERHEAD).write(folder.resolve("run"));
    }

    private static JsonNode json(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("replay.json").toFile());
    }

    /** Policies that go by the order of clients, and by who they are: nothing else can be known to them. */
    @ParameterizedTest
    @ValueSource(strings = {"round-robin", "random", "first", "source-hash", "ring-hash", "maglev", "rendezvous"})
    void whoSawTheSamePicksTheSame(String policy) throws IOException {
        Path run = sample(policy, 4, policy.equals("first") ? 0.2 : 0.7, 2_000);

        Cli.Result result = Cli.run("replay", run.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("told again  2,000 picks, 2,000 the same\n")
                .contains("simulated   2,000 picks, 2,000 the same\n");
        assertThat(json(run).at("/picks/simulated_same").asInt()).isEqualTo(2_000);
    }

    /** Even where clients were accepted in another order than that in which they began. */
    @Test
    void theOrderOfPicksIsTheBalancers() throws IOException {
        Path run = sample("round-robin", 3, 0.5, 300);
        List<String> times = new ArrayList<>(Files.readAllLines(run.resolve("times.csv")));
        // Client 10 began just after client 11, which was nevertheless picked for later.
        String[] eleventh = times.get(12).split(",");
        String[] tenth = times.get(11).split(",");
        tenth[2] = Long.toString(Long.parseLong(eleventh[2]) + 5_000);
        tenth[3] = tenth[2];
        times.set(11, String.join(",", tenth));
        Files.write(run.resolve("times.csv"), times);

        assertThat(Cli.run("replay", run.toString()).out()).contains("simulated   300 picks, 300 the same\n");
    }

    @ParameterizedTest
    @CsvSource({
        "random, 1, 0.8",
        "round-robin, 4, 0.8",
        "p2c, 4, 0.8",
        "least-connections, 4, 0.9",
        "join-idle-queue, 4, 0.7"
    })
    void predictsWhatWasMeasured(String policy, int backends, double load) throws IOException {
        Path run = sample(policy, backends, load, 20_000);

        Cli.Result result = Cli.run("replay", run.toString());

        assertThat(result.err()).isEmpty();
        JsonNode replayed = json(run);
        assertThat(replayed.at("/overhead_ns").asLong()).isEqualTo(OVERHEAD);
        assertThat(replayed.at("/error/mean").asDouble()).isCloseTo(0, within(0.03));
        assertThat(replayed.at("/error/p50").asDouble()).isCloseTo(0, within(0.03));
        assertThat(replayed.at("/error/p99").asDouble()).isCloseTo(0, within(0.03));
    }

    @Test
    void saysWhatOtherPoliciesWouldHaveDone() throws IOException {
        Path run = sample("random", 4, 0.8, 40_000);

        Cli.Result result = Cli.run("replay", run.toString(), "--policy", "round-robin,p2c,central-queue");

        assertThat(result.err()).isEmpty();
        JsonNode policies = json(run).get("policies");
        assertThat(policies.fieldNames()).toIterable().containsExactly("random", "round-robin", "p2c", "central-queue");
        // Theory, in ms, beside the overhead: M/M/1, E4/M/1 and M/M/4 at 0.8.
        assertThat(policies.at("/random/rtt_ns/mean/estimate").asDouble()).isCloseTo(50.3e6, within(4e6));
        assertThat(policies.at("/round-robin/rtt_ns/mean/estimate").asDouble()).isCloseTo(32.97e6, within(2e6));
        assertThat(policies.at("/central-queue/rtt_ns/mean/estimate").asDouble())
                .isCloseTo(17.76e6, within(1e6));
        JsonNode difference = policies.at("/round-robin/against_random/mean");
        assertThat(difference.get("estimate").asDouble())
                .isBetween(
                        difference.get("low").asDouble(), difference.get("high").asDouble());
        assertThat(difference.get("high").asDouble()).isBetween(-0.5, -0.2);
        assertThat(result.out()).containsPattern("round-robin +-3\\d\\.\\d % \\[-\\d\\d\\.\\d, -\\d\\d\\.\\d\\]");
    }

    /** At a tenth of the load hardly anybody waits: the median is 7 ms, and 3 ms of overhead are much of that. */
    @Test
    void saysHowMuchOfThePredictionIsFitted() throws IOException {
        Path run = new SampleRun("random", 1, 0.1, 2_000, 3_000_000).write(folder.resolve("slow"));

        assertThat(Cli.run("replay", run.toString()).out())
                .containsPattern("\n {12}that is [2-4]\\d % of the median RTT: so much of the prediction is fitted");
        assertThat(Cli.run("replay", sample("random", 1, 0.5, 2_000).toString()).out())
                .doesNotContain("of the median RTT");
    }

    @Test
    void withoutAJournalTheRunIsReplayedAllTheSame() throws IOException {
        Path run = sample("round-robin", 3, 0.5, 300);
        Files.delete(run.resolve("picks.csv"));

        Cli.Result result = Cli.run("replay", run.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("note        no picks.csv: ")
                .contains("simulated   300 picks, 300 the same\n")
                .doesNotContain("told again");
    }

    @Test
    void theLogsMayBeElsewhere() throws IOException {
        Path run = sample("p2c", 3, 0.5, 300);
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Files.move(run.resolve("balancer.jsonl"), logs.resolve("balancer.jsonl"));
        Files.move(run.resolve("picks.csv"), logs.resolve("picks.csv"));

        assertThat(Cli.run("replay", run.toString()).onlyComplaint())
                .isEqualTo(run + "/balancer.jsonl does not exist; valid is the log folder of the balancer that the run "
                        + run + " went through, given with --balancer");
        assertThat(Cli.run("replay", run.toString(), "--balancer", logs.toString(), "--out", logs.toString())
                        .out())
                .contains("told again  300 picks, 300 the same\n");
        assertThat(logs.resolve("replay.json")).exists();
        assertThat(Files.readString(logs.resolve("replay.html")))
                .contains(
                        "The simulator makes 300 of 300 picks alike", "Measured and predicted", "Of each: half of all");
        assertThat(run.resolve("replay.json")).doesNotExist();
    }

    @Test
    void whatIsMissingIsToldInOneLineWithTheOptionThatMakesIt() throws IOException {
        Path run = sample("round-robin", 2, 0.5, 20);
        List<String> times = Files.readAllLines(run.resolve("times.csv"));

        Files.write(
                run.resolve("times.csv"),
                times.stream()
                        .map(line -> line.replaceFirst(",\\d+,40,43", ",,40,43"))
                        .toList());
        assertThat(Cli.run("replay", run.toString()).onlyComplaint())
                .isEqualTo(run + "/times.csv does not say how much work 20 requests asked for, which left it to their"
                        + " backends; valid is a run that was made with --service-time, for example --service-time"
                        + " exp:10ms");

        Files.write(run.resolve("times.csv"), List.of(times.get(0), times.get(1), "1,2,3"));
        assertThat(Cli.run("replay", run.toString()).onlyComplaint())
                .isEqualTo(run + "/times.csv, line 3 cannot be understood; valid are the 14 columns of its header");

        Files.write(run.resolve("times.csv"), List.of("client,request"));
        assertThat(Cli.run("replay", run.toString()).onlyComplaint())
                .startsWith(run + "/times.csv, line 1 has no column intended_ns; valid is ");

        Files.delete(run.resolve("times.csv"));
        assertThat(Cli.run("replay", run.toString()).onlyComplaint())
                .isEqualTo(run + "/times.csv does not exist; valid is a run that was made with giliran.swarm.log = on");
    }

    @Test
    void optionsThatDoNotFitAreToldInOneLine() throws IOException {
        Path run = sample("round-robin", 2, 0.5, 20);

        assertThat(Cli.run("replay", run.toString(), "--policy", "best").onlyComplaint())
                .startsWith("--policy best is not valid; valid is one of round-robin,")
                .endsWith(", central-queue");
        assertThat(Cli.run("replay", run.toString(), "--explain", "3").onlyComplaint())
                .isEqualTo("--explain 3 is not valid for " + run + "; valid is giliran why " + run + " CONNECTION");
        assertThat(Cli.run("replay", run.toString(), "--workers", "0").onlyComplaint())
                .isEqualTo("--workers 0 is not valid; valid is a whole number from 1 to 10000");
        assertThat(Cli.run("replay", run.resolve("picks.csv").toString(), "--policy", "p2c,random")
                        .onlyComplaint())
                .startsWith("--policy p2c,random is not valid for a journal of picks; valid is one policy");
        assertThat(Cli.run("replay", run.resolve("picks.csv").toString(), "--out", "x")
                        .onlyComplaint())
                .startsWith("--out x is not valid for ");
    }

    /** Lines in any order: what the balancer writes is in the order of ends. */
    @Test
    void theLogsAreJoinedWhateverTheirOrder() throws IOException {
        Path run = sample("round-robin", 3, 0.5, 300);
        List<String> connections = new ArrayList<>(Files.readAllLines(run.resolve("balancer.jsonl")));
        Collections.reverse(connections);
        Files.write(run.resolve("balancer.jsonl"), connections);

        assertThat(Cli.run("replay", run.toString()).out()).contains("simulated   300 picks, 300 the same\n");
    }

    @Test
    void logsOfAnotherRunAreRefused() throws IOException {
        Path run = sample("round-robin", 3, 0.5, 30);
        List<String> connections = Files.readAllLines(run.resolve("balancer.jsonl"));
        connections.replaceAll(line -> line.replace("127.1.", "127.2."));
        Files.write(run.resolve("balancer.jsonl"), connections);

        assertThat(Cli.run("replay", run.toString()).onlyComplaint())
                .startsWith("no connection of the balancer's log is one of the swarm's");
    }
}
