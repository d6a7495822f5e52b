package io.giliran.workload;

import java.math.BigDecimal;

/** Plain decimal numbers without sign or exponent, the only kind that durations, rates and distributions use. */
final class Decimals {
    private Decimals() {}

    /** End of the number at the head of the text, 0 when there is none: {@code 12.5ms} gives 4. */
    static int end(String text) {
        int integer = digitsEnd(text, 0);
        if (integer == 0 || integer == text.length() || text.charAt(integer) != '.') {
            return integer;
        }
        int fraction = digitsEnd(text, integer + 1);
        return fraction == integer + 1 ? 0 : fraction;
    }

    /** Whether the whole text is one number. */
    static boolean isNumber(String text) {
        return !text.isEmpty() && end(text) == text.length();
    }

    /** The shortest plain text of a number: no exponent, no trailing zeros. */
    static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    static String plain(double number) {
        return plain(BigDecimal.valueOf(number));
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
