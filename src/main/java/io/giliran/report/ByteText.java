package io.giliran.report;

import java.util.Arrays;
import java.util.Base64;

/** A growing text of bytes, UTF-8. Reused from line to line, so that writing a line allocates almost nothing. */
final class ByteText {
    private byte[] bytes;
    private int length;

    ByteText(int capacity) {
        this.bytes = new byte[capacity];
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Appends one ASCII character. */
    ByteText put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    ByteText put(byte[] text) {
        ensure(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    /** Appends a text as UTF-8; half a surrogate pair becomes a question mark. */
    ByteText put(String text) {
        ensure(text.length() * 3);
        for (int i = 0; i < text.length(); ) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                bytes[length++] = (byte) unit;
                i++;
            } else {
                int codePoint = text.codePointAt(i);
                putEncoded(codePoint);
                i += Character.charCount(codePoint);
            }
        }
        return this;
    }

    /** Appends one character beyond ASCII. */
    void putCodePoint(int codePoint) {
        ensure(4);
        putEncoded(codePoint);
    }

    ByteText put(long number) {
        if (number < 0) {
            return put(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return putPadded(number, digits);
    }

    /** Appends the last digits of a number that is not negative, zeros before it. */
    ByteText putPadded(long number, int digits) {
        ensure(digits);
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    ByteText putBase64(byte[] data) {
        return put(Base64.getEncoder().encode(data));
    }

    private void putEncoded(int codePoint) {
        if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xC0 | (codePoint >> 6));
            tail(codePoint);
        } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            bytes[length++] = '?';
        } else if (codePoint < 0x10000) {
            bytes[length++] = (byte) (0xE0 | (codePoint >> 12));
            tail(codePoint >> 6);
            tail(codePoint);
        } else {
            bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
            tail(codePoint >> 12);
            tail(codePoint >> 6);
            tail(codePoint);
        }
    }

    private void tail(int bits) {
        bytes[length++] = (byte) (0x80 | (bits & 0x3F));
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
