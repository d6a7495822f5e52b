package io.giliran.swarm;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * Ends requests that take too long. All have the same timeout, so the order in which they started is the order in which
 * they are due, and a queue with one timer serves them all. Confined to its driver's loop.
 */
final class RequestTimeouts {
    /** Runs a task at a time in ns since the run's start. */
    interface Alarm {
        void at(long nanos, Runnable task);
    }

    private final long timeoutNanos;
    private final LongSupplier clock;
    private final Alarm alarm;
    private final ArrayDeque<Request> started = new ArrayDeque<>();
    private boolean armed;

    RequestTimeouts(long timeoutNanos, LongSupplier clock, Alarm alarm) {
        this.timeoutNanos = timeoutNanos;
        this.clock = clock;
        this.alarm = alarm;
    }

    void add(Request request) {
        started.add(request);
        arm();
    }

    /** Drops the oldest ones that have ended meanwhile, so that the queue is not longer than what is under way. */
    void forgetEnded() {
        for (Request oldest = started.peek(); oldest != null && oldest.ended; oldest = started.peek()) {
            started.remove();
        }
    }

    private void arm() {
        Request oldest = started.peek();
        if (!armed && oldest != null) {
            armed = true;
            alarm.at(oldest.startedNanos + timeoutNanos, this::onAlarm);
        }
    }

    private void onAlarm() {
        armed = false;
        forgetEnded();
        for (Request oldest = started.peek();
                oldest != null && (oldest.ended || clock.getAsLong() - oldest.startedNanos >= timeoutNanos);
                oldest = started.peek()) {
            started.remove();
            if (!oldest.ended && oldest.connection != null) {
                oldest.connection.timedOut(oldest);
            }
        }
        arm();
    }
}
