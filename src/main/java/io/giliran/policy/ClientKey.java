package io.giliran.policy;

import java.net.InetSocketAddress;

/** Key of a client for the policies: the FNV-1a hash of what stays the same about it. */
public final class ClientKey {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private ClientKey() {}

    /** The key of a client at this address, whatever its port. */
    public static long of(InetSocketAddress client) {
        return of(client.getAddress().getAddress());
    }

    /** The key of a client of which these bytes stay the same. */
    public static long of(byte[] identity) {
        long key = FNV_OFFSET;
        for (byte part : identity) {
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
