package io.giliran.backend;

import io.giliran.workload.DurationText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A line of a client: tokens for the backend, then the message. A token is {@code @key=value}, ends at a space or at the end of
 * the line, and must stand at the head; one space after each is dropped. Whatever follows is the message, byte for byte, and
 * may be empty. A message that itself begins like a token is sent with a space before it.
 *
 * @param workNanos the service time that the request asks for, or {@link #UNSPECIFIED}
 * @param message a view of the line's own bytes
 */
record RequestLine(long workNanos, ByteBuffer message) {
    /** Work of a request without {@code @work=}: the backend's own service time holds. */
    static final long UNSPECIFIED = -1;

    private static final String WORK = "work";
    private static final int SHOWN_CHARACTERS = 40;

    /**
     * Reads one line.
     *
     * @param line its bytes without the newline; a carriage return at the end is dropped
     * @throws BadRequest naming what is wrong: invalid UTF-8, an unknown key, a value that cannot be used
     */
    static RequestLine parse(ByteBuffer line) throws BadRequest {
        requireUtf8(line);
        byte[] bytes = line.array();
        int position = line.arrayOffset() + line.position();
        int end = line.arrayOffset() + line.limit();
        if (end > position && bytes[end - 1] == '\r') {
            end--;
        }
        long workNanos = UNSPECIFIED;
        while (position < end && bytes[position] == '@') {
            int tokenEnd = indexOf(bytes, ' ', position, end);
            int equals = indexOf(bytes, '=', position, tokenEnd);
            if (equals == tokenEnd) {
                break;
            }
            String key = text(bytes, position + 1, equals);
            if (!key.equals(WORK)) {
                throw new BadRequest("unknown key @" + shown(key) + "; known is @work=DURATION");
            }
            if (workNanos != UNSPECIFIED) {
                throw new BadRequest("@work is given twice");
            }
            workNanos = work(text(bytes, equals + 1, tokenEnd));
            position = Math.min(tokenEnd + 1, end);
        }
        return new RequestLine(workNanos, ByteBuffer.wrap(bytes, position, end - position));
    }

    /** Whether the request says its own service time. */
    boolean hasWork() {
        return workNanos != UNSPECIFIED;
    }

    private static long work(String value) throws BadRequest {
        try {
            return DurationText.parseNanos(value);
        } catch (IllegalArgumentException unusable) {
            throw new BadRequest("@work=" + shown(value) + " " + unusable.getMessage());
        }
    }

    private static void requireUtf8(ByteBuffer line) throws BadRequest {
        byte[] bytes = line.array();
        int end = line.arrayOffset() + line.limit();
        for (int i = line.arrayOffset() + line.position(); i < end; i++) {
            if (bytes[i] < 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(line.duplicate());
                    return;
                } catch (CharacterCodingException malformed) {
                    throw new BadRequest("the line is not valid UTF-8");
                }
            }
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    private static String text(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** Escapes and shortens a client's text for a log or a terminal. */
    private static String shown(String text) {
        String start = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
