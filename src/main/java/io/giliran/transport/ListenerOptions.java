package io.giliran.transport;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Options of a data plane's listener.
 *
 * @param backlog how many connections may wait to be accepted, see listen(2)
 * @param loops how many event loops share the clients between them; only where the plane has loops
 * @param clientsSpeakFirst what is known of the protocol
 * @param proxyProtocol who begins with a PROXY protocol header; null for nobody
 * @param tls whether clients speak TLS that is looked into; null when all bytes are payload
 * @param unixSockets how, if the address is that of a Unix socket
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
