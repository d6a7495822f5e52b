package io.giliran.report;

import java.util.Locale;

/** Numbers as the console shows them, the same in every country. */
final class Numbers {
    private Numbers() {}

    /** {@code 1,234,567}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 12,345/s}, with one decimal below 100: {@code 12.3/s}. */
    static String perSecond(double rate) {
        return String.format(Locale.ROOT, rate < 99.95 ? "%.1f/s" : "%,.0f/s", rate);
    }

    /** {@code 33.40 %}. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    /** {@code 2.03 s}. */
    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%,.2f s", seconds);
    }

    /** {@code 1 request}, {@code 2 requests}. */
    static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }
}
