package io.giliran.supervision;

import io.giliran.settings.FileBeingRead;
import io.giliran.settings.SettingsException;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs operations that may hang, such as reading a file, each on a thread of its own, and waits for them with a timeout. A
 * thread that hangs cannot be stopped and is left behind; there is a bound for how many. Thread-safe.
 */
public final class TimedReads {
    /** Thrown when a reading has not ended in time. The message is one line for the user. */
    public static final class Hangs extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        Hangs(String message) {
            super(message);
        }
    }

    private final String what;
    private final int most;
    private final AtomicInteger running = new AtomicInteger();

    /**
     * Creates a reader; threads are started by reads.
     *
     * @param what is read, for messages and the threads' name
     * @param most reads at once, those that hang included
     */
    public TimedReads(String what, int most) {
        this.what = what;
        this.most = most;
    }

    /** Fails with {@link Hangs} when it takes longer, with a {@link SettingsException} when too many hang already. */
    public <T> CompletionStage<T> read(Supplier<T> reading, Duration limit) {
        if (running.incrementAndGet() > most) {
            running.decrementAndGet();
            return CompletableFuture.failedFuture(new SettingsException(
                    what + " is not read again: " + (most == 1 ? "the last read hangs" : most + " reads hang")
                            + " still; mend what they wait for, or restart the process"));
        }
        CompletableFuture<T> read = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    FileBeingRead.begin();
                    try {
                        read.complete(reading.get());
                    } catch (RuntimeException | Error failure) {
                        read.completeExceptionally(failure);
                    } finally {
                        running.decrementAndGet();
                        FileBeingRead.end();
                    }
                },
                "read " + what);
        thread.setDaemon(true);
        thread.start();
        return read.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException ? hangs(thread, limit) : failure));
    }

    private Hangs hangs(Thread thread, Duration limit) {
        String file = FileBeingRead.of(thread);
        return new Hangs(what + " could not be read within " + limit.toMillis() + " ms"
                + (file.isEmpty() ? "" : "; it hangs at " + file)
                + "; a FIFO without a writer or a file server that does not answer can be why");
    }
}
