package io.giliran.transport.streams;

import io.giliran.transport.ConnectFailure;

/** Fails a backend leg that stands, but with which no TLS came about. */
final class HandshakeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ConnectFailure kind;

    HandshakeFailure(ConnectFailure kind, String reason) {
        super(reason, null, false, false);
        this.kind = kind;
    }

    ConnectFailure kind() {
        return kind;
    }
}
