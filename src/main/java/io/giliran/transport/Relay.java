package io.giliran.transport;

import java.net.InetSocketAddress;
import java.time.Duration;

/** The two legs of one connection and the bytes between them. Thread-safe; a call after the end does nothing. */
public interface Relay {
    /**
     * Connects the backend leg; afterwards the bytes flow. What the client has sent so far waits. When it fails
     * ({@link RelayEvents#connectFailed}), another backend may be tried; nothing was lost.
     */
    void connect(InetSocketAddress backend, Duration timeout);

    /**
     * What has moved up to now. Exact on the thread on which the plane tells its events; elsewhere it may be a moment
     * old, and its parts of different moments.
     */
    Activity activity();

    /** Ends both legs with a FIN. */
    void close();

    /** Ends both legs with a reset. */
    void abort();
}
