package io.giliran.balancer.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Formats an {@link Instant} as {@link Instant#toString} does, in a fraction of its time. Confined to one thread. */
final class InstantText {
    private final TextOfSecond seconds = new TextOfSecond(
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC));
    private final StringBuilder text = new StringBuilder(32);

    String of(Instant time) {
        text.setLength(0);
        text.append(seconds.of(time));
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        if (nanos != 0) {
            text.append('.');
            int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
            appendDigits(text, nanos, digits);
        }
        return text.append('Z').toString();
    }

    /** The first so many of the nine digits of a fraction. */
    static void appendDigits(StringBuilder text, int nanos, int digits) {
        int divisor = 100_000_000;
        for (int i = 0; i < digits; i++) {
            text.append((char) ('0' + nanos / divisor % 10));
            divisor /= 10;
        }
    }
}
