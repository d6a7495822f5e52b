package io.giliran.balancer.clients;

import io.giliran.policy.ClientKey;
import io.giliran.transport.UnixClient;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Identity of a client: its address without the port. A client of a Unix socket is identified by its user; where the system
 * does not provide users, all such clients are one.
 */
public final class ClientIdentity {
    private static final int WITNESS_PREFIX = 64;

    private ClientIdentity() {}

    /** Returns the key of a client for the policies. */
    public static long key(SocketAddress client) {
        if (client instanceof InetSocketAddress ip) {
            return ClientKey.of(ip);
        }
        return ClientKey.of(
                client instanceof UnixClient unix ? unix.user().getBytes(StandardCharsets.UTF_8) : new byte[0]);
    }

    /**
     * Returns the key of a client as a witness of a backend's faults. All addresses of a /64 are one client, whatever
     * {@code clients.ipv6-networks} says, because a host can take any address of its IPv6 network.
     */
    public static long witness(SocketAddress client) {
        return counted(client, WITNESS_PREFIX) instanceof AddressBits network
                ? ClientKey.of(network.bytes())
                : key(client);
    }

    /**
     * Returns an object that is equal for connections of the same client, for counting.
     *
     * @param ipv6Prefix number of leading bits of an IPv6 address that count, of 128
     */
    static Object counted(SocketAddress client, int ipv6Prefix) {
        if (client instanceof InetSocketAddress ip) {
            AddressBits bits = AddressBits.of(ip.getAddress());
            return bits.isIpv4() ? bits : bits.network(ipv6Prefix);
        }
        return client;
    }
}
