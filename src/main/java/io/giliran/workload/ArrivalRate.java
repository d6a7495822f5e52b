package io.giliran.workload;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Parser of rates: {@code 100}, {@code 1.5k}, {@code 1m} (a million), {@code 100/s}, {@code 6000/min}. */
public final class ArrivalRate {
    private static final String VALID =
            "a number above 0, with k (thousand) or m (million), per second or /min, for example 100, 2k or 6000/min";

    /** Up to one request each nanosecond, down to one in 11 days; beyond that, times do not fit their long. */
    private static final double MAX_PER_SECOND = 1e9;

    private static final double MIN_PER_SECOND = 1e-6;
    private static final int MAX_LENGTH = 32;

    private ArrivalRate() {}

    /**
     * Reads a rate as a number per second.
     *
     * @throws IllegalArgumentException when the text is something else, or not positive; its message continues
     *     "VALUE …"
     */
    public static double parsePerSecond(String text) {
        int suffixAt = Decimals.end(text);
        if (suffixAt == 0 || text.length() > MAX_LENGTH) {
            throw notARate();
        }
        BigDecimal number = new BigDecimal(text.substring(0, suffixAt));
        String suffix = text.substring(suffixAt).toLowerCase(Locale.ROOT);
        if (suffix.startsWith("k")) {
            number = number.scaleByPowerOfTen(3);
            suffix = suffix.substring(1);
        } else if (suffix.startsWith("m")) {
            number = number.scaleByPowerOfTen(6);
            suffix = suffix.substring(1);
        }
        double perSecond = switch (suffix) {
            case "", "/s" -> number.doubleValue();
            case "/min" ->
                number.divide(BigDecimal.valueOf(60), MathContext.DECIMAL64).doubleValue();
            default -> throw notARate();
        };
        return checked(perSecond);
    }

    static double checked(double perSecond) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("is not above 0; valid is " + VALID);
        }
        if (perSecond < MIN_PER_SECOND || perSecond > MAX_PER_SECOND) {
            throw new IllegalArgumentException("is out of range; valid is from 0.000001 to 1000m a second");
        }
        return perSecond;
    }

    private static IllegalArgumentException notARate() {
        return new IllegalArgumentException("is not a rate; valid is " + VALID);
    }
}
