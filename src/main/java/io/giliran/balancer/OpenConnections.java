package io.giliran.balancer;

import io.giliran.policy.Backend;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** How many connections are open, in all and to each backend. Thread-safe. */
final class OpenConnections {
    /**
     * What was open at a moment.
     *
     * @param ofBackend to one backend; 0 when there is none
     */
    record Snapshot(int all, int ofBackend) {}

    private final AtomicInteger all = new AtomicInteger();
    private final AtomicIntegerArray ofBackend;

    OpenConnections(int backends) {
        ofBackend = new AtomicIntegerArray(backends);
    }

    void accepted() {
        all.incrementAndGet();
    }

    void ended() {
        all.decrementAndGet();
    }

    void opened(Backend backend) {
        ofBackend.incrementAndGet(backend.index());
    }

    void closed(Backend backend) {
        ofBackend.decrementAndGet(backend.index());
    }

    Snapshot snapshot(@Nullable Backend backend) {
        return new Snapshot(all.get(), backend == null ? 0 : of(backend));
    }

    int all() {
        return all.get();
    }

    int of(Backend backend) {
        return ofBackend.get(backend.index());
    }
}
