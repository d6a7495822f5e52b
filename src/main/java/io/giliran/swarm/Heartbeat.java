package io.giliran.swarm;

import io.giliran.metrics.recording.Recording;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Detects pauses of a loop: garbage collection, a busy processor, or too much work in one round. The looks are at fixed times;
 * those that a pause has prevented count with what a request that was due then would have seen. Confined to its driver's loop.
 */
final class Heartbeat {
    static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final LongSupplier clock;
    private final RequestTimeouts.Alarm alarm;
    private final Supplier<Recording> recording;
    private final Runnable beat = this::beat;
    private long dueNanos;
    private boolean stopped;

    Heartbeat(LongSupplier clock, RequestTimeouts.Alarm alarm, Supplier<Recording> recording) {
        this.clock = clock;
        this.alarm = alarm;
        this.recording = recording;
    }

    void start() {
        dueNanos = clock.getAsLong() + EVERY_NANOS;
        alarm.at(dueNanos, beat);
    }

    void stop() {
        stopped = true;
    }

    private void beat() {
        if (stopped) {
            return;
        }
        long now = clock.getAsLong();
        Recording current = recording.get();
        if (now - dueNanos > Recording.PAUSE_NANOS) {
            current.countPause();
        }
        while (dueNanos <= now) {
            current.recordPause(now - dueNanos, dueNanos);
            dueNanos += EVERY_NANOS;
        }
        alarm.at(dueNanos, beat);
    }
}
