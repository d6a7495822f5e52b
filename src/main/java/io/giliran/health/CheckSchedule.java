package io.giliran.health;

import io.giliran.health.CheckParameters.Timing;
import java.util.random.RandomGenerator;

/**
 * Schedule of a backend's checks. The interval to the next check begins when the last one has ended, so two never overlap, and
 * a clock that jumps makes one check due and not many.
 */
final class CheckSchedule {
    static final long NEVER = Long.MAX_VALUE;

    private static final long FIRST_WITHIN_NANOS = 1_000_000_000;

    private Timing timing;
    private final RandomGenerator random;
    private long dueAt = NEVER;
    private boolean running;
    private boolean stopped = true;

    CheckSchedule(Timing timing, RandomGenerator random) {
        this.timing = timing;
        this.random = random;
    }

    /** The first check is due at a random time within an interval, or a second if that is shorter. */
    void begin(long nowNanos) {
        stopped = false;
        if (!running) {
            long within = Math.min(FIRST_WITHIN_NANOS, timing.intervalNanos());
            dueAt = nowNanos + (long) (random.nextDouble() * within);
        }
    }

    /** Replaces the intervals. The check that is pending stays so, but comes at the latest after the new interval. */
    void reconfigure(Timing changed, RiseFall health, long nowNanos) {
        timing = changed;
        if (dueAt != NEVER) {
            dueAt = Math.min(dueAt, nowNanos + interval(health));
        }
    }

    /** Stops the schedule until it begins again; a running check goes on. */
    void stop() {
        stopped = true;
        dueAt = NEVER;
    }

    /** {@link #NEVER} while a check runs. */
    long dueAt() {
        return dueAt;
    }

    boolean isDue(long nowNanos) {
        return nowNanos >= dueAt;
    }

    boolean isRunning() {
        return running;
    }

    void started() {
        if (running) {
            throw new IllegalStateException("a check runs already");
        }
        running = true;
        dueAt = NEVER;
    }

    void ended(RiseFall health, long nowNanos) {
        running = false;
        if (!stopped) {
            dueAt = nowNanos + jittered(interval(health));
        }
    }

    /** Brings the next check forward to the fast interval, if it is later, because there is evidence of a change. */
    void hurry(long nowNanos) {
        if (dueAt != NEVER) {
            dueAt = Math.min(dueAt, nowNanos + timing.fastIntervalNanos());
        }
    }

    private long interval(RiseFall health) {
        if (health.isChanging()) {
            return timing.fastIntervalNanos();
        }
        return health.state() == RiseFall.State.UP ? timing.intervalNanos() : timing.downIntervalNanos();
    }

    private long jittered(long nanos) {
        double part = timing.jitter() * (2 * random.nextDouble() - 1);
        return nanos + (long) (part * nanos);
    }
}
