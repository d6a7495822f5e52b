package io.giliran.balancer.dispatch;

import io.giliran.balancer.model.Destination;
import io.giliran.health.HealthMemory;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Memory of removed backends whose last connection has ended, for the case that a backend of the same name and address joins
 * again: a discovery that flaps does not undo what an operator has set or what the checks have found. Kept for ten minutes, and
 * of the last thousand at most, so that backends of ever new names take a bounded place. Not thread-safe.
 */
final class DepartedBackends {
    static final long KEPT_NANOS = 600_000_000_000L;
    static final int MOST = 1_000;

    private record Identity(String name, SocketAddress address) {
        static Identity of(Destination destination) {
            return new Identity(destination.backend().name(), destination.address());
        }
    }

    /** State that a backend gets back when it joins again. */
    record Known(@Nullable HealthMemory health, long picks, long untilNanos) {}

    /** Entries in the order in which the backends left. */
    private final LinkedHashMap<Identity, Known> byIdentity = new LinkedHashMap<>();

    void keep(Destination destination, @Nullable HealthMemory health, long picks, long nowNanos) {
        Identity identity = Identity.of(destination);
        byIdentity.remove(identity);
        byIdentity.put(identity, new Known(health, picks, nowNanos + KEPT_NANOS));
        forget(nowNanos);
    }

    /** Hands on what is known of this backend; null when nothing is. */
    @Nullable
    Known take(Destination destination, long nowNanos) {
        forget(nowNanos);
        return byIdentity.remove(Identity.of(destination));
    }

    /** Forgets those whose time is over, and those that are too many. */
    void forget(long nowNanos) {
        Iterator<Known> oldest = byIdentity.values().iterator();
        while (oldest.hasNext() && (oldest.next().untilNanos() <= nowNanos || byIdentity.size() > MOST)) {
            oldest.remove();
        }
    }

    /** Time at which {@link #forget} is due; {@link Long#MAX_VALUE} for never. */
    long nextForgetAt() {
        Iterator<Known> oldest = byIdentity.values().iterator();
        return oldest.hasNext() ? oldest.next().untilNanos() : Long.MAX_VALUE;
    }

    int size() {
        return byIdentity.size();
    }
}
