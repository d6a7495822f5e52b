package io.giliran.transport;

import org.jspecify.annotations.Nullable;

/**
 * How a data plane listens.
 *
 * @param backlog how many connections may wait to be accepted, see listen(2)
 * @param loops how many event loops share the clients between them; only where the plane has loops
 * @param clientsSpeakFirst what is known of the protocol
 * @param proxyProtocol who begins with a PROXY protocol header; null for nobody
 */
public record ListenerOptions(
        int backlog,
        int loops,
        ClientsSpeakFirst clientsSpeakFirst,
        @Nullable ProxyProtocolIn proxyProtocol) {
    /** One without the PROXY protocol. */
    public ListenerOptions(int backlog, int loops, ClientsSpeakFirst clientsSpeakFirst) {
        this(backlog, loops, clientsSpeakFirst, null);
    }
}
