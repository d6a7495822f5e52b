package io.giliran.cli.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Delays the end of the JVM, as by Ctrl-C, until a command has written its results: for 10 s at most, then one line says what
 * is missing. Close it when all is written. Thread-safe.
 */
public final class HeldExit implements AutoCloseable {
    private static final long MOST_SECONDS_TO_END = 10;

    private final String tooLate;
    private final CountDownLatch written = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "held-exit");
    private boolean wished;
    private Runnable onInterrupt = () -> {};

    private HeldExit(String tooLate) {
        this.tooLate = tooLate;
    }

    /**
     * Holds the JVM back from now on.
     *
     * @param tooLate the sentence for a command that does not come to its end in time
     */
    public static HeldExit arm(String tooLate) {
        HeldExit exit = new HeldExit(tooLate);
        try {
            Runtime.getRuntime().addShutdownHook(exit.hook);
        } catch (IllegalStateException shuttingDown) {
            exit.wished = true;
        }
        return exit;
    }

    /** Whether the JVM was asked to end. */
    public synchronized boolean isWished() {
        return wished;
    }

    /** Runs the task when the JVM is asked to end; at once when it has been. */
    public void onInterrupt(Runnable task) {
        boolean now;
        synchronized (this) {
            onInterrupt = task;
            now = wished;
        }
        if (now) {
            task.run();
        }
    }

    @Override
    public void close() {
        written.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook waits for this, and ends.
        }
    }

    private void hold() {
        Runnable task;
        synchronized (this) {
            wished = true;
            task = onInterrupt;
        }
        task.run();
        try {
            if (!written.await(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
                System.err.println("giliran: " + tooLate);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
