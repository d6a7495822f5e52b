package io.giliran.transport.relay;

import io.giliran.transport.ConnectFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** What it takes to connect the socket of a backend leg in as few system calls as possible. */
final class Dialling {
    private Dialling() {}

    /** The spare socket if it fits: it is one of IPv4. */
    static SocketChannel open(InetSocketAddress address, @Nullable SocketChannel spare) throws IOException {
        if (address.getAddress() instanceof Inet4Address) {
            return spare == null ? SocketChannel.open(StandardProtocolFamily.INET) : spare;
        }
        SpareSocket.close(spare);
        return SocketChannel.open();
    }

    /** Has the acknowledgement that ends the handshake wait for the first bytes. */
    static void acknowledgeWithData(SocketChannel channel) throws IOException {
        try {
            channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
        } catch (UnsupportedOperationException anotherSystem) {
            // Then it is acknowledged at once.
        }
    }

    /** On loopback the handshake is over when connect returns, though it does not say so. */
    static boolean connect(SocketChannel channel, InetSocketAddress address) throws IOException {
        if (channel.connect(address)) {
            return true;
        }
        return address.getAddress().isLoopbackAddress() && channel.finishConnect();
    }

    static ConnectFailure failureOf(IOException failure) {
        boolean refused = failure instanceof ConnectException
                || String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("reset");
        return refused ? ConnectFailure.REFUSED : ConnectFailure.UNREACHABLE;
    }
}
