package io.giliran.balancer;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import java.net.InetSocketAddress;

/**
 * A backend and where it listens.
 *
 * @param backup whether it serves only when no other can
 * @param maxConnections how many it may have at once, connects still pending included; {@link BackendPool#ENDLESS} for any
 */
public record Destination(Backend backend, InetSocketAddress address, boolean backup, int maxConnections) {
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
                new Backend(index, backend.name(), backend.weight(), backend.key()), address, backup, maxConnections);
    }

    Destination withWeight(int weight) {
        return new Destination(
                new Backend(backend.index(), backend.name(), weight, backend.key()), address, backup, maxConnections);
    }

    Destination withMaxConnections(int most) {
        return new Destination(backend, address, backup, most);
    }
}
