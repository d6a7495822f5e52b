package io.giliran.swarm;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends requests that take too long. All have the same timeout, so the order in which they started is the order in which
 * they are due, and a chain of them with one timer serves all. Confined to its driver's loop.
 */
final class RequestTimeouts {
    /** Runs a task at a time in ns since the run's start. */
    interface Alarm {
        void at(long nanos, Runnable task);
    }

    private final long timeoutNanos;
    private final LongSupplier clock;
    private final Alarm alarm;
    private @Nullable Request oldest;
    private @Nullable Request newest;
    private boolean armed;

    RequestTimeouts(long timeoutNanos, LongSupplier clock, Alarm alarm) {
        this.timeoutNanos = timeoutNanos;
        this.clock = clock;
        this.alarm = alarm;
    }

    void add(Request request) {
        request.earlier = newest;
        request.later = null;
        if (newest == null) {
            oldest = request;
        } else {
            newest.later = request;
        }
        newest = request;
        arm();
    }

    /** Forgets one that has ended. */
    void remove(Request request) {
        Request earlier = request.earlier;
        Request later = request.later;
        if (earlier != null) {
            earlier.later = later;
        } else if (oldest == request) {
            oldest = later;
        }
        if (later != null) {
            later.earlier = earlier;
        } else if (newest == request) {
            newest = earlier;
        }
        request.earlier = null;
        request.later = null;
    }

    /** Intended start of the oldest request under way, in ns since the run's start; {@link Long#MAX_VALUE} for none. */
    long oldestIntendedNanos() {
        return oldest == null ? Long.MAX_VALUE : oldest.intendedNanos;
    }

    /** Forgets all, when the run is cut. */
    void cut(Consumer<Request> taker) {
        for (Request request = oldest; request != null; request = oldest) {
            remove(request);
            taker.accept(request);
        }
    }

    private void arm() {
        if (!armed && oldest != null) {
            armed = true;
            alarm.at(oldest.startedNanos + timeoutNanos, this::onAlarm);
        }
    }

    private void onAlarm() {
        armed = false;
        for (Request due = oldest; due != null && clock.getAsLong() - due.startedNanos >= timeoutNanos; due = oldest) {
            remove(due);
            if (due.connection != null) {
                due.connection.timedOut(due);
            }
        }
        arm();
    }
}
