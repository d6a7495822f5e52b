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

    /** Start of connecting; for a reused connection long before the request. */
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

    /** From the intended start to the end: the RTT with the wait that a late start hides. -1 when it has no end. */
    default long correctedNanos() {
        return span(intendedNanos(), endNanos());
    }

    /** From the actual send to the end. -1 when it was never sent or has no end. */
    default long uncorrectedNanos() {
        return span(sentNanos(), endNanos());
    }

    /** How long its connection took to stand. -1 when it never did. */
    default long connectNanos() {
        return span(connectStartNanos(), connectedNanos());
    }

    /** Time at which the client began: with connecting when the request needed a new connection, else with sending. */
    default long begunNanos() {
        boolean neededConnection = firstOnConnection() && connectStartNanos() >= intendedNanos();
        return neededConnection ? connectStartNanos() : sentNanos();
    }

    /**
     * Lateness of the client itself, in ns: from when it could begin until it began. The time of connecting is not its
     * lateness, nor is the time it waits for the target. 0 when it was early, -1 when it never began.
     */
    default long sendLagNanos() {
        return span(readyNanos(), begunNanos());
    }

    private static long span(long from, long to) {
        return from < 0 || to < 0 ? -1 : Math.max(0, to - from);
    }
}
