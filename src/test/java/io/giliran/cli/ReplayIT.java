package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs over real sockets, replayed as they are left. How well they are foretold depends on the machine; the picks do not. */
final class ReplayIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "round-robin, --rate 500 --arrivals poisson -n 4",
        "random, --rate 500 --arrivals poisson -n 4 --connections persistent",
        "maglev, -c 10 -n 40",
        "p2c, -c 10 -n 40 --think exp:1ms"
    })
    void aDemoIsReplayedOutOfTheBox(String policy, String load) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "demo",
                "--policy",
                policy,
                "--backends",
                "4",
                "--service-time",
                "exp:2ms",
                "--out",
                folder.toString()));
        command.addAll(List.of(load.split(" ")));
        Cli.run(command.toArray(String[]::new));
        Path run;
        try (Stream<Path> made = Files.list(folder)) {
            run = made.findFirst().orElseThrow();
        }

        Cli.Result result = Cli.run("replay", run.toString(), "--policy", "round-robin,random");

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        JsonNode replayed =
                new ObjectMapper().readTree(run.resolve("replay.json").toFile());
        int picks = replayed.at("/picks/told").asInt();
        assertThat(picks).isGreaterThanOrEqualTo(100);
        assertThat(replayed.at("/picks/told_same").asInt()).isEqualTo(picks);
        assertThat(replayed.at("/picks/simulated").asInt()).isEqualTo(picks);
        if (!policy.equals("p2c")) {
            assertThat(replayed.at("/picks/simulated_same").asInt()).isEqualTo(picks);
        }
        assertThat(replayed.at("/rtt_ns/predicted/p50").asDouble()).isPositive();
        assertThat(replayed.get("policies")).hasSizeBetween(2, 3);
        assertThat(Cli.run("why", run.toString(), "50").out())
                .startsWith("connection 50 of 127.")
                .contains("\n  rule        ")
                .contains("\nregret      ");
    }
}
