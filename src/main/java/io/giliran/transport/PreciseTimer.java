package io.giliran.transport;

import io.giliran.supervision.BoundedLog;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs tasks at points of time, late by some tens of microseconds where Akka's scheduler is late by some of its ticks.
 *
 * <p>One daemon thread sleeps until the earliest deadline. Tasks run on that thread, so they must be short and must not
 * block. Any thread may schedule. A task that throws is logged; the timer lives on.
 *
 * <p>It does not spin before a deadline: on a virtual machine of two cores, sleeping alone runs a task that is due in
 * 1 ms late by 25 µs at the median and by 70 µs at the 99th percentile, and costs 25 to 40 µs of processor time with all
 * that the measurement adds. {@code scripts/bench/timer} measures both; a processor that others keep busy adds their
 * turns.
 */
public final class PreciseTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PreciseTimer.class);
    private static final BoundedLog FAULTS = new BoundedLog(LOG, Level.ERROR, System::nanoTime);

    private final Object lock = new Object();
    private final Thread thread;

    /** Guarded by {@link #lock}, as the two below. */
    private final PriorityQueue<Entry> pending = new PriorityQueue<>();

    private long submissions;
    private boolean closed;

    /**
     * Starts the timer's thread.
     *
     * @param name the thread's name
     */
    public PreciseTimer(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Has the task run once the deadline has passed, at once when it has passed already. Tasks of equal deadlines run
     * in the order in which they were scheduled. After {@link #close()} the task is dropped.
     *
     * @param deadlineNanos on the scale of {@link System#nanoTime()}
     */
    public void schedule(long deadlineNanos, Runnable task) {
        boolean isFirst;
        synchronized (lock) {
            if (closed) {
                return;
            }
            Entry first = pending.peek();
            Entry entry = new Entry(deadlineNanos, submissions++, task);
            pending.add(entry);
            isFirst = first == null || entry.compareTo(first) < 0;
        }
        if (isFirst) {
            LockSupport.unpark(thread);
        }
    }

    /** Drops what is pending and stops the thread; a task that is running now still ends. Returns without waiting. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            pending.clear();
        }
        LockSupport.unpark(thread);
    }

    private void run() {
        TimerSlack.lowerForCurrentThread();
        while (true) {
            Runnable due = null;
            long waitNanos = Long.MAX_VALUE;
            synchronized (lock) {
                if (closed) {
                    return;
                }
                Entry first = pending.peek();
                if (first != null) {
                    waitNanos = first.deadlineNanos - System.nanoTime();
                    if (waitNanos <= 0) {
                        pending.remove();
                        due = first.task;
                    }
                }
            }
            if (due != null) {
                execute(due);
            } else {
                LockSupport.parkNanos(this, waitNanos);
            }
        }
    }

    private static void execute(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            FAULTS.write("a task of the timer failed", failure);
        } finally {
            // An interrupt that a task leaves behind would make every park return at once.
            Thread.interrupted();
        }
    }

    private record Entry(long deadlineNanos, long submission, Runnable task) implements Comparable<Entry> {
        /** Compares the deadlines by difference, because values of {@link System#nanoTime()} may overflow. */
        @Override
        public int compareTo(Entry other) {
            return deadlineNanos == other.deadlineNanos
                    ? Long.compare(submission, other.submission)
                    : Long.signum(deadlineNanos - other.deadlineNanos);
        }
    }
}
