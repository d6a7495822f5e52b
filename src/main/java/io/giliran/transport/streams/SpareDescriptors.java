package io.giliran.transport.streams;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors held in reserve for the next client and its backend. Akka's listener cannot be paused once it is asked for a
 * connection: it tries to accept again and again while no descriptor is left. It is asked only while these are held, and gets
 * them when all others are used up. Confined to one thread.
 */
final class SpareDescriptors {
    /**
     * Descriptors for the next client, its backend, and the backends of clients accepted just before, which are connected
     * later.
     */
    private static final int NEEDED = 8;

    private final ArrayDeque<SocketChannel> held = new ArrayDeque<>();

    /** Opens what is missing; returns why that is not possible, null when all are held. */
    @Nullable
    IOException ensure() {
        try {
            while (held.size() < NEEDED) {
                held.push(SocketChannel.open(StandardProtocolFamily.INET));
            }
            return null;
        } catch (IOException shortage) {
            release();
            return shortage;
        }
    }

    /** Releases them unless others are left, so that the connection that was asked for can be accepted. */
    void releaseIfShort() {
        try {
            SocketChannel.open(StandardProtocolFamily.INET).close();
        } catch (IOException none) {
            release();
        }
    }

    /** Releases them. */
    void release() {
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (IOException ignored) {
                // The descriptor is gone either way.
            }
        }
    }
}
