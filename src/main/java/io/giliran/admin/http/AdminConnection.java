package io.giliran.admin.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Deadline of one connection of the runtime API: what it waits for, and since when: for a request, for its body, for the
 * balancer's answer, or for its peer to read. Updated by the stage that sees its bytes and by the one that sees its calls.
 * Thread-safe.
 */
public final class AdminConnection {
    /** Deadline of a request's header, from accept or from the request's first byte. */
    public static final Duration HEADER_WITHIN = Duration.ofSeconds(5);
    /** Longest idle time from an answer to the next request's first byte. */
    static final Duration IDLE_FOR = Duration.ofSeconds(60);
    /** Deadline for the peer to take one piece of an answer, see {@link AdminBytes}. */
    static final Duration READ_WITHIN = Duration.ofSeconds(10);

    private enum Awaits {
        /** A request of which a byte, or in the beginning nothing, has come. */
        HEADER,
        NEXT_REQUEST,
        BODY,
        ANSWER
    }

    private Awaits awaits = Awaits.HEADER;
    private long sinceNanos;
    private boolean writing;
    private long writingSinceNanos;
    private boolean cut;
    private @Nullable Runnable cutter;

    AdminConnection(long nowNanos) {
        sinceNanos = nowNanos;
    }

    synchronized void received(long nowNanos) {
        if (awaits == Awaits.NEXT_REQUEST) {
            enter(Awaits.HEADER, nowNanos);
        }
    }

    /** A header is complete. */
    synchronized void callBegins(boolean bodyIsThere, long nowNanos) {
        enter(bodyIsThere ? Awaits.ANSWER : Awaits.BODY, nowNanos);
    }

    /** The body is complete too. */
    synchronized void bodyIsThere(long nowNanos) {
        enter(Awaits.ANSWER, nowNanos);
    }

    /** Ends a call: its answer is ready, and the next request is awaited. */
    synchronized void callEnds(long nowNanos) {
        enter(Awaits.NEXT_REQUEST, nowNanos);
    }

    synchronized void writes(long nowNanos) {
        writing = true;
        writingSinceNanos = nowNanos;
    }

    synchronized void hasWritten(long nowNanos) {
        writing = false;
        if (awaits == Awaits.NEXT_REQUEST) {
            sinceNanos = nowNanos;
        }
    }

    private void enter(Awaits next, long nowNanos) {
        awaits = next;
        sinceNanos = nowNanos;
    }

    /** The deadline that the peer has missed; null when none. The balancer's own time is bounded elsewhere. */
    synchronized @Nullable String overdue(long nowNanos) {
        if (writing) {
            return isOver(writingSinceNanos, READ_WITHIN, nowNanos) ? "the answer was not read in time" : null;
        }
        return switch (awaits) {
            case HEADER -> isOver(sinceNanos, HEADER_WITHIN, nowNanos) ? "no request has come in time" : null;
            case NEXT_REQUEST -> isOver(sinceNanos, IDLE_FOR, nowNanos) ? "it was idle" : null;
            case BODY, ANSWER -> null;
        };
    }

    private static boolean isOver(long since, Duration within, long nowNanos) {
        return nowNanos - since >= within.toNanos();
    }

    /** Whether it waits for its peer, and so may be cut when there are too many; not while the balancer works for it. */
    synchronized boolean awaitsItsPeer() {
        return !cut && awaits != Awaits.ANSWER;
    }

    /** Time that it has been waiting for its peer, in ns. */
    synchronized long waitedNanos(long nowNanos) {
        return nowNanos - (writing ? writingSinceNanos : sinceNanos);
    }

    /** Sets the action that ends the connection; runs it at once when {@link #cut} was called already. */
    void endsBy(Runnable ender) {
        boolean atOnce;
        synchronized (this) {
            cutter = ender;
            atOnce = cut;
        }
        if (atOnce) {
            ender.run();
        }
    }

    /** Ends it without an answer. */
    void cut() {
        Runnable ender;
        synchronized (this) {
            cut = true;
            ender = cutter;
        }
        if (ender != null) {
            ender.run();
        }
    }
}
