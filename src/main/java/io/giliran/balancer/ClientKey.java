package io.giliran.balancer;

import java.net.InetSocketAddress;

/** What a policy knows a client by: a hash of its address without the port, so that a client keeps its key. */
final class ClientKey {
    private ClientKey() {}

    static long of(InetSocketAddress client) {
        long key = 0;
        for (byte part : client.getAddress().getAddress()) {
            key = key * 31 + part;
        }
        return mix(key);
    }

    /** The finalizer of MurmurHash3: neighbouring addresses get unrelated keys. */
    private static long mix(long key) {
        long mixed = (key ^ (key >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
