package io.giliran.metrics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Required precision of the mean or of a percentile of a run's RTT, written {@code p99±5%}.
 *
 * @param text as written, with ±
 * @param part of the RTTs that lies below the percentile; NaN for the mean
 * @param relative half the interval's width in parts of the value
 */
public record PrecisionGoal(String text, double part, double relative) {
    private static final String VALID =
            "a percentile or the mean, ± or +- or ~, and a percentage, for example p99±5% or mean+-2%; several with commas";
    private static final String NUMBER = "(\\d{1,3}(?:\\.\\d{1,9})?)";
    /** Spellings of ±: itself, in ASCII, or as a JVM in a locale without it reads its two bytes, as with {@code LC_ALL=C}. */
    private static final String WITHIN = "Â?±|\\+/?-|~|[\\uFFFD?\\uD800-\\uDFFF]{1,2}";

    private static final Pattern GOAL =
            Pattern.compile("(mean|p" + NUMBER + ")\\s*(?:" + WITHIN + ")\\s*" + NUMBER + "\\s*%");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * Reads one goal.
     *
     * @throws IllegalArgumentException when the text is none; its message continues "VALUE …"
     */
    public static PrecisionGoal parse(String text) {
        Matcher matcher = GOAL.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a precision; valid is " + VALID);
        }
        BigDecimal width = new BigDecimal(matcher.group(3));
        if (width.signum() == 0 || width.compareTo(HUNDRED) >= 0) {
            throw new IllegalArgumentException("asks for ±" + width + "%; valid is above 0% and below 100%");
        }
        double part = Double.NaN;
        if (matcher.group(2) != null) {
            BigDecimal percentile = new BigDecimal(matcher.group(2));
            if (percentile.signum() == 0 || percentile.compareTo(HUNDRED) >= 0) {
                throw new IllegalArgumentException(
                        "speaks of p" + percentile + "; valid is a percentile above 0 and below 100");
            }
            part = percentile.movePointLeft(2).doubleValue();
        }
        return new PrecisionGoal(
                matcher.group(1) + "±" + matcher.group(3) + "%",
                part,
                width.movePointLeft(2).doubleValue());
    }

    /**
     * Reads several with commas between them.
     *
     * @throws IllegalArgumentException when one is none; its message continues "VALUE …"
     */
    public static List<PrecisionGoal> parseList(String text) {
        return Arrays.stream(text.split(",", -1)).map(PrecisionGoal::parse).toList();
    }

    /** The interval that it speaks of. */
    public Interval interval(LatencySeries series) {
        return Double.isNaN(part) ? series.mean() : series.percentile(part);
    }

    public boolean isReached(LatencySeries series) {
        Interval interval = interval(series);
        return !interval.isUnbounded() && interval.relativeHalfWidth() <= relative;
    }

    /** Text of the present precision: {@code p99 ±7.3%, wanted ±5%}. */
    public String progress(LatencySeries series) {
        String name = text.substring(0, text.indexOf('±'));
        String wanted = text.substring(text.indexOf('±'));
        Interval interval = interval(series);
        return interval.isUnbounded()
                ? name + " ±?, wanted " + wanted
                : String.format(Locale.ROOT, "%s ±%.1f%%, wanted %s", name, 100 * interval.relativeHalfWidth(), wanted);
    }
}
