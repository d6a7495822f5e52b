package io.giliran.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The times of one request that has ended. All are nanoseconds since the start of the run; -1 where the request never got
 * that far.
 */
public interface MeasuredRequest {
    /**
     * When it was meant to start: by the arrival process, or in a closed model when the client was ready to send it.
     */
    long intendedNanos();

    /** When the swarm could have begun it: at its intended start, or later if it had to wait for a client to be free. */
    default long readyNanos() {
        return intendedNanos();
    }

    /** When its connection was begun; for a reused connection long before the request. */
    long connectStartNanos();

    /** When its connection stood. */
    long connectedNanos();

    /** When its first byte was handed to the system. */
    long sentNanos();

    /** When the first byte of the answer was there. */
    long firstByteNanos();

    /** When the last byte of the answer was there, or the failure was known. */
    long endNanos();

    /** Whether no request used the connection before. */
    boolean firstOnConnection();

    /** Whether it is the first on its connection that a known backend has answered. */
    boolean firstAnswered();

    /** The name of the backend that answered; null when none did, or it is not known. */
    @Nullable
    String backend();

    /** How it ended. */
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

    /** When the client itself began: with connecting when the request needed a new connection, else with sending. */
    default long begunNanos() {
        boolean neededConnection = firstOnConnection() && connectStartNanos() >= intendedNanos();
        return neededConnection ? connectStartNanos() : sentNanos();
    }

    /**
     * How late the client itself was: from when it could begin until it began. The time of connecting is not its lateness, nor
     * is the time it waits for the target. 0 when it was early, -1 when it never began.
     */
    default long sendLagNanos() {
        return span(readyNanos(), begunNanos());
    }

    private static long span(long from, long to) {
        return from < 0 || to < 0 ? -1 : Math.max(0, to - from);
    }
}
