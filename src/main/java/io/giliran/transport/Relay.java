package io.giliran.transport;

import io.giliran.transport.tls.TlsWish;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The two legs of one connection and the bytes between them. Thread-safe; a call after the end does nothing. */
public interface Relay {
    byte[] NO_PREFACE = {};

    /**
     * Connects the backend leg; afterwards the bytes flow. What the client has sent so far waits. When it fails
     * ({@link RelayEvents#connectFailed}), another backend may be tried; nothing was lost.
     */
    default void connect(SocketAddress backend, Duration timeout) {
        connect(backend, timeout, NO_PREFACE);
    }

    /**
     * The same, with bytes of the balancer's own that the backend gets before anything else. They are not counted.
     *
     * @param preface is not changed any more
     */
    default void connect(SocketAddress backend, Duration timeout, byte[] preface) {
        connect(backend, timeout, preface, null);
    }

    /**
     * The same over TLS. The leg is connected when the handshake is over; the preface goes out before that, in the clear.
     *
     * @param tls null for none
     */
    void connect(SocketAddress backend, Duration timeout, byte[] preface, @Nullable TlsWish tls);

    /**
     * Returns the progress up to now. Exact on the thread of the plane's events; elsewhere it may be a moment old, and its
     * parts of different moments.
     */
    Activity activity();

    /** Ends both legs with a FIN. */
    void close();

    /** Ends both legs with a reset. */
    void abort();
}
