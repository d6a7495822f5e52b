package io.giliran.transport.relay.leg;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The socket of the next backend leg, opened before its client is accepted. When descriptors run out, clients wait in the
 * backlog, and are not accepted only to be sent away. Confined to the loop's thread.
 */
public final class SpareSocket {
    /** Given back by clients that got no backend, as in a flood of those that are refused. */
    private static final int MOST = 64;

    private final ArrayDeque<SocketChannel> spares = new ArrayDeque<>();
    private boolean stopped;

    /**
     * Makes sure that there is one.
     *
     * @throws IOException when there is no descriptor left
     */
    public void ensure() throws IOException {
        if (spares.isEmpty()) {
            // Nearly all backends are reached by IPv4; a socket of both families would cost a system call more.
            spares.push(SocketChannel.open(StandardProtocolFamily.INET));
        }
    }

    /** Hands it over; null when there is none. */
    @Nullable
    public SocketChannel take() {
        return spares.poll();
    }

    /** Takes one back that was not used: to open another one costs more than to accept a client. */
    public void giveBack(@Nullable SocketChannel unused) {
        if (unused != null && !stopped && spares.size() < MOST) {
            spares.push(unused);
        } else {
            close(unused);
        }
    }

    /** Closes what is left, and what is given back from now on. */
    public void stop() {
        stopped = true;
        spares.forEach(SpareSocket::close);
        spares.clear();
    }

    public static void close(@Nullable SocketChannel channel) {
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
