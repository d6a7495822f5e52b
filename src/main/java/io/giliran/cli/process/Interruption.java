package io.giliran.cli.process;

import akka.actor.typed.ActorSystem;
import ch.qos.logback.classic.LoggerContext;
import io.giliran.supervision.MemoryReserve;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Ends an actor system in order when the JVM is asked to end, as by Ctrl-C: asks it to stop and holds the JVM until it has. The
 * limit is {@link #MARGIN}, longer by what the system says it needs. Thread-safe.
 */
public final class Interruption<T> {
    /** Time for work without a limit of its own: writing results and logs, closing sockets. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final T message;
    private final Duration margin;
    private final Thread hook = new Thread(
            () -> {
                MemoryReserve.ends(!Signals.areEnding());
                end();
                endLog();
            },
            "interrupt");
    private volatile @Nullable ActorSystem<T> system;
    private volatile long until = System.nanoTime();

    /** @param message asks the system's guardian to stop */
    public Interruption(T message) {
        this(message, MARGIN);
    }

    Interruption(T message, Duration margin) {
        this.message = message;
        this.margin = margin;
    }

    /** Registers it; false when the JVM is ending already, and nothing should be started any more. */
    public boolean arm() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return true;
        } catch (IllegalStateException shuttingDown) {
            return false;
        }
    }

    /** Sets the system that has to be ended. */
    public void of(ActorSystem<T> started) {
        system = started;
    }

    /** The system needs so long from now on until it can stop: the limit counts from then. */
    public void allow(Duration left) {
        until = System.nanoTime() + left.toNanos();
    }

    /** Lets go of the JVM, whose system has ended. */
    public void disarm() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Interrupted: the process ends with the signal's own code.
        }
    }

    /** Writes the last lines of this process's own log; none is written after it. */
    public static void endLog() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    /** Ends the system, and returns when it has ended or the limit is over. */
    void end() {
        ActorSystem<T> started = system;
        if (started == null) {
            return;
        }
        long asked = System.nanoTime();
        until = asked;
        started.tell(message);
        try {
            await(started, asked);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(ActorSystem<T> started, long asked) throws InterruptedException {
        while (true) {
            long left = until + margin.toNanos() - System.nanoTime();
            try {
                // What is allowed may change meanwhile, in both directions.
                started.getWhenTerminated()
                        .toCompletableFuture()
                        .get(Math.max(0, Math.min(left, TimeUnit.SECONDS.toNanos(1))), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException ended) {
                return;
            } catch (TimeoutException stillThere) {
                if (left <= 0) {
                    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - asked);
                    System.err.println("giliran: not everything has ended within " + seconds + " s");
                    return;
                }
            }
        }
    }
}
