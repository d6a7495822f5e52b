package io.giliran.balancer;

import io.giliran.policy.Backend;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** How many connections are open, in all and to each backend. Thread-safe. */
final class OpenConnections {
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

    int all() {
        return all.get();
    }

    int of(Backend backend) {
        return ofBackend.get(backend.index());
    }
}
