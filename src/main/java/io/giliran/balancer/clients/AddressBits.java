package io.giliran.balancer.clients;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IP address as the 128 bits of IPv6. An IPv4 address has the bits of its IPv4-mapped form, so it is the same client however
 * the system writes it.
 */
public record AddressBits(long high, long low) implements Comparable<AddressBits> {
    private static final int IPV4_BYTES = 4;
    private static final long MAPPED = 0xffffL << 32;

    static AddressBits of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (bytes.remaining() == IPV4_BYTES) {
            return new AddressBits(0, MAPPED | Integer.toUnsignedLong(bytes.getInt()));
        }
        return new AddressBits(bytes.getLong(), bytes.getLong());
    }

    boolean isIpv4() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** The first address of the network of the first {@code prefix} of the 128 bits. */
    AddressBits network(int prefix) {
        return new AddressBits(high & highMask(prefix), low & lowMask(prefix));
    }

    /** The last address of that network. */
    AddressBits last(int prefix) {
        return new AddressBits(high | ~highMask(prefix), low | ~lowMask(prefix));
    }

    /** The address after this one; after the last comes the first. */
    AddressBits next() {
        return new AddressBits(low == -1 ? high + 1 : high, low + 1);
    }

    /** 4 or 16 bytes in network order. */
    byte[] bytes() {
        return isIpv4()
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(AddressBits other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    private static long highMask(int prefix) {
        return mask(Math.min(prefix, 64));
    }

    private static long lowMask(int prefix) {
        return mask(Math.max(prefix - 64, 0));
    }

    /** Shifting by 64 would shift by 0. */
    private static long mask(int ones) {
        return ones == 0 ? 0 : -1L << (64 - ones);
    }
}
