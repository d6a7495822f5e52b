package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.LineServer;
import io.giliran.metrics.Outcome;
import io.giliran.report.RunSummary;
import io.giliran.workload.EscapedText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The swarm against services that do not speak the line protocol. */
@Timeout(60)
final class ForeignServiceTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path runs;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({
        "line:+PONG, persistent, +PONG\\r\\n",
        "line, per-request, whatever\\n",
        "length:7, persistent, a\\nb\\nc\\nd",
        "delimiter:\\\\r\\\\n\\\\r\\\\n, persistent, head\\r\\nmore\\r\\n\\r\\n"
    })
    void everyAnswerIsFoundWhereItEnds(String expect, String connections, String answer) throws Exception {
        String service = new String(EscapedText.bytes(answer, ""), StandardCharsets.UTF_8);
        try (LineServer server = LineServer.start(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                peer.send(service);
            }
        })) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT,
                    runs,
                    server,
                    "clients = 3, requests = 5, send = \"PING\\\\r\\\\n\", expect = \"" + expect + "\", connections = "
                            + connections);

            RunSummary summary = trial.summary();
            assertThat(summary.ok()).isEqualTo(15);
            assertThat(server.lines()).hasSize(15).containsOnly("PING\r");
            assertThat(server.peers()).hasSize(connections.equals("persistent") ? 3 : 15);
            assertThat(trial.csv()).allSatisfy(row -> {
                assertThat(row[3]).isEqualTo("6");
                assertThat(row[4]).isEqualTo(String.valueOf(service.length()));
            });
        }
    }

    @Test
    void untilCloseIsAnAnswerToo() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            peer.readLine();
            peer.send("all of it\nand more");
        })) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT, runs, server, "clients = 2, requests = 3, send = \"GET\\\\n\", expect = close");

            assertThat(trial.summary().ok()).isEqualTo(6);
            assertThat(trial.csv()).allSatisfy(row -> assertThat(row[4]).isEqualTo("18"));
        }
    }

    @Test
    void aServiceThatClosesWithoutAWordHasNotAnswered() throws Exception {
        try (LineServer server = LineServer.start(LineServer.Peer::readLine)) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT, runs, server, "clients = 1, requests = 2, send = \"GET\\\\n\", expect = close");

            assertThat(trial.summary().failed().get(Outcome.CLOSED)).isEqualTo(2);
        }
    }

    /** A wrong answer is counted; the next answer is the next one, so the connection goes on. */
    @Test
    void wrongAnswersAreCountedAndTheConnectionIsKept() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            for (int number = 0; peer.readLine() != null; number++) {
                peer.send(number % 2 == 0 ? "+PONG\r\n" : "-ERR\r\n");
            }
        })) {
            RunSummary summary = SwarmTrial.start(
                            KIT,
                            runs,
                            server,
                            "clients = 2, requests = 6, send = \"PING\\\\r\\\\n\", expect = \"line:+PONG\","
                                    + " connections = persistent")
                    .summary();

            assertThat(summary.ok()).isEqualTo(6);
            assertThat(summary.failed().get(Outcome.WRONG_ANSWER)).isEqualTo(6);
            assertThat(server.peers()).hasSize(2);
        }
    }
}
