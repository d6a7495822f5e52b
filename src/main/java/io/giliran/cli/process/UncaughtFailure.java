package io.giliran.cli.process;

import io.giliran.cli.console.ConsoleText;
import io.giliran.cli.console.ExitCode;
import io.giliran.supervision.MemoryReserve;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the process in order when a thread has died, such as an event loop or a timer, because the work of that thread is no
 * longer done. Its own threads wait from the start, because one cannot be started without memory. Akka's threads have a handler
 * of their own.
 */
public final class UncaughtFailure implements Thread.UncaughtExceptionHandler {
    /** Time for results, logs and open connections, after which the process is ended regardless. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicBoolean ending = new AtomicBoolean();
    private final Thread exit = waiting("exit", () -> System.exit(ExitCode.FAILED_INSIDE));
    private final Thread halt = waiting("halt", UncaughtFailure::haltLater);

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        MemoryReserve.failed(failure);
        boolean isFirst = ending.compareAndSet(false, true);
        LockSupport.unpark(halt);
        try {
            System.err.println(ConsoleText.line("giliran: thread " + thread.getName() + " has failed: " + failure));
            if (!MemoryReserve.isExhausted()) {
                failure.printStackTrace();
            } else if (isFirst) {
                System.err.println("giliran: the heap is exhausted; -Xmx gives more");
            }
        } finally {
            LockSupport.unpark(exit);
        }
    }

    private static void haltLater() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            LockSupport.parkNanos(deadline - System.nanoTime());
        }
        Runtime.getRuntime().halt(ExitCode.FAILED_INSIDE);
    }

    private Thread waiting(String name, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    while (!ending.get()) {
                        LockSupport.park(this);
                    }
                    task.run();
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
