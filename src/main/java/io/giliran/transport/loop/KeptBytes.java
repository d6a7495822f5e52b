package io.giliran.transport.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that wait for a leg to take them, first in, first out: in chunks of the loop's pool, and on the heap when they are
 * few or no chunk is left. Whoever ends with some of them has to {@link #release} them, or the pool is poorer for good.
 * Confined to the loop's thread.
 */
public final class KeptBytes {
    private static final ByteBuffer[] NONE = {};

    private final ChunkPool pool;
    /** Each ready to be read; those from {@link #first} on, as many as {@link #count}. */
    private ByteBuffer[] parts = NONE;

    private int first;
    private int count;
    private long remaining;

    public KeptBytes(ChunkPool pool) {
        this.pool = pool;
    }

    public boolean isEmpty() {
        return remaining == 0;
    }

    /** Number of kept bytes. */
    public long remaining() {
        return remaining;
    }

    /** Takes a copy of all the bytes, behind those that are here. */
    public void add(ByteBuffer bytes) {
        remaining += bytes.remaining();
        fillLast(bytes);
        while (bytes.hasRemaining()) {
            ByteBuffer chunk = bytes.remaining() > ChunkPool.SCANT_BYTES ? pool.borrow() : null;
            if (chunk == null) {
                append(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            } else {
                append(move(bytes, chunk).flip());
            }
        }
    }

    /** Puts words of our own in front. The array is taken over. */
    public void addFirst(byte[] words) {
        if (words.length == 0) {
            return;
        }
        ByteBuffer[] all = new ByteBuffer[count + 1];
        System.arraycopy(parts, first, all, 1, count);
        all[0] = ByteBuffer.wrap(words);
        parts = all;
        first = 0;
        count++;
        remaining += words.length;
    }

    private void fillLast(ByteBuffer bytes) {
        if (count > 0) {
            ByteBuffer last = parts[first + count - 1];
            if (last.isDirect() && last.limit() < last.capacity()) {
                int begin = last.position();
                move(bytes, last.position(last.limit()).limit(last.capacity()));
                last.limit(last.position()).position(begin);
            }
        }
    }

    /** Copies as many bytes as there is room for. */
    private static ByteBuffer move(ByteBuffer bytes, ByteBuffer to) {
        int all = bytes.limit();
        bytes.limit(bytes.position() + Math.min(bytes.remaining(), to.remaining()));
        to.put(bytes);
        bytes.limit(all);
        return to;
    }

    private void append(ByteBuffer part) {
        if (first + count == parts.length) {
            parts = Arrays.copyOfRange(parts, first, first + Math.max(2 * count, 1));
            first = 0;
        }
        parts[first + count++] = part;
    }

    /** Writes as many as the channel takes, by one call of the system; returns how many. */
    public int write(GatheringByteChannel channel) throws IOException {
        int written = count == 1 ? channel.write(parts[first]) : (int) channel.write(parts, first, count);
        dropRead();
        return written;
    }

    /** Puts all of them into a buffer that has room for them. */
    public void moveTo(ByteBuffer to) {
        for (int i = 0; i < count; i++) {
            to.put(parts[first + i]);
        }
        release();
    }

    /** The first part, to be read; null when nothing is left. Call {@link #dropRead} when some of it was read. */
    public @Nullable ByteBuffer first() {
        return count == 0 ? null : parts[first];
    }

    /** Gives back the chunks of what was read. */
    public void dropRead() {
        long left = 0;
        while (count > 0 && !parts[first].hasRemaining()) {
            dropFirst();
        }
        for (int i = 0; i < count; i++) {
            left += parts[first + i].remaining();
        }
        remaining = left;
    }

    /** Drops all of them. */
    public void release() {
        while (count > 0) {
            dropFirst();
        }
        parts = NONE;
        first = 0;
        remaining = 0;
    }

    @SuppressWarnings("NullAway") // what is dropped must not be held by the array, and is never read again
    private void dropFirst() {
        ByteBuffer part = parts[first];
        parts[first] = null;
        first++;
        count--;
        if (part.isDirect()) {
            pool.giveBack(part);
        }
        if (count == 0) {
            first = 0;
        }
    }
}
