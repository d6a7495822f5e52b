package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.recording.Recording;
import org.junit.jupiter.api.Test;

/** Heartbeat in virtual time; a beat is due each 10 ms. */
final class HeartbeatTest {
    private static final long MILLI = 1_000_000;

    private final Recording recording = new Recording();
    private long now;
    private long dueNanos = -1;
    private Runnable due;
    private final Heartbeat heartbeat = new Heartbeat(
            () -> now,
            (nanos, task) -> {
                dueNanos = nanos;
                due = task;
            },
            () -> recording);

    @Test
    void aLoopThatRunsIsNotLate() {
        heartbeat.start();
        for (int i = 0; i < 5; i++) {
            beatAt(dueNanos);
        }

        assertThat(recording.pauses().getTotalCount()).isEqualTo(5);
        assertThat(recording.pauses().getMaxValue()).isZero();
        assertThat(recording.pauseCount()).isZero();
    }

    /** Due at 10, 20, … ms, and the loop comes at 45: what was due at 10, 20, 30 and 40 waited 35, 25, 15 and 5. */
    @Test
    void whatAPauseHasKeptFromHappeningCounts() {
        heartbeat.start();
        beatAt(45 * MILLI);

        assertThat(recording.pauses().getTotalCount()).isEqualTo(4);
        assertThat(recording.pauses().getMaxValue()).isBetween(35 * MILLI, 35_100_000L);
        assertThat(recording.pauses().getMinValue()).isBetween(4_900_000L, 5 * MILLI);
        assertThat(recording.pauseCount()).isEqualTo(1);
        assertThat(dueNanos).isEqualTo(50 * MILLI);
    }

    @Test
    void aLittleLateIsNoPause() {
        heartbeat.start();
        beatAt(11 * MILLI);
        assertThat(recording.pauseCount()).isZero();

        beatAt(21 * MILLI + 1);
        assertThat(recording.pauseCount()).isEqualTo(1);
    }

    @Test
    void endsWhenItIsStopped() {
        heartbeat.start();
        heartbeat.stop();
        dueNanos = -1;
        beatAt(90 * MILLI);

        assertThat(recording.pauses().getTotalCount()).isZero();
        assertThat(dueNanos).isEqualTo(-1);
    }

    private void beatAt(long nanos) {
        now = nanos;
        due.run();
    }
}
