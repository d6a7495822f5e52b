package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.LineServer;
import io.giliran.report.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * wrk2's freeze, in small: a service that answers nobody for a while, under a constant rate. Whoever was meant to be served then
 * waited until its end, so that the corrected RTTs of these are uniform between nothing and the whole freeze.
 */
@Timeout(120)
final class FreezeIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int RATE = 400;
    private static final long FREEZE_NANOS = 600_000_000;
    private static final int FREEZES_AT = 400;

    @TempDir
    Path runs;

    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicLong frozenNanos = new AtomicLong();

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void theCorrectedRttsOfAFreezeAreUniformAndTheUncorrectedHideIt() throws Exception {
        try (LineServer server = LineServer.start(this::serve)) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT,
                    runs,
                    server,
                    "clients = 4, connections = persistent, pipelining = off, warmup = off, duration = 3s, rate = "
                            + RATE);
            RunSummary summary = trial.summary();

            assertThat(summary.ok()).isEqualTo(3 * RATE);
            double freeze = frozenNanos.get();
            assertThat(freeze).isGreaterThanOrEqualTo(FREEZE_NANOS);
            long[] corrected = trial.csv().stream()
                    .mapToLong(row -> Long.parseLong(row[2]))
                    .toArray();
            for (double part : new double[] {0.1, 0.25, 0.5, 0.75, 0.9}) {
                double expected = RATE * freeze / 1e9 * (1 - part);
                assertThat((double) countAbove(corrected, part * freeze))
                        .as("of %.0f ms frozen, longer than %.0f %%", freeze / 1e6, 100 * part)
                        .isBetween(expected * 0.9 - 3, expected * 1.3 + 12);
            }
            // Of the uncorrected ones only those show it that were under way: one for each client.
            long[] uncorrected = trial.times().stream()
                    .mapToLong(row -> Long.parseLong(row[7]) - Long.parseLong(row[5]))
                    .toArray();
            assertThat(countAbove(uncorrected, 0.9 * freeze)).isBetween(1L, 4L);
            // What waited for a client was sent late, but not by the swarm's fault.
            assertThat(summary.late()).isGreaterThan((long) (0.8 * RATE * freeze / 1e9));
            assertThat(summary.sendLag().p50()).isLessThan(FREEZE_NANOS / 10);
        }
    }

    /** With pipelining all was sent on time, so that both RTTs have the wait in them. */
    @Test
    void withPipeliningBothShowIt() throws Exception {
        try (LineServer server = LineServer.start(this::serve)) {
            SwarmTrial trial = SwarmTrial.start(
                    KIT,
                    runs,
                    server,
                    "clients = 4, connections = persistent, warmup = off, duration = 3s, rate = " + RATE);
            RunSummary summary = trial.summary();

            assertThat(summary.ok()).isEqualTo(3 * RATE);
            double half = RATE * frozenNanos.get() / 1e9 / 2;
            long[] uncorrected = trial.times().stream()
                    .mapToLong(row -> Long.parseLong(row[7]) - Long.parseLong(row[5]))
                    .toArray();
            assertThat((double) countAbove(uncorrected, frozenNanos.get() / 2.0))
                    .isGreaterThan(0.8 * half);
        }
    }

    /** Answers everybody, but once nobody for a while. */
    private void serve(LineServer.Peer peer) throws IOException, InterruptedException {
        for (String line = peer.readLine(); line != null; line = peer.readLine()) {
            if (answered.incrementAndGet() == FREEZES_AT) {
                freeze();
            }
            gate.readLock().lock();
            try {
                peer.answer("b1", line);
            } finally {
                gate.readLock().unlock();
            }
        }
    }

    private void freeze() {
        gate.writeLock().lock();
        long begun = System.nanoTime();
        try {
            while (System.nanoTime() - begun < FREEZE_NANOS) {
                LockSupport.parkNanos(FREEZE_NANOS - (System.nanoTime() - begun));
            }
        } finally {
            frozenNanos.set(System.nanoTime() - begun);
            gate.writeLock().unlock();
        }
    }

    private static long countAbove(long[] values, double bound) {
        long count = 0;
        for (long value : values) {
            count += value > bound ? 1 : 0;
        }
        return count;
    }
}
