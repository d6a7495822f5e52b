package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.cli.console.ExitCode;
import io.giliran.swarm.SwarmSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole cluster with its defaults, run once in this process; each test looks at something of what came of it. */
final class DemoTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SWARM_LINE = Pattern.compile(" address=(\\S+) .* backend=(\\S+) .*outcome=ok$");

    @TempDir
    static Path runs;

    private static Cli.Result result;
    private static Path directory;
    private static JsonNode summary;

    @BeforeAll
    static void run() throws IOException {
        // On a machine so slow that the run takes 10 s a part of it would be cut off as its warm-up.
        result = Cli.run("demo", "--requests", "10", "--warmup", "off", "--out", runs.toString());
        try (Stream<Path> made = Files.list(runs)) {
            directory = made.findFirst().orElseThrow();
        }
        summary = JSON.readTree(directory.resolve("summary.json").toFile());
    }

    @Test
    void endsWithoutAComplaint() {
        assertThat(result.err()).isEmpty();
        // A run of a second in a JVM that has just started may well be invalid; then it says so.
        assertThat(result.exitCode()).isIn(ExitCode.DONE, ExitCode.INVALID);
        assertThat(result.exitCode() == ExitCode.DONE)
                .isEqualTo(summary.get("valid").asBoolean());
    }

    @Test
    void saysWhoListensWhereAndWithWhichSeedItRuns() {
        assertThat(result.out())
                .containsPattern("(?m)^backend b1 listens on 127\\.0\\.0\\.1:\\d+$")
                .containsPattern("(?m)^backend b2 listens on 127\\.0\\.0\\.1:\\d+$")
                .containsPattern("(?m)^backend b3 listens on 127\\.0\\.0\\.1:\\d+$")
                .containsPattern("(?m)^balancer listens on 127\\.0\\.0\\.1:\\d+$")
                .containsPattern(
                        "(?m)^swarm of 100 clients starts against 127\\.0\\.0\\.1:\\d+, seed 1, workload [0-9a-f]{16}$")
                .contains(directory.toString());
    }

    @Test
    void leavesOneRunDirectoryWithAllItsFiles() throws IOException {
        try (Stream<Path> made = Files.list(runs)) {
            assertThat(made).hasSize(1);
        }
        assertThat(directory.getFileName().toString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ-demo");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "summary.json",
                            "swarm.log",
                            "requests.csv",
                            "report.html",
                            "rtt.hlog",
                            "config.conf",
                            "times.csv",
                            "balancer.log",
                            "balancer.jsonl",
                            "picks.csv");
        }
    }

    @Test
    void theSummaryHasTheFieldsOfTheDesign() {
        List<String> fields = new ArrayList<>();
        summary.fieldNames().forEachRemaining(fields::add);
        // Those are there where the run is not valid.
        fields.removeAll(List.of("grade_reasons", "advice"));
        assertThat(fields)
                .containsExactly(
                        "giliran",
                        "command",
                        "seed",
                        "workload_digest",
                        "started",
                        "duration_s",
                        "model",
                        "policy",
                        "clients",
                        "valid",
                        "grade",
                        "invalid_reasons",
                        "error_bounds",
                        "warmup_s",
                        "requests",
                        "rate",
                        "rtt_ns",
                        "connect_ns",
                        "send_lag_ns",
                        "late",
                        "max_send_lag_ns",
                        "pauses_ns",
                        "backends",
                        "fairness",
                        "intervals");
        assertThat(summary.get("command").asText()).isEqualTo("demo");
        assertThat(summary.get("seed").asLong()).isEqualTo(1);
        assertThat(Instant.parse(summary.get("started").asText())).isBefore(Instant.now());
        assertThat(summary.get("duration_s").asDouble()).isPositive();
        assertThat(summary.get("model").asText()).isEqualTo("closed");
        assertThat(summary.get("policy").asText()).isEqualTo("round-robin");
        assertThat(summary.get("clients").asInt()).isEqualTo(100);
        for (String times : List.of("/rtt_ns/corrected", "/rtt_ns/uncorrected", "/connect_ns", "/send_lag_ns")) {
            assertThat(summary.at(times).fieldNames())
                    .toIterable()
                    .as(times)
                    .containsExactly("count", "mean", "min", "p50", "p90", "p99", "p999", "max");
            assertThat(summary.at(times).get("count").asInt()).isEqualTo(1_000);
        }
    }

    @Test
    void everyRequestIsAnswered() {
        assertThat(summary.get("requests").toString())
                .isEqualTo("{\"planned\":1000,\"sent\":1000,\"ok\":1000,\"failed\":"
                        + "{\"refused\":0,\"timeout\":0,\"reset\":0,\"closed\":0,\"wrong_answer\":0}}");
        // The load ends with the last answer, the run a moment later.
        assertThat(summary.at("/rate/achieved_per_s").asDouble())
                .isGreaterThan(1_000 / summary.get("duration_s").asDouble() - 0.001);
    }

    /** 1,000 connections over three in strict turn: the first gets the one that is over. */
    @Test
    void theBackendsGetExactlyEqualShares() {
        assertThat(summary.get("backends").toString())
                .isEqualTo("{\"b1\":{\"connections\":334,\"requests\":334,\"share\":0.334},"
                        + "\"b2\":{\"connections\":333,\"requests\":333,\"share\":0.333},"
                        + "\"b3\":{\"connections\":333,\"requests\":333,\"share\":0.333}}");
        // 1000² / (3 · (334² + 333² + 333²)) = 1,000,000 / 1,000,002, and 334 / 333.33.
        assertThat(summary.at("/fairness/jain").asDouble()).isCloseTo(1_000_000 / 1_000_002.0, within(1e-12));
        assertThat(summary.at("/fairness/max_over_mean").asDouble()).isCloseTo(1.002, within(1e-12));
    }

    @Test
    void everyLineOfTheSwarmsLogJoinsToALineOfTheBalancersLog() throws IOException {
        Map<String, String> backendOf = new HashMap<>();
        for (String line : Files.readAllLines(directory.resolve("balancer.jsonl"))) {
            JsonNode connection = JSON.readTree(line);
            assertThat(connection.get("termination").asText()).isEqualTo("--");
            assertThat(backendOf.put(
                            connection.get("client").asText(),
                            connection.get("backend").asText()))
                    .as("another connection from %s", connection.get("client"))
                    .isNull();
        }
        List<String> swarmLines = Files.readAllLines(directory.resolve("swarm.log"));
        assertThat(swarmLines).hasSize(1_000).allSatisfy(line -> {
            Matcher fields = SWARM_LINE.matcher(line);
            assertThat(fields.find()).isTrue();
            assertThat(backendOf.remove(fields.group(1))).isEqualTo(fields.group(2));
        });
        assertThat(backendOf).isEmpty();
        assertThat(Files.readAllLines(directory.resolve("balancer.log"))).hasSize(1_000);
        assertThat(Files.readAllLines(directory.resolve("requests.csv"))).hasSize(1_000);
        assertThat(Files.readAllLines(directory.resolve("times.csv"))).hasSize(1_001);
    }

    @Test
    void keepsTheConfigurationItWasRunWith() {
        Config kept = ConfigFactory.parseFile(directory.resolve("config.conf").toFile());

        assertThat(kept.root().keySet()).containsExactly("giliran");
        assertThat(kept.getString("giliran.swarm.runs")).isEqualTo(runs.toString());
        assertThat(SwarmSettings.from(kept).clients()).isEqualTo(100);
    }
}
