package io.giliran.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The times of one request that has ended. All are nanoseconds since the start of the run; -1 where the request never got
 * that far.
 */
public interface MeasuredRequest {
    /**
     * Intended start: by the arrival process, or in a closed model the time at which the client was ready to send it.
     */
    long intendedNanos();

    /** Time at which the swarm could have begun it: its intended start, or later if it had to wait for a client to be free. */
    default long readyNanos() {
        return intendedNanos();
    }

    /** Start of its connection's connect; for a reused connection long before the request. */
    long connectStartNanos();

    /** Time at which its connection was established. */
    long connectedNanos();

    /** Time at which its first byte was handed to the system. */
    long sentNanos();

    /** Time at which the first byte of the answer had arrived. */
    long firstByteNanos();

    /** Time at which the last byte of the answer had arrived, or the failure was known. */
    long endNanos();

    /** Whether no request used the connection before. */
    boolean firstOnConnection();

    /** Whether it is the first on its connection that a known backend has answered. */
    boolean firstAnswered();

    /** The name of the backend that answered; null when none did, or it is not known. */
    @Nullable
    String backend();

    /** Outcome of the request. */
    Outcome outcome();

    /** Corrected RTT: from the intended start to the end, with the wait that a late start hides. -1 when it has no end. */
    default long correctedNanos() {
        return span(intendedNanos(), endNanos());
    }

    /** Uncorrected RTT: from the actual send to the end. -1 when it was never sent or has no end. */
    default long uncorrectedNanos() {
        return span(sentNanos(), endNanos());
    }

    /** Connect time of its connection. -1 when it was never established. */
    default long connectNanos() {
        return span(connectStartNanos(), connectedNanos());
    }

    /** Actual start of the client: of the connect when the request needed a new connection, otherwise of the send. */
    default long begunNanos() {
        boolean neededConnection = firstOnConnection() && connectStartNanos() >= intendedNanos();
        return neededConnection ? connectStartNanos() : sentNanos();
    }

    /**
     * Send lag, the lateness of the client itself: from the earliest possible start to the actual one. Neither the connect nor
     * a wait for the target is part of it. 0 when it was early, -1 when it never began.
     */
    default long sendLagNanos() {
        return span(readyNanos(), begunNanos());
    }

    private static long span(long from, long to) {
        return from < 0 || to < 0 ? -1 : Math.max(0, to - from);
    }
}
