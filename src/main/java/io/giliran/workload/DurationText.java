package io.giliran.workload;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Parses and formats durations: {@code 12.5ms} in options and requests, {@code 1.23 ms} in tables. */
public final class DurationText {
    /** The longest duration that can be written: one hour. */
    public static final long MAX_NANOS = 3_600_000_000_000L;

    static final String VALID = "a number with ns, us, ms, s, m or h, for example 12.5ms";

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;

    /** Longer numbers say nothing that nanoseconds can hold, and must not cost time: the text may come from a peer. */
    private static final int MAX_LENGTH = 32;

    private DurationText() {}

    /**
     * Reads a duration of zero to one hour, rounded to the nearest nanosecond. Only zero may go without a unit.
     *
     * @throws IllegalArgumentException when the text is something else; its message continues "VALUE …"
     */
    public static long parseNanos(String text) {
        int unitAt = Decimals.end(text);
        if (unitAt == 0 || text.length() > MAX_LENGTH) {
            throw notADuration();
        }
        BigDecimal number = new BigDecimal(text.substring(0, unitAt));
        if (unitAt == text.length()) {
            if (number.signum() == 0) {
                return 0;
            }
            throw new IllegalArgumentException("has no unit; valid is " + VALID);
        }
        BigDecimal nanos = number.multiply(BigDecimal.valueOf(unitNanos(text.substring(unitAt))));
        if (nanos.compareTo(BigDecimal.valueOf(MAX_NANOS)) > 0) {
            throw new IllegalArgumentException(
                    "is too long; valid is a duration of at most 1 hour, for example 12.5ms");
        }
        return nanos.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** A duration for people, three significant digits: {@code 0 ns}, {@code 412 µs}, {@code 1.23 ms}, {@code 2.00 s}. */
    public static String format(long nanos) {
        // Rounding comes first: 999.6 µs is shown as 1.00 ms, not as 1000 µs.
        BigDecimal rounded = BigDecimal.valueOf(nanos).round(new MathContext(3, RoundingMode.HALF_UP));
        long magnitude = rounded.abs().longValue();
        if (magnitude < MICRO) {
            return nanos + " ns";
        }
        if (magnitude < MILLI) {
            return digits(rounded, MICRO) + " µs";
        }
        if (magnitude < SECOND) {
            return digits(rounded, MILLI) + " ms";
        }
        return digits(rounded, SECOND) + " s";
    }

    /** The shortest text that {@link #parseNanos} reads back as exactly this duration, for example {@code 12.5ms}. */
    static String canonical(long nanos) {
        if (nanos >= SECOND) {
            return exact(nanos, SECOND) + "s";
        }
        if (nanos >= MILLI) {
            return exact(nanos, MILLI) + "ms";
        }
        if (nanos >= MICRO) {
            return exact(nanos, MICRO) + "us";
        }
        return nanos + "ns";
    }

    private static String digits(BigDecimal rounded, long unit) {
        BigDecimal value = rounded.divide(BigDecimal.valueOf(unit));
        int integerDigits = value.precision() - value.scale();
        return value.setScale(Math.max(0, 3 - integerDigits), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    private static String exact(long nanos, long unit) {
        return Decimals.plain(BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(unit)));
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> MICRO;
            case "ms" -> MILLI;
            case "s" -> SECOND;
            case "m" -> MINUTE;
            case "h" -> 60 * MINUTE;
            case "d" -> 24 * 60 * MINUTE;
            default -> throw notADuration();
        };
    }

    private static IllegalArgumentException notADuration() {
        return new IllegalArgumentException("is not a duration; valid is " + VALID);
    }
}
