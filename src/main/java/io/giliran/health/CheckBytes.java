package io.giliran.health;

import io.giliran.workload.EscapedText;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that a check sends or looks for. Unchangeable. */
public final class CheckBytes {
    static final String VALID =
            "text:… with the escapes " + EscapedText.ESCAPES + ", or hex:… , for example text:PING\\r\\n";

    private static final String TEXT = "text:";
    private static final String HEX = "hex:";

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
            bytes = EscapedText.bytes(written.substring(TEXT.length()), valid);
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

    /**
     * Index of these bytes in the first {@code length} bytes of {@code among}, at or after {@code from}; -1 when they are not
     * there.
     */
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
}
