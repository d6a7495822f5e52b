package io.giliran.transport;

import io.giliran.transport.tls.TlsWish;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the peers of a plane under test.
 *
 * @param wish how the plane speaks to backends; null in the clear
 */
record TlsPeers(
        ScriptedPeer.Layer ofClients,
        ScriptedPeer.Layer ofBackends,
        @Nullable TlsWish wish) {
    /** In the clear. */
    static final TlsPeers NONE = new TlsPeers(socket -> socket, socket -> socket, null);
}
