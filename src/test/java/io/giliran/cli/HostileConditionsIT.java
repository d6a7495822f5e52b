package io.giliran.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.ChildProgram;
import io.giliran.LineServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The balancer as a process when the machine does not give it what it wants. */
final class HostileConditionsIT {
    private static final int DESCRIPTORS = 160;
    private static final int CLIENTS = 150;
    private static final int STORMING_CLIENTS = 2_000;

    @TempDir
    Path folder;

    /** Each connection takes two descriptors, and the JVM has its own, so most of these clients have to wait. */
    @Test
    void whenDescriptorsRunOutClientsWaitAndNothingSpins() throws Exception {
        try (LineServer backend = LineServer.answering("b1");
                ChildProgram balancer = ChildProgram.withDescriptors(
                        DESCRIPTORS,
                        folder,
                        "balancer",
                        "--listen",
                        "127.0.0.1:0",
                        "--backend",
                        "b1=" + backend.target())) {
            int port = Integer.parseInt(balancer.awaitLine("^balancer listens on 127\\.0\\.0\\.1:(\\d+)$")
                    .group(1));
            List<Socket> clients = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
                }
                assertThat(ask(clients.get(0))).isEqualTo("b1 hello");
                awaitText(balancer, "accepting pauses until it is possible again: Too many open files");

                Duration before = balancer.cpu();
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                assertThat(balancer.cpu().minus(before)).isLessThan(Duration.ofMillis(500));
                assertThat(ask(clients.get(0))).isEqualTo("b1 hello");

                // Each one that leaves makes room for one that waits: in the end all were served.
                int served = 0;
                for (Socket client : clients) {
                    served += "b1 hello".equals(ask(client)) ? 1 : 0;
                    client.close();
                }
                assertThat(served).isEqualTo(CLIENTS);
                awaitText(balancer, "accepting goes on");
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
            balancer.interrupt();
            balancer.awaitExit();
        }
        Map<String, Long> ends = Files.readAllLines(folder.resolve("logs/balancer.log")).stream()
                .collect(Collectors.groupingBy(line -> line.split(" +")[11], Collectors.counting()));
        assertThat(ends.get("--")).isEqualTo(CLIENTS);
    }

    /** The relay's backlog is full all the time, and the system asks clients to come again; streams accept slowly. */
    @ParameterizedTest
    @CsvSource({"relay, 1024, 3", "streams, 4096, 2"})
    void aStormOfConnectionsIsServedToTheLast(String dataPlane, int backlog, int requests) throws Exception {
        int connections = STORMING_CLIENTS * requests;
        Files.writeString(folder.resolve("application.conf"), """
                giliran.balancer.backlog = %d
                giliran.swarm.timeout = 60s
                """.formatted(backlog));
        try (ChildProgram demo = new ChildProgram(
                folder,
                "demo",
                "--data-plane",
                dataPlane,
                "-c",
                String.valueOf(STORMING_CLIENTS),
                "-n",
                String.valueOf(requests),
                "--backends",
                "2")) {
            assertThat(demo.awaitExit()).as(demo.err()).isZero();
            assertThat(demo.complaints()).isEmpty();
        }
        Path run = onlyRun();
        JsonNode summary =
                new ObjectMapper().readTree(run.resolve("summary.json").toFile());
        assertThat(summary.at("/requests/ok").asInt()).isEqualTo(connections);
        assertThat(summary.at("/backends/b1/connections").asInt()).isEqualTo(connections / 2);
        assertThat(Files.readAllLines(run.resolve("balancer.log"))).hasSize(connections);
    }

    private static String ask(Socket client) throws IOException {
        client.getOutputStream().write("hello\n".getBytes(UTF_8));
        return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine();
    }

    private static void awaitText(ChildProgram program, String text) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!program.err().contains(text)) {
            assertThat(System.nanoTime()).as(program.err()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private Path onlyRun() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            List<Path> all = runs.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
