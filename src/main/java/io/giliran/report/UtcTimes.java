package io.giliran.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times of a run as unix nanoseconds and as RFC 3339 text with microseconds, {@code 2026-11-23T21:13:00.123456Z}. Only
 * the date is left to java.time, once a day: a log of a million lines has two million times. For one thread.
 */
final class UtcTimes {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SECONDS_PER_DAY = 86_400;

    private final long startedUnixNanos;
    private long day = Long.MIN_VALUE;
    private byte[] date = {};

    UtcTimes(Instant started) {
        this.startedUnixNanos =
                Math.addExact(Math.multiplyExact(started.getEpochSecond(), NANOS_PER_SECOND), started.getNano());
    }

    /** The unix time, in nanoseconds, of an offset since the start of the run. */
    long unixNanos(long offsetNanos) {
        return startedUnixNanos + offsetNanos;
    }

    /** Appends the time of an offset, cut to microseconds. */
    void putTo(ByteText text, long offsetNanos) {
        long unixNanos = unixNanos(offsetNanos);
        long seconds = Math.floorDiv(unixNanos, NANOS_PER_SECOND);
        long secondOfDay = Math.floorMod(seconds, SECONDS_PER_DAY);
        text.put(date(Math.floorDiv(seconds, SECONDS_PER_DAY)));
        text.put('T').putPadded(secondOfDay / 3600, 2);
        text.put(':').putPadded(secondOfDay / 60 % 60, 2);
        text.put(':').putPadded(secondOfDay % 60, 2);
        text.put('.').putPadded(Math.floorMod(unixNanos, NANOS_PER_SECOND) / 1000, 6);
        text.put('Z');
    }

    private byte[] date(long wanted) {
        if (wanted != day) {
            day = wanted;
            date = LocalDate.ofEpochDay(wanted).toString().getBytes(StandardCharsets.US_ASCII);
        }
        return date;
    }
}
