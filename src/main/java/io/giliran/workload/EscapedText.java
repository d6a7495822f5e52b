package io.giliran.workload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes written as text: characters stand for their UTF-8, and {@code \r \n \t \0 \\} and {@code \xNN} for single bytes. */
public final class EscapedText {
    /** The valid escapes, for a message to a user who wrote another one. */
    public static final String ESCAPES = "\\r \\n \\t \\0 \\\\ and \\xNN";

    private static final int ESCAPED_DIGITS = 2;

    private EscapedText() {}

    /**
     * The bytes that the text stands for.
     *
     * @param valid what may be written there, for the message
     * @throws IllegalArgumentException whose message continues "VALUE …"
     */
    public static byte[] bytes(String text, String valid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int escape = text.indexOf('\\', at);
            int plainEnd = escape < 0 ? text.length() : escape;
            bytes.writeBytes(text.substring(at, plainEnd).getBytes(StandardCharsets.UTF_8));
            at = escape < 0 ? text.length() : escape + writeEscape(text, escape + 1, bytes, valid);
        }
        return bytes.toByteArray();
    }

    /** Writes the byte that is escaped and returns how many characters it took, with its backslash. */
    private static int writeEscape(String text, int at, ByteArrayOutputStream bytes, String valid) {
        char escaped = at < text.length() ? text.charAt(at) : ' ';
        int plain = switch (escaped) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case '0' -> 0;
            case '\\' -> '\\';
            default -> -1;
        };
        if (plain >= 0) {
            bytes.write(plain);
            return 2;
        }
        int end = at + 1 + ESCAPED_DIGITS;
        if (escaped != 'x'
                || end > text.length()
                || !text.substring(at + 1, end).chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("has a backslash that begins no escape; valid is " + valid);
        }
        bytes.write(HexFormat.fromHexDigits(text, at + 1, end));
        return 2 + ESCAPED_DIGITS;
    }
}
