package io.giliran.transport.relay;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent before a backend was connected.
 *
 * @param bytes ready to be read; null when there are none
 * @param sourceFinished whether the client has finished sending
 */
record EarlyBytes(@Nullable ByteBuffer bytes, boolean sourceFinished) {
    static final EarlyBytes NONE = new EarlyBytes(null, false);
    /** How much is read at once. */
    static final int READ_BYTES = 16 * 1024;
    /** The same of a leg with TLS, of which a whole record has to fit in. */
    static final int TLS_READ_BYTES = 32 * 1024;

    /** Whether there is room for more, and more may come. What one read may bring is held in addition. */
    boolean wantsMore() {
        return !sourceFinished && (bytes == null || bytes.remaining() < READ_BYTES);
    }

    /** These and then the next ones, which are copied. */
    EarlyBytes and(ByteBuffer next) {
        if (!next.hasRemaining()) {
            return this;
        }
        int held = bytes == null ? 0 : bytes.remaining();
        ByteBuffer all = ByteBuffer.allocateDirect(held + next.remaining());
        if (bytes != null) {
            all.put(bytes);
        }
        return new EarlyBytes(all.put(next).flip(), sourceFinished);
    }

    /** The given words and then these. */
    EarlyBytes behind(byte[] words) {
        if (words.length == 0) {
            return this;
        }
        EarlyBytes all = new EarlyBytes(null, sourceFinished).and(ByteBuffer.wrap(words));
        return bytes == null ? all : all.and(bytes.duplicate());
    }

    EarlyBytes finished() {
        return new EarlyBytes(bytes, true);
    }
}
