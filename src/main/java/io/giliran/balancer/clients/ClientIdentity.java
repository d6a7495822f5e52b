package io.giliran.balancer.clients;

import io.giliran.policy.ClientKey;
import io.giliran.transport.UnixClient;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Identity of a client: its address without the port; for a client of a Unix socket its user. All clients of a Unix socket have
 * one identity where the system is not asked for users.
 */
public final class ClientIdentity {
    private static final int WITNESS_PREFIX = 64;

    private ClientIdentity() {}

    /** For policies. */
    public static long key(SocketAddress client) {
        if (client instanceof InetSocketAddress ip) {
            return ClientKey.of(ip);
        }
        return ClientKey.of(
                client instanceof UnixClient unix ? unix.user().getBytes(StandardCharsets.UTF_8) : new byte[0]);
    }

    /**
     * For judging a backend by how many clients meet a fault. A host can take any address of its IPv6 network, so that all
     * addresses of a /64 are one client, whatever {@code clients.ipv6-networks} says.
     */
    public static long witness(SocketAddress client) {
        return counted(client, WITNESS_PREFIX) instanceof AddressBits network
                ? ClientKey.of(network.bytes())
                : key(client);
    }

    /**
     * For counting: equal for the same client.
     *
     * @param ipv6Prefix so many of the 128 bits of an IPv6 address count
     */
    static Object counted(SocketAddress client, int ipv6Prefix) {
        if (client instanceof InetSocketAddress ip) {
            AddressBits bits = AddressBits.of(ip.getAddress());
            return bits.isIpv4() ? bits : bits.network(ipv6Prefix);
        }
        return client;
    }
}
