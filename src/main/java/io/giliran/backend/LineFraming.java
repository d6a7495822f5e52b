package io.giliran.backend;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into lines. Holds the chunk that is being cut, plus the beginning of a line whose end has
 * not come yet; that beginning is shorter than {@link #LIMIT}. Not thread-safe.
 */
final class LineFraming {
    /** The longest line in bytes, its newline included. */
    static final int LIMIT = 64 * 1024;

    private static final byte[] NOTHING = {};
    /** Larger buffers are given back once their line is done, so that many idle connections hold little. */
    private static final int KEPT_CAPACITY = 1024;

    private byte[] chunk = NOTHING;
    private int position;

    private byte[] begun = NOTHING;
    private int begunLength;
    private boolean tooLong;

    /** Adds bytes, which must not change from now on. The chunk before must be used up: {@link #next()} gave null. */
    void add(byte[] bytes) {
        chunk = bytes;
        position = 0;
    }

    /**
     * The next line without its newline, or null when more bytes are needed or the line is too long. The view holds
     * until the next call.
     */
    @Nullable
    ByteBuffer next() {
        if (tooLong) {
            return null;
        }
        int newline = position;
        while (newline < chunk.length && chunk[newline] != '\n') {
            newline++;
        }
        int length = begunLength + newline - position;
        if (length >= LIMIT) {
            tooLong = true;
            discard();
            return null;
        }
        if (newline == chunk.length) {
            keepBeginning();
            return null;
        }
        ByteBuffer line;
        if (begunLength == 0) {
            line = ByteBuffer.wrap(chunk, position, length);
        } else {
            append(chunk, position, newline);
            line = ByteBuffer.wrap(begun, 0, length);
            begunLength = 0;
            if (begun.length > KEPT_CAPACITY) {
                begun = NOTHING;
            }
        }
        position = newline + 1;
        return line;
    }

    /** Whether a line reached the limit; it and all that follows is lost. */
    boolean isTooLong() {
        return tooLong;
    }

    /** Whether bytes are left that no newline has ended; asked when {@link #next()} gave null. */
    boolean hasBeginning() {
        return begunLength > 0;
    }

    /** Lets go of everything held. */
    void discard() {
        chunk = NOTHING;
        position = 0;
        begun = NOTHING;
        begunLength = 0;
    }

    private void keepBeginning() {
        append(chunk, position, chunk.length);
        chunk = NOTHING;
        position = 0;
    }

    private void append(byte[] bytes, int from, int to) {
        int length = begunLength + to - from;
        if (length > begun.length) {
            begun = Arrays.copyOf(begun, Math.min(LIMIT, Math.max(length, begun.length * 2)));
        }
        System.arraycopy(bytes, from, begun, begunLength, to - from);
        begunLength = length;
    }
}
