package io.giliran.transport.relay.leg;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Opens and connects the socket of a backend leg with as few system calls as possible. */
public final class BackendSockets {
    /** Known to channels of TCP by its name only; null where there is none. */
    private static final @Nullable SocketOption<Boolean> URGENT_INLINE = urgentInline();

    private BackendSockets() {}

    /** The spare socket if it fits: it is one of IPv4. */
    public static SocketChannel open(SocketAddress address, @Nullable SocketChannel spare) throws IOException {
        if (address instanceof InetSocketAddress ip && ip.getAddress() instanceof Inet4Address) {
            return spare == null ? SocketChannel.open(StandardProtocolFamily.INET) : spare;
        }
        SpareSocket.close(spare);
        if (address instanceof UnixDomainSocketAddress) {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        }
        return SocketChannel.open();
    }

    /**
     * Keeps a byte that was sent urgent (MSG_OOB) in the stream, where it was; the system would drop it. Java sets that
     * on no listener, from which the accepted sockets would inherit it.
     */
    public static void keepUrgent(SocketChannel channel) throws IOException {
        if (URGENT_INLINE != null) {
            channel.setOption(URGENT_INLINE, true);
        }
    }

    @SuppressWarnings("unchecked") // it is an option that is on or off
    private static @Nullable SocketOption<Boolean> urgentInline() {
        try (SocketChannel any = SocketChannel.open(StandardProtocolFamily.INET)) {
            return any.supportedOptions().stream()
                    .filter(option -> option.name().equals("SO_OOBINLINE"))
                    .map(option -> (SocketOption<Boolean>) option)
                    .findFirst()
                    .orElse(null);
        } catch (IOException noDescriptor) {
            return null;
        }
    }

    /** Has the acknowledgement that ends the handshake wait for the first bytes. */
    static void acknowledgeWithData(SocketChannel channel) throws IOException {
        try {
            channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
        } catch (UnsupportedOperationException anotherSystem) {
            // Then it is acknowledged at once.
        }
    }

    /**
     * Refuses a connection to itself: TCP makes one when nobody listens at a port that the system has chosen for the attempt
     * itself. The connection is reset, so that its port is free at once for a listener.
     */
    public static void refuseSelf(SocketChannel channel) throws IOException {
        SocketAddress local = channel.getLocalAddress();
        if (local instanceof InetSocketAddress && local.equals(channel.getRemoteAddress())) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            throw new ConnectException("Connection refused: nobody listens, and it has met itself");
        }
    }

    /**
     * Connects without blocking; returns whether the handshake is over. On loopback it is over when connect returns, though the
     * system reports that only for Unix sockets.
     */
    public static boolean connect(SocketChannel channel, SocketAddress address) throws IOException {
        if (channel.connect(address)) {
            return true;
        }
        return address instanceof InetSocketAddress ip
                && ip.getAddress().isLoopbackAddress()
                && channel.finishConnect();
    }
}
