package io.giliran.transport;

import org.jspecify.annotations.Nullable;

/**
 * How a data plane listens.
 *
 * @param backlog how many connections may wait to be accepted, see listen(2)
 * @param loops how many event loops share the clients between them; only where the plane has loops
 * @param clientsSpeakFirst what is known of the protocol
 * @param proxyProtocol who begins with a PROXY protocol header; null for nobody
 * @param unixSockets how, if the address is that of a Unix socket
 */
public record ListenerOptions(
        int backlog,
        int loops,
        ClientsSpeakFirst clientsSpeakFirst,
        @Nullable ProxyProtocolIn proxyProtocol,
        UnixSockets unixSockets) {
    /** One without the PROXY protocol. */
    public ListenerOptions(int backlog, int loops, ClientsSpeakFirst clientsSpeakFirst) {
        this(backlog, loops, clientsSpeakFirst, null);
    }

    /** One with Unix sockets as they are when nobody says anything else. */
    public ListenerOptions(
            int backlog, int loops, ClientsSpeakFirst clientsSpeakFirst, @Nullable ProxyProtocolIn proxyProtocol) {
        this(backlog, loops, clientsSpeakFirst, proxyProtocol, UnixSockets.DEFAULT);
    }
}
