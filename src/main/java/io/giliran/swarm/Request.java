package io.giliran.swarm;

import io.giliran.metrics.MeasuredRequest;
import io.giliran.metrics.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A request under way; the object is reused when the request is over, so that a request makes no garbage. Times are in ns since
 * the run's start; -1 = not yet. Confined to its driver's loop.
 */
final class Request implements MeasuredRequest {
    static final long NOT_YET = -1;

    int client;
    long number;
    /** Work that it asks the backend for, in ns; negative leaves it to the backend. */
    long workNanos;
    /** Length of its message; it is at least its own label. */
    int payloadBytes;
    /** Length on the wire with its end, if that is prescribed instead; else 0. */
    int wireBytes;
    /** Whether it is meant to start as soon as its connection stands, which then moves {@link #intendedNanos}. */
    boolean startsWhenConnected;

    long intendedNanos;
    /** Time at which a client was free for it. */
    long readyNanos;

    long startedNanos;
    long sentNanos;
    long firstByteNanos;
    long endNanos;
    int bytesOut;
    long bytesIn;
    boolean firstOnConnection;
    boolean firstAnswered;

    @Nullable
    ClientConnection connection;

    @Nullable
    String backend;

    Outcome outcome = Outcome.OK;
    /** Whether its outcome is known; an answer that comes after that is too late. */
    boolean ended;

    /** Neighbours among the requests that wait, in the order of their starts. */
    @Nullable
    Request earlier;

    @Nullable
    Request later;

    Request() {
        begin(0, 0, 0, false);
    }

    /** Becomes another request. */
    Request begin(int ofClient, long itsNumber, long intended, boolean whenConnected) {
        client = ofClient;
        number = itsNumber;
        workNanos = NOT_YET;
        payloadBytes = 0;
        wireBytes = 0;
        startsWhenConnected = whenConnected;
        intendedNanos = intended;
        readyNanos = intended;
        startedNanos = NOT_YET;
        sentNanos = NOT_YET;
        firstByteNanos = NOT_YET;
        endNanos = NOT_YET;
        bytesOut = 0;
        bytesIn = 0;
        firstOnConnection = false;
        firstAnswered = false;
        connection = null;
        backend = null;
        outcome = Outcome.OK;
        ended = false;
        return this;
    }

    @Override
    public long intendedNanos() {
        return intendedNanos;
    }

    @Override
    public long readyNanos() {
        return Math.max(intendedNanos, readyNanos);
    }

    @Override
    public long connectStartNanos() {
        return connection == null ? NOT_YET : connection.connectStartNanos();
    }

    @Override
    public long connectedNanos() {
        return connection == null ? NOT_YET : connection.connectedNanos();
    }

    @Override
    public long sentNanos() {
        return sentNanos;
    }

    @Override
    public long firstByteNanos() {
        return firstByteNanos;
    }

    @Override
    public long endNanos() {
        return endNanos;
    }

    @Override
    public boolean firstOnConnection() {
        return firstOnConnection;
    }

    @Override
    public boolean firstAnswered() {
        return firstAnswered;
    }

    @Override
    public @Nullable String backend() {
        return backend;
    }

    @Override
    public Outcome outcome() {
        return outcome;
    }
}
