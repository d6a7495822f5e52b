package io.giliran.balancer.model;

import io.giliran.policy.Backend;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the open connections, in total and of each backend. Thread-safe. */
public final class OpenConnections {
    /**
     * Counts at one moment.
     *
     * @param ofBackend of one backend; 0 when there is none
     */
    public record Snapshot(int all, int ofBackend) {}

    private final AtomicInteger all = new AtomicInteger();
    /** Replaced when it grows; a counter stays the same for as long as its index is known. */
    private volatile AtomicInteger[] ofBackend = new AtomicInteger[0];

    private volatile int most = Integer.MAX_VALUE;
    /** Run when there may be room. */
    private volatile Runnable room = () -> {};

    public OpenConnections(int backends) {
        growTo(backends);
    }

    /** Makes room for backends with indexes below {@code backends}; never shrinks. */
    public synchronized void growTo(int backends) {
        AtomicInteger[] before = ofBackend;
        if (backends > before.length) {
            AtomicInteger[] grown = Arrays.copyOf(before, backends);
            for (int i = before.length; i < backends; i++) {
                grown[i] = new AtomicInteger();
            }
            ofBackend = grown;
        }
    }

    /** Limits the open connections in total. Connections that are already open beyond the limit stay. */
    public void allow(int connections) {
        most = connections;
        room.run();
    }

    /** Sets what is run, on any thread, whenever one has ended or more are allowed. */
    public void whenRoom(Runnable task) {
        room = task;
    }

    /** Whether there may be one more. */
    public boolean hasRoom() {
        return all.get() < most;
    }

    /** Counts one more, unless there are as many as there may be; {@link #ended} has to follow. */
    public boolean reserve() {
        int before = all.get();
        while (before < most) {
            if (all.compareAndSet(before, before + 1)) {
                return true;
            }
            before = all.get();
        }
        return false;
    }

    public void ended() {
        all.decrementAndGet();
        room.run();
    }

    public void opened(Backend backend) {
        ofBackend[backend.index()].incrementAndGet();
    }

    public void closed(Backend backend) {
        ofBackend[backend.index()].decrementAndGet();
    }

    public Snapshot snapshot(@Nullable Backend backend) {
        return new Snapshot(all.get(), backend == null ? 0 : of(backend));
    }

    public int all() {
        return all.get();
    }

    public int of(Backend backend) {
        return ofBackend[backend.index()].get();
    }
}
