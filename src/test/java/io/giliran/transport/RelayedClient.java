package io.giliran.transport;

import java.io.IOException;
import java.time.Duration;

/** A client that the plane has accepted, and its relay. */
final class RelayedClient {
    /** Longer than any test. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);

    final ScriptedPeer peer;
    final ClientLeg leg;
    final RecordedEvents events = new RecordedEvents();
    final Relay relay;
    private final PlaneUnderTest plane;
    private final int pair;

    RelayedClient(PlaneUnderTest plane, int pair, ScriptedPeer peer, ClientLeg leg, RelayOptions options) {
        this.plane = plane;
        this.pair = pair;
        this.peer = peer;
        this.leg = leg;
        relay = leg.relay(options, events);
    }

    /** Connects it to a backend of its own. */
    ScriptedPeer connect() throws Exception {
        return connect(CONNECT_TIMEOUT);
    }

    ScriptedPeer connect(Duration timeout) throws Exception {
        relay.connect(plane.backendAddress(), timeout, Relay.NO_PREFACE, plane.wish());
        ScriptedPeer backend = acceptAtBackend();
        events.backendLeg();
        return backend;
    }

    ScriptedPeer connect(byte[] preface) throws Exception {
        relay.connect(plane.backendAddress(), CONNECT_TIMEOUT, preface, plane.wish());
        ScriptedPeer backend = acceptAtBackend();
        events.backendLeg();
        return backend;
    }

    ScriptedPeer acceptAtBackend() throws IOException {
        return plane.acceptAtBackend(pair);
    }
}
