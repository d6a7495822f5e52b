package io.giliran.transport.relay.accept;

import akka.io.Inet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/** Lets several listeners of this process share one port; the system spreads the clients over them (SO_REUSEPORT). */
public final class SharedPort extends Inet.AbstractSocketOptionV2 {
    @Override
    public void beforeServerSocketBind(ServerSocket socket) {
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Fails when the address is somebody else's: a shared port would let another balancer of the same user stand
     * there too, and each would get a part of the clients.
     */
    public static void checkFree(InetSocketAddress address) throws IOException {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address);
        }
    }
}
