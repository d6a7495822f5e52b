package io.giliran.balancer;

import io.giliran.transport.UnixClient;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * What a client is known by: its address without the port, so that it keeps its key; one of a Unix socket by its user, and
 * all of them are the same where the system is not asked for users.
 */
final class ClientKey {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private ClientKey() {}

    /** For policies: the FNV-1a hash. */
    static long of(SocketAddress client) {
        long key = FNV_OFFSET;
        for (byte part : bytes(client)) {
            key = (key ^ (part & 0xff)) * FNV_PRIME;
        }
        return mix(key);
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

    private static byte[] bytes(SocketAddress client) {
        if (client instanceof InetSocketAddress ip) {
            return ip.getAddress().getAddress();
        }
        return client instanceof UnixClient unix ? unix.user().getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    /** The finalizer of MurmurHash3: neighbouring addresses get unrelated keys. */
    private static long mix(long key) {
        long mixed = (key ^ (key >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
