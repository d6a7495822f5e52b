package io.giliran.backend;

import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * Workers that wait instead of computing.
 *
 * <p>No worker and no queue exists as an object. With first come, first served, a request begins when the earliest of
 * the workers becomes free, so its end is known on arrival (the recursion of J. Kiefer and J. Wolfowitz, "On the theory
 * of queues with many servers", 1955). Ends follow from planned ends, not from when the timer really fired: however long
 * the queue, its delays do not add up.
 */
final class WaitingWorkers implements Workers {
    /** Calls back at a point of time, calls of the same time in order. */
    @FunctionalInterface
    interface Timer {
        void schedule(long deadlineNanos, Runnable task);
    }

    private final LongSupplier nanoTime;
    private final Timer timer;

    /** Time is counted from here, so that it grows from 0 and can be compared plainly. */
    private final long originNanos;

    /** Times at which workers become free, the earliest first; guarded by itself. */
    private final PriorityQueue<Long> freeNanos;

    /** The first of {@link #freeNanos}; read without the lock. */
    private volatile long earliestFreeNanos;

    /**
     * Starts with all workers free.
     *
     * @param count how many, at least 1
     * @param nanoTime the clock, as {@link System#nanoTime()}
     * @param timer of the same clock
     */
    WaitingWorkers(int count, LongSupplier nanoTime, Timer timer) {
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.originNanos = nanoTime.getAsLong();
        this.freeNanos = new PriorityQueue<>(count);
        for (int worker = 0; worker < count; worker++) {
            freeNanos.add(0L);
        }
    }

    @Override
    public boolean hasFree() {
        return earliestFreeNanos <= nowNanos();
    }

    @Override
    public void serve(long workNanos, Runnable done) {
        synchronized (freeNanos) {
            long startNanos = Math.max(nowNanos(), freeNanos.remove());
            long endNanos = startNanos + Math.min(workNanos, Long.MAX_VALUE - startNanos);
            freeNanos.add(endNanos);
            earliestFreeNanos = freeNanos.element();
            // Inside the lock: requests that end at the same time end in the order in which they came.
            timer.schedule(originNanos + endNanos, done);
        }
    }

    /** Does nothing: the timer belongs to whom it was taken from, and drops what is pending when it is closed. */
    @Override
    public void close() {}

    private long nowNanos() {
        return nanoTime.getAsLong() - originNanos;
    }
}
