package io.giliran.policy;

import java.net.InetSocketAddress;

/** What a policy knows a client by: the FNV-1a hash of its address without the port, so that a client keeps its key. */
public final class ClientKey {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private ClientKey() {}

    /** The key of a client at this address. */
    public static long of(InetSocketAddress client) {
        long key = FNV_OFFSET;
        for (byte part : client.getAddress().getAddress()) {
            key = (key ^ (part & 0xff)) * FNV_PRIME;
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
