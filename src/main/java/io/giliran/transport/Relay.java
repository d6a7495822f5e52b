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
     * ({@link RelayEvents#connectFailed}), another backend may be tried; nothing was lost. With TLS the leg is connected when the
     * handshake is over.
     *
     * @param preface bytes that the backend gets before anything else, in the clear; they are not counted, and must not change
     *     any more
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
