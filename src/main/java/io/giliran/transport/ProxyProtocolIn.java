package io.giliran.transport;

import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Clients of a listener that begin with a PROXY protocol header. Nothing is guessed: who is trusted has to send one, and from
 * anybody else it would be payload like any other bytes.
 *
 * @param versions at least one
 * @param trusted by who connects
 * @param timeout how long the whole header may take, from accepting on
 * @param limit the most bytes that one may have
 */
public record ProxyProtocolIn(
        Set<ProxyVersion> versions, Predicate<SocketAddress> trusted, Duration timeout, int limit) {
    public ProxyProtocolIn {
        versions = Set.copyOf(versions);
    }
}
