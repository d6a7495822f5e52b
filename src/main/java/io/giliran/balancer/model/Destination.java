package io.giliran.balancer.model;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Backend with its address and its attributes.
 *
 * @param backup whether it serves only when no other can
 * @param maxConnections how many it may have at once, connects still pending included; {@link BackendPool#ENDLESS} for any
 * @param sendProxy the PROXY protocol header that it wants first; null for none
 * @param tls the name that it has to have when it is spoken to in TLS; null when it is spoken to in the clear
 * @param serverNames whom it serves of those who ask for a name, in order; see {@link ServerName}. Empty for everybody else
 */
public record Destination(
        Backend backend,
        SocketAddress address,
        boolean backup,
        int maxConnections,
        @Nullable ProxyVersion sendProxy,
        @Nullable String tls,
        List<String> serverNames) {
    public Destination {
        serverNames = List.copyOf(serverNames);
    }

    /** A backend without PROXY protocol and without TLS. */
    public Destination(Backend backend, SocketAddress address, boolean backup, int maxConnections) {
        this(backend, address, backup, maxConnections, null, null, List.of());
    }

    /** A backend without a bound on connections that is no backup. */
    public Destination(Backend backend, SocketAddress address) {
        this(backend, address, false, BackendPool.ENDLESS);
    }

    /** Returns the backend in the form that the policies use. */
    public BackendPool.Member member() {
        return new BackendPool.Member(backend, backup, maxConnections);
    }

    public Destination at(int index) {
        return new Destination(
                new Backend(index, backend.name(), backend.weight(), backend.key()),
                address,
                backup,
                maxConnections,
                sendProxy,
                tls,
                serverNames);
    }

    public Destination withWeight(int weight) {
        return new Destination(
                new Backend(backend.index(), backend.name(), weight, backend.key()),
                address,
                backup,
                maxConnections,
                sendProxy,
                tls,
                serverNames);
    }

    public Destination withMaxConnections(int most) {
        return new Destination(backend, address, backup, most, sendProxy, tls, serverNames);
    }
}
