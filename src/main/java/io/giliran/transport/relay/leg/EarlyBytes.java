package io.giliran.transport.relay.leg;

import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.KeptBytes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a leg has sent before the other leg was connected. Its bytes are handed on or released, never dropped.
 *
 * @param bytes null when there are none
 * @param sourceFinished whether the leg has finished sending
 */
public record EarlyBytes(@Nullable KeptBytes bytes, boolean sourceFinished) {
    public static final EarlyBytes NONE = new EarlyBytes(null, false);
    /** Most bytes of one read. */
    public static final int READ_BYTES = ChunkPool.CHUNK_BYTES;

    /** Whether there is room for more, and more may come. What one read may bring is held in addition. */
    public boolean wantsMore(ChunkPool buffers) {
        return !sourceFinished && (bytes == null || (bytes.remaining() < READ_BYTES && !buffers.isShort()));
    }

    /** Appends a copy of {@code next} to these bytes. */
    public EarlyBytes and(ByteBuffer next, ChunkPool buffers) {
        if (!next.hasRemaining()) {
            return this;
        }
        KeptBytes all = bytes == null ? new KeptBytes(buffers) : bytes;
        all.add(next);
        return bytes == null ? new EarlyBytes(all, sourceFinished) : this;
    }

    /** The given words and then these. */
    public EarlyBytes behind(byte[] words, ChunkPool buffers) {
        if (words.length == 0) {
            return this;
        }
        KeptBytes all = bytes == null ? new KeptBytes(buffers) : bytes;
        all.addFirst(words);
        return bytes == null ? new EarlyBytes(all, sourceFinished) : this;
    }

    public EarlyBytes finished() {
        return new EarlyBytes(bytes, true);
    }

    /** Drops them. */
    public void release() {
        if (bytes != null) {
            bytes.release();
        }
    }
}
