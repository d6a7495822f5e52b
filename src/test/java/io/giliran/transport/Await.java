package io.giliran.transport;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Waits for what comes about on other threads, and not for ever. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(50);
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Await() {}

    /** Waits until both are equal; fails with the last value when they do not become so. */
    public static <T> void equal(String what, T expected, Callable<T> actual) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        long pause = SHORTEST_PAUSE_NANOS;
        T last = actual.call();
        while (!last.equals(expected)) {
            if (System.nanoTime() > deadline) {
                fail("%s: expected %s, but still %s after %s", what, expected, last, DEADLINE);
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            last = actual.call();
        }
    }

    /** Waits until the number has not changed for the given time. */
    static void standstill(Duration forSoLong, LongSupplier number) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        long last = number.getAsLong();
        long since = System.nanoTime();
        while (System.nanoTime() - since < forSoLong.toNanos()) {
            if (System.nanoTime() > deadline) {
                fail("no standstill; at %d after %s", last, DEADLINE);
            }
            LockSupport.parkNanos(10 * SHORTEST_PAUSE_NANOS);
            long now = number.getAsLong();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
        }
    }
}
