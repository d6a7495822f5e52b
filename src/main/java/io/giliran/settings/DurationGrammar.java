package io.giliran.settings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * The grammar of durations in the configuration, options and scenarios: a decimal number and a unit, {@code 500ms}, {@code
 * 1.5h}, {@code 2 days}. A unit is required; only zero, which is the same in each of them, may stand alone. Distributions and
 * requests have the same grammar without the long forms ({@code DurationText} in workload, which knows no other room).
 */
public final class DurationGrammar {
    /**
     * The longest duration that a setting may have, 100 days. The sum of a thousand of them fits the nanoseconds of a long, and
     * each of them fits Akka's scheduler, whose limit is 248 days.
     */
    public static final int MOST_DAYS = 100;

    /** Longer numbers say nothing that nanoseconds can hold. */
    private static final int MAX_LENGTH = 32;

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** The long forms are those of HOCON. */
    private static final Map<String, Long> NANOS = Map.ofEntries(
            Map.entry("ns", 1L),
            Map.entry("nano", 1L),
            Map.entry("nanos", 1L),
            Map.entry("nanosecond", 1L),
            Map.entry("nanoseconds", 1L),
            Map.entry("us", MICRO),
            Map.entry("µs", MICRO), // MICRO SIGN
            Map.entry("μs", MICRO), // GREEK SMALL LETTER MU
            Map.entry("micro", MICRO),
            Map.entry("micros", MICRO),
            Map.entry("microsecond", MICRO),
            Map.entry("microseconds", MICRO),
            Map.entry("ms", MILLI),
            Map.entry("milli", MILLI),
            Map.entry("millis", MILLI),
            Map.entry("millisecond", MILLI),
            Map.entry("milliseconds", MILLI),
            Map.entry("s", SECOND),
            Map.entry("second", SECOND),
            Map.entry("seconds", SECOND),
            Map.entry("m", MINUTE),
            Map.entry("minute", MINUTE),
            Map.entry("minutes", MINUTE),
            Map.entry("h", HOUR),
            Map.entry("hour", HOUR),
            Map.entry("hours", HOUR),
            Map.entry("d", DAY),
            Map.entry("day", DAY),
            Map.entry("days", DAY));

    private DurationGrammar() {}

    /**
     * Reads a duration, rounded to the nearest nanosecond.
     *
     * @param mostNanos the longest that is valid
     * @throws IllegalArgumentException when the text is another; the message continues "VALUE …" with what is wrong, and leaves
     *     what is valid to the caller
     */
    public static long parseNanos(String text, long mostNanos) {
        int numberEnd = numberEnd(text);
        if (numberEnd == 0 || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is not a duration");
        }
        BigDecimal number = new BigDecimal(text.substring(0, numberEnd));
        String unit = text.substring(numberEnd).stripLeading();
        if (unit.isEmpty() && number.signum() == 0) {
            return 0;
        }
        Long unitNanos = NANOS.get(unit);
        if (unitNanos == null) {
            throw new IllegalArgumentException(unit.isEmpty() ? "has no unit" : "is not a duration");
        }
        BigDecimal nanos = number.multiply(BigDecimal.valueOf(unitNanos));
        if (nanos.compareTo(BigDecimal.valueOf(mostNanos)) > 0) {
            throw new IllegalArgumentException("is too long");
        }
        return nanos.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /**
     * End of the number at the head of the text; 0 when there is none. No sign, no exponent, digits on both sides of a point.
     */
    private static int numberEnd(String text) {
        int integer = digitsEnd(text, 0);
        if (integer == 0 || integer == text.length() || text.charAt(integer) != '.') {
            return integer;
        }
        int fraction = digitsEnd(text, integer + 1);
        return fraction == integer + 1 ? 0 : fraction;
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
