package io.giliran.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of a process of which a thread has died, such as an event loop or a timer: it ends in order, because what that
 * thread did is done no more. Akka's threads have a handler of their own.
 */
final class UncaughtFailure implements Thread.UncaughtExceptionHandler {
    /** For results, logs and open connections; then it ends whatever is left. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicBoolean ending = new AtomicBoolean();

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        System.err.println("giliran: thread " + thread.getName() + " has failed: " + failure);
        failure.printStackTrace();
        if (ending.compareAndSet(false, true)) {
            start("halt", () -> {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (System.nanoTime() < deadline) {
                    LockSupport.parkNanos(deadline - System.nanoTime());
                }
                Runtime.getRuntime().halt(ExitCode.FAILED_INSIDE);
            });
            start("exit", () -> System.exit(ExitCode.FAILED_INSIDE));
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
