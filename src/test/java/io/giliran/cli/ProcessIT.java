package io.giliran.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.ChildProgram;
import io.giliran.LineServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: what it ends with, what it leaves, and that Ctrl-C loses nothing. */
final class ProcessIT {
    private static final int INTERRUPTED = 130;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void ctrlCInTheMiddleOfADemoWritesTheResults() throws Exception {
        try (ChildProgram demo =
                new ChildProgram(folder, "demo", "-d", "30s", "-c", "20", "--think", "fixed:20ms", "--warmup", "off")) {
            demo.awaitLine("requests [1-9]");
            demo.interrupt();

            assertThat(demo.awaitExit()).isEqualTo(INTERRUPTED);
            assertThat(demo.complaints()).isEmpty();
            // The table of results is shown all the same.
            assertThat(demo.out()).anyMatch(line -> line.startsWith("b1 ")).anyMatch(line -> line.startsWith("RTT "));
        }
        Path run = onlyRun();
        JsonNode summary = JSON.readTree(run.resolve("summary.json").toFile());
        assertThat(summary.get("interrupted").asBoolean()).isTrue();
        assertThat(summary.get("duration_s").asDouble()).isLessThan(30);
        int ended = summary.at("/requests/sent").asInt();
        assertThat(ended).isPositive();
        assertThat(summary.at("/requests/ok").asInt()).isEqualTo(ended);
        int unfinished = summary.at("/requests/unfinished").asInt();
        assertThat(summary.at("/rtt_ns/corrected/count").asInt()).isEqualTo(ended + unfinished);
        List<String> swarmLines = Files.readAllLines(run.resolve("swarm.log"));
        assertThat(swarmLines).hasSize(ended + unfinished);
        assertThat(swarmLines.stream().filter(line -> line.endsWith(" outcome=ok")))
                .hasSize(ended);
        assertThat(Files.readAllLines(run.resolve("requests.csv"))).hasSize(ended + unfinished);
        assertThat(Files.readAllLines(run.resolve("rtt.hlog"))).isNotEmpty();
        // Of what was under way the balancer knows too, so it may have logged more: 20 clients at the most.
        assertThat(Files.readAllLines(run.resolve("balancer.log"))).hasSizeBetween(ended, ended + 20);
        assertThat(Files.readAllLines(run.resolve("balancer.jsonl"))).hasSizeBetween(ended, ended + 20);
    }

    @Test
    void ctrlCEndsABalancerAndLogsWhatWasOpen() throws Exception {
        try (LineServer backend = LineServer.answering("b1");
                ChildProgram balancer = new ChildProgram(
                        folder, "balancer", "--listen", "127.0.0.1:0", "--backend", "b1=" + backend.target())) {
            int port = Integer.parseInt(balancer.awaitLine("^balancer listens on 127\\.0\\.0\\.1:(\\d+)$")
                    .group(1));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write("hello\n".getBytes(UTF_8));
                assertThat(new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine())
                        .isEqualTo("b1 hello");
                balancer.interrupt();

                assertThat(balancer.awaitExit()).isEqualTo(INTERRUPTED);
                assertThatThrownBy(() -> client.getInputStream().read()).hasMessage("Connection reset");
            }
            assertThat(balancer.complaints()).isEmpty();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(Files.readAllLines(folder.resolve("logs/balancer.log")))
                .singleElement()
                .asString()
                .contains(" balancer backends/b1 ")
                .contains(" 9 KD 1/1/1/1/0 0/0");
        assertThat(JSON.readTree(Files.readString(folder.resolve("logs/balancer.jsonl")))
                        .get("ended")
                        .asText())
                .isEqualTo("killed");
    }

    @Test
    void aHangUpReloadsTheConfiguration() throws Exception {
        Path file = folder.resolve("application.conf");
        try (LineServer one = LineServer.answering("b1");
                LineServer two = LineServer.answering("b2")) {
            Files.writeString(
                    file, "giliran.balancer { listen = \"127.0.0.1:0\", backends = [ \"b1=" + one.target() + "\" ] }");
            try (ChildProgram balancer = new ChildProgram(folder, "balancer", "--policy", "first")) {
                int port = Integer.parseInt(balancer.awaitLine("^balancer listens on 127\\.0\\.0\\.1:(\\d+)$")
                        .group(1));
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    assertThat(answer(client)).isEqualTo("b1 hello");

                    Files.writeString(
                            file,
                            "giliran.balancer { listen = \"127.0.0.1:1\", policy.name = random, backends = [ \"b2="
                                    + two.target() + "\" ] }");
                    balancer.hangUp();
                    balancer.awaitLine("^reload: done$");
                    assertThat(answer(client)).isEqualTo("b1 hello");
                    try (Socket next = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        assertThat(answer(next)).isEqualTo("b2 hello");
                    }

                    balancer.hangUp();
                    // What the option says beats the file; and what stays as it is is told each time.
                    balancer.awaitLine(
                            "^reload: listen = 127\\.0\\.0\\.1:1 needs a restart; it stays 127\\.0\\.0\\.1:0$");
                    balancer.awaitLine("^reload: done$");
                }
                balancer.interrupt();
                assertThat(balancer.awaitExit()).isEqualTo(INTERRUPTED);
                assertThat(balancer.err().lines().filter(line -> line.contains(" io.giliran.audit ")))
                        .hasSize(2)
                        .allMatch(line -> line.contains("by=signal "));
                assertThat(balancer.out())
                        .containsExactly(
                                balancer.out().get(0),
                                "reload: b2 joins: " + two.target() + ", weight 1",
                                "reload: b1 leaves: it gets no new connections, those it has go on",
                                "reload: listen = 127.0.0.1:1 needs a restart; it stays 127.0.0.1:0",
                                "reload: done",
                                "reload: listen = 127.0.0.1:1 needs a restart; it stays 127.0.0.1:0",
                                "reload: done");
            }
        }
    }

    /** Whoever collects a container's output reads each line as JSON. */
    @Test
    void anAccessLogOnStandardOutputStandsThereAlone() throws Exception {
        Files.writeString(folder.resolve("application.conf"), "giliran.balancer.access-log.directory = stdout");
        try (LineServer one = LineServer.answering("b1");
                ChildProgram balancer = new ChildProgram(
                        folder, "balancer", "--listen", "127.0.0.1:0", "--backend", "b1=" + one.target())) {
            balancer.awaitErr("balancer listens on 127.0.0.1:");
            Matcher port = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+)").matcher(balancer.err());
            assertThat(port.find()).isTrue();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))) {
                assertThat(answer(client)).isEqualTo("b1 hello");
            }
            balancer.awaitLine("\"backend\":\"b1\"");
            balancer.interrupt();
            assertThat(balancer.awaitExit()).isEqualTo(INTERRUPTED);

            assertThat(balancer.out()).hasSize(1).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        }
    }

    @Test
    void aHangUpWithABadConfigurationIsOneLineAndAllGoesOn() throws Exception {
        Path file = folder.resolve("application.conf");
        try (LineServer one = LineServer.answering("b1");
                ChildProgram balancer = new ChildProgram(
                        folder, "balancer", "--listen", "127.0.0.1:0", "--backend", "b1=" + one.target())) {
            int port = Integer.parseInt(balancer.awaitLine("^balancer listens on 127\\.0\\.0\\.1:(\\d+)$")
                    .group(1));
            Files.writeString(file, "giliran.balancer.polcy = random");
            balancer.hangUp();
            balancer.awaitErr(" - reload refused, all stays as it is: application.conf: 1: giliran.balancer.polcy ");
            Files.writeString(file, "giliran.balancer.retries = 1");
            balancer.hangUp();
            balancer.awaitLine("^reload: retries all becomes 1$");

            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(answer(client)).isEqualTo("b1 hello");
            }
            balancer.interrupt();
            assertThat(balancer.awaitExit()).isEqualTo(INTERRUPTED);
            assertThat(balancer.err().lines().filter(line -> line.contains("reload refused")))
                    .hasSize(1);
        }
    }

    private static String answer(Socket client) throws IOException {
        client.getOutputStream().write("hello\n".getBytes(UTF_8));
        return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine();
    }

    @Test
    void ctrlCEndsABackend() throws Exception {
        try (ChildProgram backend = new ChildProgram(folder, "backend", "--listen", "127.0.0.1:0", "--name", "solo")) {
            int port = Integer.parseInt(backend.awaitLine("^backend solo listens on 127\\.0\\.0\\.1:(\\d+)$")
                    .group(1));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write("hello\n".getBytes(UTF_8));
                assertThat(client.getInputStream().readNBytes(11))
                        .asString(UTF_8)
                        .isEqualTo("solo hello\n");
                backend.interrupt();

                assertThat(backend.awaitExit()).isEqualTo(INTERRUPTED);
            }
            assertThat(backend.complaints()).isEmpty();
        }
    }

    @Test
    void ctrlCBeforeAnythingHasHappenedEndsItToo() throws Exception {
        try (LineServer silent = LineServer.start(LineServer.Peer::awaitEnd);
                ChildProgram swarm =
                        new ChildProgram(folder, "swarm", "--target", silent.target(), "-c", "3", "--timeout", "60s")) {
            swarm.awaitLine("^swarm of 3 clients starts");
            swarm.interrupt();

            assertThat(swarm.awaitExit()).isEqualTo(INTERRUPTED);
            assertThat(swarm.complaints()).isEmpty();
        }
        JsonNode summary = JSON.readTree(onlyRun().resolve("summary.json").toFile());
        assertThat(summary.get("interrupted").asBoolean()).isTrue();
        assertThat(summary.at("/requests/sent").asInt()).isZero();
        // What was under way has lasted at least until then.
        assertThat(summary.at("/rtt_ns/corrected/count").asInt())
                .isEqualTo(summary.at("/rtt_ns/corrected/unanswered").asInt());
    }

    /** A run of hours; the scenario is stable, so that what was measured until then is a result. */
    @Test
    void ctrlCEndsASimulationWithWhatIsKnown() throws Exception {
        Path scenario = Files.writeString(
                folder.resolve("long.conf"),
                "load.rate = 320, backends = [ \"b*4\" ], policies = [ random, p2c ], requests = 2000000000, warm-up = 0s");
        try (ChildProgram simulation = new ChildProgram(folder, "simulate", scenario.toString())) {
            simulation.awaitLine(" % +[0-9,]+ s left$");
            simulation.interrupt();

            assertThat(simulation.awaitExit()).isEqualTo(INTERRUPTED);
            assertThat(simulation.complaints()).isEmpty();
            assertThat(simulation.out())
                    .anyMatch(line -> line.startsWith("p2c "))
                    .contains("note        interrupted; these are the results until then");
        }
        JsonNode summary = JSON.readTree(onlyRun().resolve("summary.json").toFile());
        assertThat(summary.get("interrupted").asBoolean()).isTrue();
        assertThat(summary.at("/policies/random/rtt_mean_ms/estimate").asDouble())
                .isPositive();
    }

    /** The search for the warm-up comes first, and shows nothing by itself. */
    @Test
    void ctrlCDuringTheSearchForTheWarmUpShowsSomethingToo() throws Exception {
        Path scenario = Files.writeString(
                folder.resolve("long.conf"),
                "load.rate = 320, backends = [ \"b*4\" ], policies = [ random, p2c ], requests = 2000000000");
        try (ChildProgram simulation = new ChildProgram(folder, "simulate", scenario.toString())) {
            simulation.awaitLine(" % +[0-9,]+ s left$");
            simulation.interrupt();

            assertThat(simulation.awaitExit()).isEqualTo(INTERRUPTED);
            assertThat(simulation.complaints()).isEmpty();
            assertThat(simulation.out()).contains("note        interrupted; these are the results until then");
        }
    }

    @Test
    void aPortInUseIsOneLineAndNoStackTrace() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProgram balancer =
                        new ChildProgram(folder, "balancer", "--listen", "127.0.0.1:" + taken.getLocalPort())) {
            assertThat(balancer.awaitExit()).isEqualTo(3);
            assertThat(balancer.err())
                    .isEqualTo("giliran: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": the port is in use; choose another with --listen HOST:PORT, or 0 for a free one\n");
        }
    }

    @Test
    void badInputIsOneLineAndNothingIsStarted() throws Exception {
        try (ChildProgram swarm = new ChildProgram(folder, "swarm", "--clients", "0")) {
            assertThat(swarm.awaitExit()).isEqualTo(2);
            assertThat(swarm.out()).isEmpty();
            assertThat(swarm.err())
                    .isEqualTo("giliran: --clients: giliran.swarm.clients = 0 is not valid;"
                            + " valid is a whole number from 1 to 1000000\n");
        }
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    private Path onlyRun() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            List<Path> all = runs.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
