package io.giliran.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Start time of the load of all loops: a little after the last of them is ready, so that each learns of it in time. Intended
 * starts count from this planned instant; a loop that wakes late shows as send lag. Thread-safe.
 */
final class StartGate {
    private static final long LEAD_NANOS = 10_000_000;
    private static final long NOT_YET = -1;

    private final LongSupplier clock;
    private final List<LongConsumer> ready = new ArrayList<>();
    private final int loops;
    private volatile long startNanos = NOT_YET;

    /**
     * A gate that is closed.
     *
     * @param loops how many have to be ready
     * @param clock ns since the run's start
     */
    StartGate(int loops, LongSupplier clock) {
        this.loops = loops;
        this.clock = clock;
    }

    /**
     * Notes that a loop is ready; each calls it once.
     *
     * @param start gets the planned instant, in ns since the run's start, on the thread of the loop that was ready last
     */
    synchronized void ready(LongConsumer start) {
        ready.add(start);
        if (ready.size() == loops) {
            startNanos = clock.getAsLong() + LEAD_NANOS;
            ready.forEach(one -> one.accept(startNanos));
        }
    }

    /** The planned instant, in ns since the run's start; the start of the run as long as it is not agreed on. */
    long startNanos() {
        return Math.max(0, startNanos);
    }
}
