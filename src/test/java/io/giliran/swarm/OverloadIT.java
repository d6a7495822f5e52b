package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.LineServer;
import io.giliran.report.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten times what the service can do: its RTT grows without bound, and no number flatters it. */
@Timeout(120)
final class OverloadIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final long SERVICE_NANOS = 10_000_000;
    /** One at a time, so 100 a second. */
    private static final int RATE = 1_000;

    @TempDir
    Path runs;

    private final Semaphore worker = new Semaphore(1, true);

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections = persistent, pipelining = on",
                "connections = persistent, pipelining = off",
                "connections = per-request"
            })
    void theRttGrowsForAsLongAsItLasts(String connections) throws Exception {
        try (LineServer server = LineServer.start(this::serve)) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT,
                    runs,
                    server,
                    "clients = 10, timeout = 60s, requests = 50, rate = " + RATE + "\n" + connections);
            RunSummary summary = trial.summary();

            assertThat(summary.ended()).isEqualTo(500);
            assertThat(summary.ok()).isEqualTo(500);
            // 500 requests take 5 s at least; half a second was planned for them.
            assertThat(summary.achievedPerSecond()).isLessThan(105);
            assertThat(summary.corrected().p50()).isGreaterThan(1_500_000_000L);
            List<Long> rtts = trial.times().stream()
                    .sorted(Comparator.comparingLong(row -> Long.parseLong(row[7])))
                    .map(row -> Long.parseLong(row[7]) - Long.parseLong(row[2]))
                    .toList();
            // Each hundred takes 1 s to serve and 0.1 s to arrive: by the order of ending the means are 0.45 s, 1.35 s,
            // …
            double before = 0;
            for (int from = 0; from < 500; from += 100) {
                double mean = rtts.subList(from, from + 100).stream()
                        .mapToLong(Long::longValue)
                        .average()
                        .orElseThrow();
                assertThat(mean).isGreaterThan(before + 350_000_000);
                before = mean;
            }
        }
    }

    private void serve(LineServer.Peer peer) throws IOException, InterruptedException {
        for (String line = peer.readLine(); line != null; line = peer.readLine()) {
            worker.acquire();
            try {
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < SERVICE_NANOS) {
                    LockSupport.parkNanos(SERVICE_NANOS - (System.nanoTime() - begun));
                }
                peer.answer("b1", line);
            } finally {
                worker.release();
            }
        }
    }
}
