package io.giliran.transport.relay;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The socket of the next backend leg, opened before its client is accepted. So when descriptors run out, clients wait in
 * the backlog; they are not accepted only to be sent away. Confined to the loop's thread.
 */
final class SpareSocket {
    private @Nullable SocketChannel spare;

    /**
     * Makes sure that there is one.
     *
     * @throws IOException when there is no descriptor left
     */
    void ensure() throws IOException {
        if (spare == null) {
            // Nearly all backends are reached by IPv4; a socket of both families would cost a system call more.
            spare = SocketChannel.open(StandardProtocolFamily.INET);
        }
    }

    /** Hands it over; null when there is none. */
    @Nullable
    SocketChannel take() {
        SocketChannel taken = spare;
        spare = null;
        return taken;
    }

    static void close(@Nullable SocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException ignored) {
            // The descriptor is gone either way.
        }
    }
}
