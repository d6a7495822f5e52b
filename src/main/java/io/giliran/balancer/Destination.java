package io.giliran.balancer;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A backend and where it listens.
 *
 * @param backup whether it serves only when no other can
 * @param maxConnections how many it may have at once, connects still pending included; {@link BackendPool#ENDLESS} for any
 * @param sendProxy the PROXY protocol header that it wants first; null for none
 * @param tls the name that it has to have when it is spoken to in TLS; null when it is spoken to in the clear
 */
public record Destination(
        Backend backend,
        InetSocketAddress address,
        boolean backup,
        int maxConnections,
        @Nullable ProxyVersion sendProxy,
        @Nullable String tls) {
    /** One that wants no PROXY protocol header, and no TLS. */
    public Destination(Backend backend, InetSocketAddress address, boolean backup, int maxConnections) {
        this(backend, address, backup, maxConnections, null, null);
    }

    /** As it is written, at an address that was looked up. */
    public static Destination of(BackendAddress written, int index, InetSocketAddress address) {
        return new Destination(
                new Backend(
                        index,
                        written.name(),
                        written.weight(),
                        written.hostPort().toString()),
                address,
                written.backup(),
                written.maxConnections(),
                written.sendProxy(),
                written.tls());
    }

    /** One without a bound that serves whenever it can. */
    Destination(Backend backend, InetSocketAddress address) {
        this(backend, address, false, BackendPool.ENDLESS);
    }

    /** As the policies know it. */
    BackendPool.Member member() {
        return new BackendPool.Member(backend, backup, maxConnections);
    }

    Destination at(int index) {
        return new Destination(
                new Backend(index, backend.name(), backend.weight(), backend.key()),
                address,
                backup,
                maxConnections,
                sendProxy,
                tls);
    }

    Destination withWeight(int weight) {
        return new Destination(
                new Backend(backend.index(), backend.name(), weight, backend.key()),
                address,
                backup,
                maxConnections,
                sendProxy,
                tls);
    }

    Destination withMaxConnections(int most) {
        return new Destination(backend, address, backup, most, sendProxy, tls);
    }
}
