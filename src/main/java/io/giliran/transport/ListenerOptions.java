package io.giliran.transport;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Options of a data plane's listener.
 *
 * @param backlog connections that may wait to be accepted, see listen(2)
 * @param loops number of event loops that share the clients; only where the plane has loops
 * @param clientsSpeakFirst what is known of the protocol
 * @param proxyProtocol the clients that begin with a PROXY protocol header; null for none
 * @param tls the TLS that clients speak and that is parsed; null when all bytes are payload
 * @param unixSockets options of a Unix socket, used if the address is one
 */
public record ListenerOptions(
        int backlog,
        int loops,
        ClientsSpeakFirst clientsSpeakFirst,
        @Nullable ProxyProtocolIn proxyProtocol,
        @Nullable TlsIn tls,
        UnixSockets unixSockets) {
    /** The most clients that may be awaited at once on one listening socket; above it one is dropped for each newcomer. */
    public static final int MOST_AWAITED = 4096;

    /** Options of a listener that awaits nothing. */
    public ListenerOptions(int backlog, int loops, ClientsSpeakFirst clientsSpeakFirst) {
        this(backlog, loops, clientsSpeakFirst, null);
    }

    /** Options of a listener without TLS. */
    public ListenerOptions(
            int backlog, int loops, ClientsSpeakFirst clientsSpeakFirst, @Nullable ProxyProtocolIn proxyProtocol) {
        this(backlog, loops, clientsSpeakFirst, proxyProtocol, null, UnixSockets.DEFAULT);
    }

    public ListenerOptions with(@Nullable TlsIn other) {
        return new ListenerOptions(backlog, loops, clientsSpeakFirst, proxyProtocol, other, unixSockets);
    }

    /** Whether anybody may be awaited before it is handed over. */
    public boolean awaitsClients() {
        return proxyProtocol != null || tls != null;
    }

    /** Whether this one is. */
    public boolean awaits(SocketAddress client) {
        return tls != null || hasToSendHeader(client);
    }

    /** Whether this one begins with a PROXY protocol header. */
    public boolean hasToSendHeader(SocketAddress client) {
        return proxyProtocol != null && proxyProtocol.trusted().test(client);
    }
}
