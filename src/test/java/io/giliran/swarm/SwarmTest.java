package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.LineServer;
import io.giliran.ProtocolCheck;
import io.giliran.metrics.BackendLoad;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.Slo;
import io.giliran.report.RunDirectory;
import io.giliran.report.RunSummary;
import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The swarm against a server of lines: who connects how often, what is said, and what is written down. */
@Timeout(60)
final class SwarmTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path runs;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void perRequestEachRequestHasAConnectionOfItsOwn() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, "clients = 5, requests = 4");

            RunSummary summary = trial.summary();
            assertThat(summary.ok()).isEqualTo(20);
            assertThat(summary.ended()).isEqualTo(20);
            assertThat(summary.backends()).isEqualTo(Map.of("b1", new BackendLoad(20, 20)));
            assertThat(server.lines()).containsExactlyInAnyOrderElementsOf(messages(5, 4));
            // The two logs join: each connection of the server is the address of one line.
            assertThat(trial.log().stream().map(line -> line.get("address")))
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(server.peers().stream()
                            .map(peer -> HostPort.format(peer.address()))
                            .toList());
        }
    }

    /** All four are judged; the one that aborts does not let the run last its minute. */
    @Test
    void theRunIsHeldToItsSlos() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, """
                    clients = 5, duration = 60s
                    slo = [ "errors: rate<0.001", "p(99)<0.000001", "fairness: value==1", "rtt: max<0.000001 abort" ]
                    """);

            RunSummary summary = trial.summary();
            assertThat(summary.run().durationSeconds()).isLessThan(30);
            assertThat(summary.run().interrupted()).isFalse();
            assertThat(summary.judgement().ended())
                    .isEqualTo("ended early, because rtt: max<0.000001 abort did not hold");
            assertThat(summary.judgement().slos()).extracting(Slo.Result::ok).containsExactly(true, false, true, false);
            JsonNode file = trial.summaryFile();
            assertThat(file.at("/slo/1/expression").asText()).isEqualTo("p(99)<0.000001");
            assertThat(file.at("/slo/1/value").asDouble())
                    .isEqualTo(file.at("/rtt_ns/corrected/p99").asDouble() / 1e6);
            assertThat(file.at("/slo/1/ok").asBoolean(true)).isFalse();
            assertThat(file.path("ended").asText()).startsWith("ended early");
        }
    }

    @Test
    void persistentEachClientHasOneConnection() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial =
                    SwarmTrial.start(KIT, runs, server, "clients = 5, requests = 4, connections = persistent");

            RunSummary summary = trial.summary();
            assertThat(summary.ok()).isEqualTo(20);
            assertThat(summary.backends()).isEqualTo(Map.of("b1", new BackendLoad(5, 20)));
            assertThat(server.peers()).hasSize(5);
            assertThat(server.lines()).containsExactlyInAnyOrderElementsOf(messages(5, 4));
            Map<String, List<String>> clientsOf = trial.log().stream()
                    .collect(Collectors.groupingBy(
                            line -> line.get("address"),
                            Collectors.mapping(line -> line.get("client"), Collectors.toList())));
            assertThat(clientsOf).hasSize(5);
            assertThat(clientsOf.values())
                    .allSatisfy(clients -> assertThat(clients).hasSize(4).containsOnly(clients.get(0)));
        }
    }

    @Test
    void aLineOfTheLogSaysAllThatTheSeedWanted() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, "clients = 1, requests = 1, payload = 24B");
            trial.summary();

            Map<String, String> line = trial.log().get(0);
            assertThat(line.get("sent")).isEqualTo("client-0 request-0 .....");
            assertThat(line.get("answer")).isEqualTo("b1 client-0 request-0 .....");
            assertThat(line.get("backend")).isEqualTo("b1");
            assertThat(line.get("outcome")).isEqualTo("ok");
            Instant intended = Instant.parse(line.get("time"));
            Instant connected = Instant.parse(line.get("connected"));
            // The RTT is corrected: from the intended start, so connecting is within it.
            long connecting = (connected.getNano() - intended.getNano() + 1_000_000_000L) % 1_000_000_000L;
            assertThat(Double.parseDouble(line.get("rtt_ms")) * 1e6).isGreaterThan(connecting);
        }
    }

    @Test
    void leavesEveryFileOfARun() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, "clients = 2, requests = 3, seed = 77");
            trial.summary();

            assertThat(trial.csv()).hasSize(6);
            assertThat(trial.log()).hasSize(6);
            assertThat(Files.readAllLines(trial.file("rtt.hlog"))).hasSizeGreaterThan(2);
            JsonNode summary = trial.summaryFile();
            assertThat(summary.get("command").asText()).isEqualTo("swarm");
            assertThat(summary.get("seed").asLong()).isEqualTo(77);
            assertThat(summary.get("model").asText()).isEqualTo("closed");
            assertThat(summary.get("clients").asInt()).isEqualTo(2);
            assertThat(summary.get("valid").asBoolean()).isTrue();
            assertThat(summary.at("/requests/planned").asLong()).isEqualTo(6);
            assertThat(summary.at("/requests/ok").asLong()).isEqualTo(6);
            assertThat(summary.at("/rtt_ns/corrected/count").asLong()).isEqualTo(6);
            assertThat(summary.at("/connect_ns/count").asLong()).isEqualTo(6);
            assertThat(summary.has("interrupted")).isFalse();
        }
    }

    /** Clients wait for answers that never come; what was under way at the interrupt has neither ended nor failed. */
    @Test
    void anInterruptWritesWhatThereIs() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                if (!line.contains("request-3")) {
                    peer.answer("b1", line);
                }
            }
        })) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT, runs, server, "clients = 2, requests = 10, connections = persistent, timeout = 60s");
            // By the first progress, after 1 s, both have had three answers and wait for the fourth. If the machine is
            // too slow for that, by a later one.
            Progress progress = ((Swarm.Progressed) trial.next()).progress();
            while (progress.done() < 6) {
                progress = ((Swarm.Progressed) trial.next()).progress();
            }
            assertThat(progress.connected()).isEqualTo(2);
            assertThat(progress.done()).isEqualTo(6);
            assertThat(progress.planned()).isEqualTo(20);
            assertThat(progress.errors()).isZero();
            trial.interrupt();
            trial.interrupt();

            RunSummary summary = trial.summary();
            assertThat(summary.ended()).isEqualTo(6);
            assertThat(summary.ok()).isEqualTo(6);
            assertThat(summary.failures()).isZero();
            assertThat(summary.unfinished()).isEqualTo(2);
            assertThat(trial.log()).hasSize(8);
            assertThat(trial.log().stream().filter(line -> line.get("outcome").equals("unfinished")))
                    .hasSize(2);
            assertThat(trial.csv()).hasSize(8);
            JsonNode file = trial.summaryFile();
            assertThat(file.get("interrupted").asBoolean()).isTrue();
            assertThat(file.at("/requests/sent").asLong()).isEqualTo(6);
            assertThat(file.at("/requests/unfinished").asLong()).isEqualTo(2);
            assertThat(Files.readAllLines(trial.file("rtt.hlog"))).hasSizeGreaterThan(2);
        }
    }

    @Test
    void nobodyListens() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            server.stopListening();
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, "clients = 3, requests = 1000000");

            assertThat(trial.last())
                    .isEqualTo(new Swarm.NobodyListens("cannot connect to " + server.target()
                            + ": nobody listens there; start the balancer first, or give its address with --target"));
            assertThat(trial.summaryFile().at("/requests/ok").asLong()).isZero();
            long refused = trial.summaryFile().at("/requests/failed/refused").asLong();
            // What began before the end was wanted may be refused as well, or be under way then.
            long unfinished = trial.summaryFile().at("/requests/unfinished").asLong();
            assertThat(refused).isGreaterThanOrEqualTo(3);
            assertThat(refused + unfinished).isEqualTo(trial.log().size());
        }
    }

    @Test
    void aTargetThatStopsListeningLaterIsNotNobody() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            String line = peer.readLine();
            peer.answer("b1", line);
        })) {
            SwarmTrial trial =
                    SwarmTrial.start(KIT, runs, server, "clients = 1, requests = 4, think = \"fixed:300ms\"");
            while (server.lines().isEmpty()) {
                Thread.onSpinWait();
            }
            // The client thinks, or is about to.
            server.stopListening();

            RunSummary summary = trial.summary();
            assertThat(summary.ok()).isEqualTo(1);
            assertThat(summary.failed().get(Outcome.REFUSED)).isEqualTo(3);
        }
    }

    @Test
    void moreLoopsThanClientsAreNoHarm() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, "clients = 2, requests = 3, loops = 4");

            assertThat(trial.summary().ok()).isEqualTo(6);
            assertThat(server.lines()).containsExactlyInAnyOrderElementsOf(messages(2, 3));
        }
    }

    @Test
    void filesThatCannotBeMadeAreTheUsersError() throws IOException {
        RunDirectory directory = RunDirectory.create(runs, "trial", Instant.EPOCH);
        Files.createDirectory(directory.file("swarm.log"));
        Run run = new Run("swarm", directory, null, List.of(), List::of, null);
        ActorRef<Swarm.Event> nobody = KIT.<Swarm.Event>createTestProbe().ref();

        assertThatThrownBy(() -> Swarm.create(SwarmSettingsTest.settings(""), run, nobody))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("swarm.log cannot be written");
    }

    @Test
    void everyMessageHasAHandler() throws Exception {
        try (LineServer silent = LineServer.start(LineServer.Peer::awaitEnd)) {
            SwarmSettings settings = SwarmSettingsTest.settings("target = \"" + silent.target() + "\", timeout = 60s");
            ActorRef<Swarm.Event> nobody = KIT.<Swarm.Event>createTestProbe().ref();

            ProtocolCheck.everyMessageHasAHandler(
                    KIT,
                    Swarm.Command.class,
                    () -> Swarm.create(
                            settings,
                            new Run(
                                    "swarm",
                                    RunDirectory.create(runs, "trial", Instant.EPOCH),
                                    null,
                                    List.of(),
                                    List::of,
                                    null),
                            nobody));
        }
    }

    /** Every message that so many clients send in so many requests; payload 32 B. */
    private static List<String> messages(int clients, int requests) {
        return IntStream.range(0, clients)
                .boxed()
                .flatMap(client -> IntStream.range(0, requests)
                        .mapToObj(request -> LabelledLinesTest.message(client, request, 32)))
                .toList();
    }
}
