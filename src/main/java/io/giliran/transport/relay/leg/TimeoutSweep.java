package io.giliran.transport.relay.leg;

import io.giliran.supervision.BoundedLog;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Checks the time limits of all connections of one loop in a single sweep, when the first limit may be reached. A connection
 * needs no timer of its own, and a connection without a timeout costs nothing. Confined to the loop's thread.
 */
public final class TimeoutSweep {
    private static final Logger LOG = LoggerFactory.getLogger(TimeoutSweep.class);

    /** Between two sweeps lies at least this part of the shortest timeout. */
    private static final int PART_OF_TIMEOUT = 10;

    private static final long SHORTEST_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_GAP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Connection with a time limit. */
    public interface Timed {
        /** Ends when its time is over; returns how long it need not be looked at. */
        long look(long nowNanos);
    }

    /** The place of a {@link Timed} in the list. */
    public static final class Watch {
        private final Timed timed;
        private final long shortestNanos;
        private @Nullable Watch previous;
        private @Nullable Watch next;
        private boolean left;

        private Watch(Timed timed, long shortestNanos) {
            this.timed = timed;
            this.shortestNanos = shortestNanos;
        }
    }

    private final LoopTimer timer;
    private final LongSupplier nanoClock;
    private final BoundedLog faults;
    private @Nullable Watch first;
    /** The next one that the sweep under way looks at: whoever leaves meanwhile must not lead it astray. */
    private @Nullable Watch cursor;

    private LoopTimer.@Nullable Alarm alarm;
    /** The number of the valid alarm: an alarm that could not be cancelled has another. */
    private int number;

    private long sweepNanos;

    public TimeoutSweep(LoopTimer timer, LongSupplier nanoClock) {
        faults = new BoundedLog(LOG, Level.ERROR, nanoClock);
        this.timer = timer;
        this.nanoClock = nanoClock;
    }

    /**
     * Watches a connection.
     *
     * @param shortestNanos the time after which it may first be over
     */
    public Watch watch(Timed timed, long shortestNanos) {
        Watch watch = new Watch(timed, shortestNanos);
        watch.next = first;
        if (first != null) {
            first.previous = watch;
        }
        first = watch;
        sweepWithin(shortestNanos);
        return watch;
    }

    /** Looks at it no more. */
    public void forget(Watch watch) {
        if (watch.left) {
            return;
        }
        watch.left = true;
        if (watch.previous == null) {
            first = watch.next;
        } else {
            watch.previous.next = watch.next;
        }
        if (watch.next != null) {
            watch.next.previous = watch.previous;
        }
        if (cursor == watch) {
            cursor = watch.next;
        }
        // The pending sweep is left to come: it costs less than to call it off and order it again for the next one.
    }

    /** Schedules a sweep within the given time, in ns, because a connection may reach its limit earlier than it announced. */
    public void sweepWithin(long nanos) {
        long wait = Math.min(Math.max(nanos, SHORTEST_GAP_NANOS), LONGEST_WAIT_NANOS);
        long due = nanoClock.getAsLong() + wait;
        if (alarm != null) {
            if (due - sweepNanos >= 0) {
                return;
            }
            alarm.cancel();
        }
        sweepNanos = due;
        int mine = ++number;
        alarm = timer.after(Duration.ofNanos(wait), () -> {
            if (mine == number) {
                sweep();
            }
        });
    }

    private void sweep() {
        alarm = null;
        long now = nanoClock.getAsLong();
        long wait = LONGEST_WAIT_NANOS;
        long shortest = Long.MAX_VALUE;
        cursor = first;
        while (cursor != null) {
            Watch watch = cursor;
            cursor = watch.next;
            long left = look(watch, now);
            if (!watch.left) {
                wait = Math.min(wait, left);
                shortest = Math.min(shortest, watch.shortestNanos);
            }
        }
        if (first != null) {
            sweepWithin(Math.max(wait, Math.min(shortest / PART_OF_TIMEOUT, LONGEST_GAP_NANOS)));
        }
    }

    private long look(Watch watch, long nowNanos) {
        try {
            return watch.timed.look(nowNanos);
        } catch (RuntimeException fault) {
            faults.write("the timeout of a connection has failed", fault);
            forget(watch);
            return LONGEST_WAIT_NANOS;
        }
    }
}
