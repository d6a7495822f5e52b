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
}
