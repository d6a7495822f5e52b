package io.giliran.health;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that a check sends or looks for. Unchangeable. */
public final class CheckBytes {
    static final String VALID =
            "text:… with the escapes \\r \\n \\t \\0 \\\\ and \\xNN, or hex:… , for example text:PING\\r\\n";

    private static final String TEXT = "text:";
    private static final String HEX = "hex:";
    private static final int ESCAPED_DIGITS = 2;

    private final byte[] bytes;

    private CheckBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads {@code text:…}, whose other characters stand for their UTF-8, or {@code hex:…}, whose pairs of digits may be
     * apart.
     *
     * @throws IllegalArgumentException whose message continues "VALUE …"
     */
    public static CheckBytes parse(String written) {
        return parse(written, VALID);
    }

    /** The same where more is valid. */
    static CheckBytes parse(String written, String valid) {
        byte[] bytes;
        if (written.startsWith(TEXT)) {
            bytes = unescaped(written.substring(TEXT.length()), valid);
        } else if (written.startsWith(HEX)) {
            bytes = hex(written.substring(HEX.length()).replace(" ", ""), valid);
        } else {
            throw new IllegalArgumentException("does not say what it is; valid is " + valid);
        }
        if (bytes.length == 0) {
            throw new IllegalArgumentException("is empty; valid is " + valid);
        }
        return new CheckBytes(bytes);
    }

    /** A fresh view of them, to be read only. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    int length() {
        return bytes.length;
    }

    /** Where they begin in the first {@code length} of {@code among}, at or after {@code from}; -1 when nowhere. */
    int indexIn(byte[] among, int length, int from) {
        for (int at = from; at <= length - bytes.length; at++) {
            if (Arrays.equals(among, at, at + bytes.length, bytes, 0, bytes.length)) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CheckBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HEX + HexFormat.of().formatHex(bytes);
    }

    private static byte[] hex(String digits, String valid) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException odd) {
            throw new IllegalArgumentException("is not made of pairs of hex digits; valid is " + valid, odd);
        }
    }

    private static byte[] unescaped(String text, String valid) {
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
