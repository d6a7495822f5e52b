package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.LineServer;
import io.giliran.report.RunSummary;
import io.giliran.workload.LoadModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stages, traces, sessions and the number of clients: who sends what and when. */
@Timeout(60)
final class WorkloadTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path runs;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    /** From 0 to 400/s in half a second: the n-th request after √(n / 400) s, 100 in all. */
    @Test
    void stagesDecideWhenRequestsStart() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, "stages = \"500ms:400\"");

            assertThat(trial.summary().ok()).isEqualTo(100);
            long[] intended = trial.intendedNanos();
            for (int number = 0; number < 100; number++) {
                assertThat((double) intended[number]).isCloseTo(1e9 * Math.sqrt(number / 400.0), within(1_000.0));
            }
        }
    }

    /** What one run has written is what the next one sends: the same starts, works and lengths. */
    @Test
    void aRecordedRunIsSentAgain() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial recorded = SwarmTrial.start(
                    KIT,
                    runs,
                    server,
                    "clients = 8, requests = 10, rate = 400, arrivals = poisson, service-time = \"exp:1ms\","
                            + " payload = \"uniform:40B:90B\"");
            recorded.summary();
            SwarmTrial again = SwarmTrial.start(
                    KIT, runs, server, "trace = \"" + recorded.file("times.csv") + "\", connections = persistent");

            RunSummary summary = again.summary();
            assertThat(summary.ok()).isEqualTo(80);
            assertThat(summary.run().plannedRequests()).hasValue(80);
            assertThat(again.intendedNanos()).isEqualTo(recorded.intendedNanos());
            assertThat(asked(again)).isEqualTo(asked(recorded));
            assertThat(asked(again).get(0)).matches("\\d+,\\d+");
        }
    }

    /** Work and length of each request, in the order of the starts. */
    private static List<String> asked(SwarmTrial trial) throws IOException {
        return trial.times().stream()
                .sorted((one, other) -> Long.compare(Long.parseLong(one[2]), Long.parseLong(other[2])))
                .map(row -> row[8] + "," + row[9])
                .toList();
    }

    @Test
    void eachSessionIsAConnectionWithItsRequests() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT,
                    runs,
                    server,
                    "rate = 100, duration = 500ms, session-requests = 4, think = \"fixed:20ms\", warmup = off");

            RunSummary summary = trial.summary();
            assertThat(summary.run().model()).isEqualTo(LoadModel.PARTLY_OPEN);
            assertThat(summary.ok()).isEqualTo(200);
            assertThat(server.peers()).hasSize(50);
            Map<String, Long> lastEnd = new HashMap<>();
            trial.times().stream()
                    .sorted((one, other) -> Long.compare(Long.parseLong(one[2]), Long.parseLong(other[2])))
                    .forEach(row -> {
                        Long before = lastEnd.put(row[11], Long.parseLong(row[7]));
                        if (before != null) {
                            // The next request of a session is meant to start when the client has thought.
                            assertThat(Long.parseLong(row[2])).isEqualTo(before + 20_000_000);
                        }
                    });
            assertThat(lastEnd).hasSize(50);
            assertThat(server.lines()).doesNotHaveDuplicates();
            assertThat(trial.summaryFile().get("model").asText()).isEqualTo("partly-open");
        }
    }

    @Test
    void sessionsMayDifferInLength() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT, runs, server, "rate = 1000, duration = 200ms, session-requests = \"uniform:1:3\"");
            trial.summary();

            Map<String, Integer> requests = new HashMap<>();
            trial.times().forEach(row -> requests.merge(row[11], 1, Integer::sum));
            assertThat(requests).hasSize(200);
            assertThat(requests.values()).contains(1, 2, 3).allMatch(count -> count <= 3);
        }
    }

    @Test
    void theDigestIsThatOfWhatIsAsked() {
        String open = "rate = 500, arrivals = poisson, service-time = \"exp:1ms\"";

        assertThat(digest(open)).isEqualTo(digest(open)).matches("[0-9a-f]{16}");
        assertThat(digest(open + ", loops = 3")).isEqualTo(digest(open));
        assertThat(digest(open + ", seed = 2")).isNotEqualTo(digest(open));
        assertThat(digest(open + ", payload = 33B")).isNotEqualTo(digest(open));
        assertThat(digest("rate = 501, arrivals = poisson, service-time = \"exp:1ms\""))
                .isNotEqualTo(digest(open));
        String sent = open.replace("exp:1ms", "fixed:0ms").replace(", service-time = \"fixed:0ms\"", "")
                + ", send = \"PING\\\\r\\\\n\"";
        assertThat(digest(sent)).isEqualTo(digest(sent)).isNotEqualTo(digest(sent.replace("PING", "QUIT")));
        assertThat(digest(sent + ", expect = \"line:+PONG\""))
                .isNotEqualTo(digest(sent))
                .isNotEqualTo(digest(sent + ", expect = \"line:+OK\""));
        String closed = "think = \"exp:1ms\"";
        assertThat(digest(closed)).isEqualTo(digest(closed)).isNotEqualTo(digest(closed + ", seed = 2"));
        assertThat(digest(closed + ", clients = 101")).isNotEqualTo(digest(closed));
    }

    private static String digest(String settings) {
        return SwarmSettingsTest.settings(settings).workloadDigest();
    }

    /** The loops count from one instant: the gaps of a constant rate are all the same, whichever loop starts a request. */
    @Test
    void allLoopsStartTogether() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            String constant = "clients = 8, duration = 200ms, rate = 1000, loops = ";
            long[] intended = intended(server, constant + "4");
            assertThat(intended).hasSize(200);
            for (int number = 0; number < 200; number++) {
                assertThat(intended[number]).isEqualTo(1_000_000L * number);
            }
            String poisson = "arrivals = poisson, connections = persistent, " + constant;
            assertThat(intended(server, poisson + "4")).isEqualTo(intended(server, poisson + "1"));
        }
    }

    private long[] intended(LineServer server, String settings) throws Exception {
        SwarmTrial trial = SwarmTrial.start(KIT, runs, server, settings);
        trial.summary();
        return trial.intendedNanos();
    }

    /** Each run lasts until its planned end, and its rate is by that, though the last answer came long before. */
    @Test
    void aLoadLastsUntilItsPlannedEnd() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial seconds = SwarmTrial.start(KIT, runs, server, "rate = 2, duration = 1500ms");
            SwarmTrial stages = SwarmTrial.start(KIT, runs, server, "stages = \"250ms:80,250ms:0,750ms:0\"");
            SwarmTrial count = SwarmTrial.start(KIT, runs, server, "rate = 4, clients = 1, requests = 5");
            SwarmTrial closed = SwarmTrial.start(
                    KIT, runs, server, "clients = 1, duration = 1s, think = \"fixed:400ms\", loops = 2");
            lasts(seconds.summary(), 3, 1.5);
            lasts(stages.summary(), 20, 1.25);
            lasts(count.summary(), 5, 1.25);
            assertThat(closed.summary().ok()).isEqualTo(3);
        }
    }

    private static void lasts(RunSummary summary, long requests, double seconds) {
        assertThat(summary.ok()).isEqualTo(requests);
        double late = summary.run().loadSeconds() - seconds;
        assertThat(late).isBetween(0.0, 10.0);
        assertThat(summary.achievedPerSecond()).isEqualTo(requests / (seconds + late));
    }

    /** 10 clients become 11, then 10 and 9; those that leave finish what they have begun. */
    @Test
    void clientsMayComeAndGoWhileItRuns() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT,
                    runs,
                    server,
                    "clients = 10, duration = 1200ms, connections = persistent, think = \"fixed:5ms\"");
            trial.changeClients(true);
            assertThat(trial.nextChange()).isEqualTo(new Swarm.ClientsChanged(10, 11));
            trial.changeClients(false);
            trial.changeClients(false);
            assertThat(trial.nextChange()).isEqualTo(new Swarm.ClientsChanged(11, 10));
            assertThat(trial.nextChange()).isEqualTo(new Swarm.ClientsChanged(10, 9));

            RunSummary summary = trial.summary();
            assertThat(summary.failures()).isZero();
            assertThat(summary.ok()).isEqualTo(server.lines().size());
            assertThat(server.lines()).doesNotHaveDuplicates();
            JsonNode changes = trial.summaryFile().get("client_changes");
            assertThat(changes).hasSize(3);
            assertThat(changes.get(2).get("clients").asInt()).isEqualTo(9);
            assertThat(Files.readAllLines(trial.file("swarm.log")).stream()
                            .filter(line -> line.matches("\\S+Z clients=\\d+")))
                    .hasSize(3);
        }
    }

    /** Nobody can send a request of the clients that come later before they come, nor those of who has left. */
    @Test
    void thePlanFollowsTheNumberOfClients() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT, runs, server, "clients = 10, requests = 20, think = \"fixed:10ms\", connections = persistent");
            trial.changeClients(true);
            trial.nextChange();

            RunSummary summary = trial.summary();
            assertThat(summary.run().plannedRequests()).hasValue(220);
            assertThat(summary.ok()).isEqualTo(220);
        }
    }

    @Test
    void anOpenModelWithKeptConnectionsGetsMoreOfThem() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT, runs, server, "clients = 20, rate = 500, duration = 800ms, connections = persistent");
            Thread.yield();
            trial.changeClients(true);
            assertThat(trial.nextChange()).isEqualTo(new Swarm.ClientsChanged(20, 22));
            trial.changeClients(false);
            assertThat(trial.nextChange()).isEqualTo(new Swarm.ClientsChanged(22, 20));

            RunSummary summary = trial.summary();
            assertThat(summary.ok()).isEqualTo(400);
            assertThat(server.peers()).hasSize(22);
        }
    }

    @Test
    void whereEveryRequestIsAClientTheirNumberStays() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, "clients = 20, rate = 500, duration = 300ms");
            trial.changeClients(true);
            assertThat(trial.nextChange()).isEqualTo(new Swarm.ClientsChanged(20, 20));
            assertThat(trial.summary().ok()).isEqualTo(150);
            assertThat(trial.summaryFile().has("client_changes")).isFalse();
        }
    }

    @Test
    void withoutLogsOnlySumsAreWritten() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            SwarmTrial trial = SwarmTrial.start(KIT, runs, server, "clients = 2, requests = 3, log = off");

            RunSummary summary = trial.summary();
            assertThat(summary.ok()).isEqualTo(6);
            assertThat(summary.backends().get("b1").requests()).isEqualTo(6);
            assertThat(trial.file("summary.json")).exists();
            assertThat(trial.file("rtt.hlog")).exists();
            assertThat(trial.file("swarm.log")).doesNotExist();
            assertThat(trial.file("requests.csv")).doesNotExist();
            assertThat(trial.file("times.csv")).doesNotExist();
        }
    }
}
