package io.giliran.transport.relay;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** What it takes to connect the socket of a backend leg in as few system calls as possible. */
final class Dialling {
    private Dialling() {}

    /** The spare socket if it fits: it is one of IPv4. */
    static SocketChannel open(SocketAddress address, @Nullable SocketChannel spare) throws IOException {
        if (address instanceof InetSocketAddress ip && ip.getAddress() instanceof Inet4Address) {
            return spare == null ? SocketChannel.open(StandardProtocolFamily.INET) : spare;
        }
        SpareSocket.close(spare);
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    /** Has the acknowledgement that ends the handshake wait for the first bytes. */
    static void acknowledgeWithData(SocketChannel channel) throws IOException {
        try {
            channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
        } catch (UnsupportedOperationException anotherSystem) {
            // Then it is acknowledged at once.
        }
    }

    /** On loopback the handshake is over when connect returns, though it does not say so; with a Unix socket it says so. */
    static boolean connect(SocketChannel channel, SocketAddress address) throws IOException {
        if (channel.connect(address)) {
            return true;
        }
        return address instanceof InetSocketAddress ip
                && ip.getAddress().isLoopbackAddress()
                && channel.finishConnect();
    }
}
