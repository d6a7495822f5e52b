package io.giliran.transport.loop;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Part;
import io.giliran.supervision.Parts;
import java.time.Duration;

/** Watches a loop from another thread, as a part of its own, until it is closed. Thread-safe. */
public final class LoopWatch implements AutoCloseable {
    private final EventLoop loop;
    private final LoopWatchdog watchdog;
    private final Parts parts;
    private final Part part;
    private final Cancellable looks;
    /** Negative while it is not blocked. */
    private volatile long blockedNanos = -1;

    private boolean closed;

    private LoopWatch(ActorSystem<?> system, EventLoop loop, Duration blockedAfter) {
        this.loop = loop;
        watchdog = new LoopWatchdog(loop, blockedAfter);
        parts = Parts.of(system);
        part = parts.add("event loop " + loop.name());
        Duration interval = blockedAfter.dividedBy(2);
        looks = system.scheduler()
                .scheduleWithFixedDelay(interval, interval, () -> look(System.nanoTime()), system.executionContext());
    }

    /**
     * Begins to watch.
     *
     * @param blockedAfter how long one round may take before it is reported
     */
    public static LoopWatch begin(ActorSystem<?> system, EventLoop loop, Duration blockedAfter) {
        return new LoopWatch(system, loop, blockedAfter);
    }

    /** Duration of the round that blocks the loop, in ns; negative while the loop is not blocked. */
    public long blockedNanos() {
        return blockedNanos;
    }

    /** A look that was under way while the watch was closed comes after that, since a timer does not wait for its task. */
    synchronized void look(long nowNanos) {
        if (closed) {
            return;
        }
        if (loop.isClosed()) {
            looks.cancel();
            part.failed(new IllegalStateException("its thread has ended"), OnFailure.END);
            return;
        }
        watchdog.look(nowNanos);
        blockedNanos = watchdog.blockedNanos(nowNanos);
        if (blockedNanos < 0) {
            part.runs();
        } else {
            part.blocked("it has been in one round for too long");
        }
    }

    /** Ends the watch; must be called before the loop is closed. */
    @Override
    public synchronized void close() {
        closed = true;
        looks.cancel();
        parts.remove(part);
    }
}
