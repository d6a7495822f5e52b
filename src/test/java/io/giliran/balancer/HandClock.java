package io.giliran.balancer;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that passes when a test says so. Its nanoseconds begin anywhere, as those of System.nanoTime do. */
public final class HandClock implements LongSupplier {
    static final long START_NANOS = -5_000_000_000L;
    public static final Instant START = Instant.parse("2026-11-23T21:14:00.123Z");

    private final AtomicLong nanos = new AtomicLong(START_NANOS);

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    public void passMillis(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** A wall clock that stands still. */
    public Clock wall() {
        return Clock.fixed(START, ZoneOffset.UTC);
    }
}
