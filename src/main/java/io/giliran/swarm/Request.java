package io.giliran.swarm;

import org.jspecify.annotations.Nullable;

/** One request under way. Times are in ns since the run's start; -1 = not yet. Confined to its driver's loop. */
final class Request {
    private static final long NOT_YET = -1;

    final int client;
    final long number;
    final String message;
    /** What it asks the backend to work, in ns; below 0 leaves it to the backend. */
    final long workNanos;
    /** Whether it is meant to start as soon as its connection stands, which then moves {@link #intendedNanos}. */
    final boolean startsWhenConnected;

    long intendedNanos;
    long startedNanos = NOT_YET;
    long sentNanos = NOT_YET;
    int bytesOut;
    boolean firstOnConnection;

    @Nullable
    ClientConnection connection;
    /** Its outcome is known; an answer that still comes is too late. */
    boolean ended;

    Request(int client, long number, String message, long workNanos, long intendedNanos, boolean startsWhenConnected) {
        this.client = client;
        this.number = number;
        this.message = message;
        this.workNanos = workNanos;
        this.intendedNanos = intendedNanos;
        this.startsWhenConnected = startsWhenConnected;
    }
}
