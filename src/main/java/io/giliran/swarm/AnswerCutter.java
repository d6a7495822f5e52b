package io.giliran.swarm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Splits the byte stream of a service into answers, however it is fragmented. An answer that comes in one piece is looked at
 * where it is; only one that is not whole yet is copied, and of a long one the beginning only.
 */
final class AnswerCutter {
    /** The protocol's 64 KiB for a message, and room for the backend's name. */
    private static final int LONGEST = 64 * 1024 + 128;

    private static final byte[] NOTHING = {};
    private static final ByteBuffer NONE = ByteBuffer.wrap(NOTHING);

    private final Expect expect;
    private final byte[] delimiter;
    private final int[] fallback;
    private byte[] kept = NOTHING;
    private int keptLength;
    private long begun;
    private int matched;

    private ByteBuffer source = NONE;
    private int from;
    private int to;
    private long answerBytes;

    AnswerCutter(Expect expect) {
        this.expect = expect;
        byte[] text = expect.text();
        delimiter = expect.kind() == Expect.Kind.DELIMITER && text != null ? text : NOTHING;
        fallback = fallback(delimiter);
    }

    /** Whether a whole answer is there now; if not, the bytes are all taken. The answer lasts until the next call. */
    boolean next(ByteBuffer bytes) {
        int start = bytes.position();
        int end = end(bytes);
        if (end < 0) {
            keep(bytes, start, bytes.limit());
            begun += bytes.remaining();
            bytes.position(bytes.limit());
            return false;
        }
        answerBytes = begun + end - start;
        if (begun == 0) {
            source = bytes;
            from = start;
            to = end;
        } else {
            keep(bytes, start, end);
            takeKept();
        }
        bytes.position(end);
        cutEnd();
        return true;
    }

    /** Takes what there is for an answer: the service has closed. */
    void finish() {
        answerBytes = begun;
        takeKept();
    }

    /** Whether more came than any answer may have that has to be looked at. */
    boolean isOverlong() {
        return expect.looksInside() && begun > LONGEST;
    }

    /** Buffer that holds the answer. */
    ByteBuffer source() {
        return source;
    }

    int from() {
        return from;
    }

    /** End of the answer in the buffer, without its delimiter. */
    int to() {
        return to;
    }

    /** Length of the answer in bytes, with its delimiter. */
    long answerBytes() {
        return answerBytes;
    }

    /** The answer as a text, without its end; of a long one the beginning. */
    String text() {
        byte[] bytes = new byte[Math.min(to - from, LONGEST)];
        source.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The index behind the answer's last byte; -1 when it is not there. */
    private int end(ByteBuffer bytes) {
        return switch (expect.kind()) {
            case LINE -> lineEnd(bytes);
            case LENGTH -> {
                long missing = expect.length() - begun;
                yield bytes.remaining() >= missing ? bytes.position() + (int) missing : -1;
            }
            case DELIMITER -> delimiterEnd(bytes);
            case CLOSE -> -1;
        };
    }

    private static int lineEnd(ByteBuffer bytes) {
        int limit = bytes.limit();
        for (int i = bytes.position(); i < limit; i++) {
            if (bytes.get(i) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    /** The search of Knuth, Morris and Pratt, which needs none of the bytes before. */
    private int delimiterEnd(ByteBuffer bytes) {
        int limit = bytes.limit();
        for (int i = bytes.position(); i < limit; i++) {
            byte next = bytes.get(i);
            while (matched > 0 && delimiter[matched] != next) {
                matched = fallback[matched - 1];
            }
            if (delimiter[matched] == next) {
                matched++;
            }
            if (matched == delimiter.length) {
                matched = 0;
                return i + 1;
            }
        }
        return -1;
    }

    private void cutEnd() {
        if (expect.kind() == Expect.Kind.LINE && to > from && answerBytes <= LONGEST) {
            to--;
            if (expect.dropsReturn() && to > from && source.get(to - 1) == '\r') {
                to--;
            }
        } else if (expect.kind() == Expect.Kind.DELIMITER && answerBytes <= LONGEST) {
            to -= delimiter.length;
        }
    }

    private void keep(ByteBuffer bytes, int start, int end) {
        int length = Math.min(end - start, LONGEST - keptLength);
        if (length > 0) {
            if (kept.length < keptLength + length) {
                kept = Arrays.copyOf(kept, Math.max(keptLength + length, 2 * kept.length));
            }
            bytes.get(start, kept, keptLength, length);
            keptLength += length;
        }
    }

    private void takeKept() {
        source = ByteBuffer.wrap(kept);
        from = 0;
        to = keptLength;
        kept = NOTHING;
        keptLength = 0;
        begun = 0;
    }

    private static int[] fallback(byte[] pattern) {
        int[] fallback = new int[pattern.length];
        for (int i = 1, length = 0; i < pattern.length; i++) {
            while (length > 0 && pattern[i] != pattern[length]) {
                length = fallback[length - 1];
            }
            if (pattern[i] == pattern[length]) {
                length++;
            }
            fallback[i] = length;
        }
        return fallback;
    }
}
