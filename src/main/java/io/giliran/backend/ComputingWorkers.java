package io.giliran.backend;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Workers that are threads and use the processor for as long as the work says, counted as the thread's own time. */
final class ComputingWorkers implements Workers {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int count;
    private final ExecutorService threads;
    private final AtomicInteger unfinished = new AtomicInteger();

    /**
     * Has its threads started as they are needed.
     *
     * @param name of the backend, for the names of the threads
     * @param count how many threads, at least 1
     */
    ComputingWorkers(String name, int count) {
        this.count = count;
        AtomicInteger started = new AtomicInteger();
        threads = Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, name + "-worker-" + started.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public boolean hasFree() {
        return unfinished.get() < count;
    }

    @Override
    public void serve(long workNanos, Runnable done) {
        unfinished.incrementAndGet();
        try {
            threads.execute(() -> {
                boolean complete = compute(workNanos);
                unfinished.decrementAndGet();
                if (complete) {
                    done.run();
                }
            });
        } catch (RejectedExecutionException closed) {
            unfinished.decrementAndGet();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** False when it was interrupted before the work was done. */
    private static boolean compute(long workNanos) {
        long endNanos = THREADS.getCurrentThreadCpuTime() + workNanos;
        while (THREADS.getCurrentThreadCpuTime() < endNanos) {
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }
}
