package io.giliran.transport;

import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Rule that selects the clients of a listener that begin with a PROXY protocol header. The header is not detected: a trusted
 * client has to send one, and the bytes of any other client are payload.
 *
 * @param versions at least one
 * @param trusted by the peer's address
 * @param timeout for the whole header, from accept on
 * @param limit largest header, in bytes
 */
public record ProxyProtocolIn(
        Set<ProxyVersion> versions, Predicate<SocketAddress> trusted, Duration timeout, int limit) {
    public ProxyProtocolIn {
        versions = Set.copyOf(versions);
    }
}
