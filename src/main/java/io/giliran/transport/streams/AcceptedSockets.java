package io.giliran.transport.streams;

import akka.io.Inet;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A socket option that changes nothing: Akka shows it each socket that it has accepted, before it hands over the
 * connection. So what a client's leg is to be set to may be known later. Thread-safe.
 */
final class AcceptedSockets extends Inet.AbstractSocketOptionV2 {
    private record Ends(SocketAddress remote, SocketAddress local) {}

    private final Map<Ends, Socket> waiting = new ConcurrentHashMap<>();

    @Override
    public void afterConnect(Socket socket) {
        // Both are unknown when the client is gone already, and then nothing is to be set.
        SocketAddress remote = socket.getRemoteSocketAddress();
        SocketAddress local = socket.getLocalSocketAddress();
        if (remote != null && local != null) {
            waiting.put(new Ends(remote, local), socket);
        }
    }

    /** Hands over the socket of a connection, once. */
    @Nullable
    Socket take(SocketAddress remote, SocketAddress local) {
        return waiting.remove(new Ends(remote, local));
    }
}
