package io.giliran.settings;

/**
 * Text that is safe on a terminal and in a log. Characters that a reader does not see, or that act on a terminal, are
 * written as escapes: control characters (C0, DEL and C1), bidirectional and zero-width characters (all of Unicode's
 * category Cf), line and paragraph separators, and surrogates without their other half. Whatever prints or logs text that
 * came from outside passes it through here.
 *
 * @see <a href="https://www.unicode.org/reports/tr36/">Unicode Technical Report 36, security considerations</a>
 */
public final class PlainText {
    private static final int HEX_DIGITS = 4;

    private PlainText() {}

    /** Whether a code point may stand as it is. Blanks may, line ends and tabs may not. */
    public static boolean isPlain(int codePoint) {
        if (codePoint < 0x7F) {
            return codePoint >= ' ';
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** The text on one line: <code>\n</code>, <code>\r</code>, <code>\t</code>, and <code>\\uXXXX</code> for the rest. */
    public static String line(String text) {
        return escaped(text, false);
    }

    /** The text with its line feeds left as they are; all else is escaped as {@link #line} does. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    /** The escape of a code point that is not plain; two of them above U+FFFF, as in JSON. */
    public static String escape(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                StringBuilder text = new StringBuilder();
                for (char unit : Character.toChars(codePoint)) {
                    text.append("\\u");
                    for (int digit = HEX_DIGITS - 1; digit >= 0; digit--) {
                        text.append(Character.forDigit((unit >> (4 * digit)) & 0xF, 16));
                    }
                }
                yield text.toString();
            }
        };
    }

    private static String escaped(String text, boolean keepsLineFeeds) {
        StringBuilder plain = null;
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            boolean stays = isPlain(codePoint) || (keepsLineFeeds && codePoint == '\n');
            if (!stays && plain == null) {
                plain = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (plain != null && stays) {
                plain.appendCodePoint(codePoint);
            } else if (plain != null) {
                plain.append(escape(codePoint));
            }
        }
        return plain == null ? text : plain.toString();
    }
}
