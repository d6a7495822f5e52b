package io.giliran.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs independent tasks on a bounded number of threads, of which the calling thread is one. Tasks start in their order; when
 * one fails or the caller is interrupted no more are started, and {@link #run} throws as soon as those under way have
 * ended. No thread outlives the call, however it ends.
 */
public final class ParallelTasks<T> {
    private final List<Supplier<T>> tasks;
    private final Map<Integer, T> results = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    private ParallelTasks(List<Supplier<T>> tasks) {
        this.tasks = tasks;
    }

    /**
     * Runs all tasks and returns their results in the order of the tasks.
     *
     * @param threads at most, the calling thread included
     * @throws CancellationException when the caller is interrupted, which it still is afterwards
     */
    public static <T> List<T> run(int threads, List<Supplier<T>> tasks) {
        return new ParallelTasks<>(tasks).run(Math.min(threads, tasks.size()));
    }

    private List<T> run(int threads) {
        List<Thread> helpers = new ArrayList<>();
        try {
            for (int i = 1; i < threads; i++) {
                Thread helper = new Thread(this::work, "simulation-" + i);
                helper.setDaemon(true);
                helper.start();
                helpers.add(helper);
            }
        } catch (OutOfMemoryError noThread) {
            // The system has no more threads for this process: those that there are do the work.
        }
        work();
        helpers.forEach(this::await);
        if (!helpers.isEmpty() && Thread.currentThread().isInterrupted()) {
            // Nothing was waited for, where all had ended already.
            fail(new CancellationException("interrupted while simulating"));
        }
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        return IntStream.range(0, tasks.size())
                .mapToObj(task -> Objects.requireNonNull(results.get(task)))
                .toList();
    }

    private void work() {
        for (int i = next.getAndIncrement(); i < tasks.size() && failure == null; i = next.getAndIncrement()) {
            try {
                results.put(i, tasks.get(i).get());
            } catch (RuntimeException | Error thrown) {
                fail(thrown);
            }
        }
    }

    private synchronized void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    private void await(Thread helper) {
        boolean interrupted = false;
        while (true) {
            try {
                helper.join();
                break;
            } catch (InterruptedException wish) {
                interrupted = true;
                fail(new CancellationException("interrupted while simulating"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
