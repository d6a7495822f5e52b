package io.giliran.report.page;

import io.giliran.workload.DurationText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Formats numbers for the page. */
final class Words {
    private Words() {}

    /** {@code 12.4 ms}; a dash for what is no number. */
    static String nanos(double nanos) {
        return Double.isFinite(nanos) ? DurationText.format(Math.round(nanos)) : "–";
    }

    /** The same of milliseconds. */
    static String millis(double millis) {
        return nanos(millis * 1e6);
    }

    /** {@code 12.4 ms [11.9, 13.0]}, with a question mark for a bound that is not known. */
    static String interval(double lowMillis, double estimateMillis, double highMillis) {
        String estimate = millis(estimateMillis);
        if (!Double.isFinite(estimateMillis)) {
            return estimate;
        }
        String low = Double.isFinite(lowMillis) ? millis(lowMillis) : "?";
        String high = Double.isFinite(highMillis) ? millis(highMillis) : "?";
        String unit = estimate.substring(estimate.indexOf(' '));
        boolean alike = (low.endsWith(unit) || low.equals("?")) && (high.endsWith(unit) || high.equals("?"));
        return estimate + " [" + (alike ? low.replace(unit, "") + ", " + high.replace(unit, "") : low + ", " + high)
                + "]";
    }

    /** {@code 1,234}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 request}, {@code 2 requests}. */
    static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** A number with about three significant digits: {@code 0.62}, {@code 12.3}, {@code 1,234}. */
    static String number(double number) {
        if (!Double.isFinite(number)) {
            return "–";
        }
        double size = Math.abs(number);
        return String.format(
                Locale.ROOT,
                size >= 99.95 || number == Math.rint(number) ? "%,.0f" : size >= 9.995 ? "%.1f" : "%.2f",
                number);
    }

    /** Formats a number with as few digits as it needs: {@code 99.9}. */
    static String plain(double number) {
        return BigDecimal.valueOf(number)
                .round(new MathContext(8))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** {@code 33.3 %}. */
    static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }

    /** {@code +3.1 %}, or {@code 25.5 times}: how far the one is from the other. */
    static String difference(double measured, double expected) {
        double times = measured / expected;
        if (Double.isFinite(times) && times >= 3) {
            return number(times) + " times";
        }
        return Double.isFinite(measured / expected)
                ? String.format(Locale.ROOT, "%+.1f %%", 100 * (measured / expected - 1))
                : "–";
    }

    /** {@code a}, {@code a and b}, {@code a, b and c}. */
    static String list(List<String> words) {
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }
}
