package io.giliran.transport.relay.accept;

import io.giliran.transport.UnixClient;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Addresses of a listener's clients: their own, and the local one. */
public interface PeerAddresses {
    /** The system knows both. */
    PeerAddresses TCP = new PeerAddresses() {
        @Override
        public SocketAddress remote(SocketChannel client) throws IOException {
            return client.getRemoteAddress();
        }

        @Override
        public SocketAddress local(SocketChannel client) throws IOException {
            return client.getLocalAddress();
        }

        @Override
        public boolean isTcp() {
            return true;
        }
    };

    /**
     * Addresses of a Unix socket's clients. The system knows the socket by the name at which it was bound, which is not that of
     * its file.
     *
     * @param users whether the system is asked for the user of the client
     */
    static PeerAddresses unix(SocketAddress file, boolean users) {
        return new PeerAddresses() {
            @Override
            public SocketAddress remote(SocketChannel client) throws IOException {
                if (!users) {
                    return UnixClient.ANYBODY;
                }
                UnixDomainPrincipal who = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
                return new UnixClient(who.user().getName(), who.group().getName());
            }

            @Override
            public SocketAddress local(SocketChannel client) {
                return file;
            }

            @Override
            public boolean isTcp() {
                return false;
            }
        };
    }

    SocketAddress remote(SocketChannel client) throws IOException;

    SocketAddress local(SocketChannel client) throws IOException;

    boolean isTcp();
}
