package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.LineServer;
import io.giliran.metrics.Outcome;
import io.giliran.report.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures of requests: counted by their kind, written down, and the client goes on. */
@Timeout(60)
final class SwarmFailuresTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path runs;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    /** The first request of each connection fails in some way; the client's second request is answered. */
    private RunSummary run(String connections, LineServer.Service firstRequest, String settings) throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            String line = peer.readLine();
            if (line != null && line.contains("request-0")) {
                firstRequest.serve(peer);
            } else if (line != null) {
                peer.answer("b1", line);
            }
        })) {
            trial = SwarmTrial.start(
                    KIT, runs, server, "clients = 2, requests = 2, connections = " + connections + "\n" + settings);
            RunSummary summary = trial.summary();
            // A connection on which something failed is not used again.
            assertThat(server.peers()).hasSize(4);
            assertThat(summary.ended()).isEqualTo(4);
            assertThat(summary.ok()).isEqualTo(2);
            return summary;
        }
    }

    private SwarmTrial trial;

    @ParameterizedTest
    @ValueSource(strings = {"per-request", "persistent"})
    void aWrongAnswer(String connections) throws Exception {
        RunSummary summary = run(connections, peer -> peer.send("b1 client-9 request-9\n"), "");

        assertFailed(summary, Outcome.WRONG_ANSWER);
        assertThat(failedLine().get("answer")).isEqualTo("b1 client-9 request-9");
        // Whoever it was, it did not answer.
        assertThat(failedLine().get("backend")).isEqualTo("-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"per-request", "persistent"})
    void aServerThatClosesEarly(String connections) throws Exception {
        RunSummary summary = run(connections, peer -> peer.send("b1 half"), "");

        assertFailed(summary, Outcome.CLOSED);
        assertThat(failedLine().get("answer")).isEqualTo("-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"per-request", "persistent"})
    void aServerThatResets(String connections) throws Exception {
        assertFailed(run(connections, LineServer.Peer::reset, ""), Outcome.RESET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"per-request", "persistent"})
    void aServerThatNeverAnswers(String connections) throws Exception {
        RunSummary summary = run(connections, LineServer.Peer::awaitEnd, "timeout = 150ms");

        assertFailed(summary, Outcome.TIMEOUT);
        // The timeout counts from the start of connecting; on a kept connection the request is meant a little later.
        assertThat(Double.parseDouble(failedLine().get("rtt_ms"))).isGreaterThan(100);
    }

    /** TCP has no target there, which connect(2) says at once, and not after the timeout. */
    @Test
    void aTargetThatCannotBeReachedIsNotWaitedFor() throws Exception {
        long before = System.nanoTime();
        SwarmTrial unreachable =
                SwarmTrial.start(KIT, runs, "target = \"255.255.255.255:9\", clients = 2, requests = 2, timeout = 30s");

        assertThat(unreachable.last()).isInstanceOf(Swarm.NobodyListens.class);
        assertThat(System.nanoTime() - before).isLessThan(20_000_000_000L);
        assertThat(unreachable.log()).allSatisfy(line -> {
            assertThat(line.get("outcome")).isEqualTo("refused");
            assertThat(line.get("address")).isEqualTo("-");
            assertThat(line.get("connected")).isEqualTo("-");
        });
    }

    @Test
    void aClientPausesAfterAFailureBeforeItGoesOn() throws Exception {
        run("per-request", peer -> peer.send("b1 wrong\n"), "retry-pause = 120ms");

        // Of each client two requests; the second was meant to start 120 ms after the first had failed.
        long[] intended = trial.intendedNanos();
        assertThat(intended[2]).isGreaterThanOrEqualTo(120_000_000);
        assertThat(intended[3]).isGreaterThanOrEqualTo(120_000_000);
        assertThat(intended[1]).isLessThan(120_000_000);
    }

    private static void assertFailed(RunSummary summary, Outcome kind) {
        assertThat(summary.failed())
                .allSatisfy(
                        (outcome, count) -> assertThat(count).as(outcome.key()).isEqualTo(outcome == kind ? 2 : 0));
    }

    private Map<String, String> failedLine() throws IOException {
        return trial.log().stream()
                .filter(line -> line.get("request").equals("0"))
                .findFirst()
                .orElseThrow();
    }
}
