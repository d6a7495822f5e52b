package io.giliran.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * XXH64, the hash that Envoy and gRPC use for their rings and tables. With it balancers of different makes send a client
 * to the same backend. Allocates nothing.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">the specification</a>
 */
public final class Xxh64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Xxh64() {}

    /** The hash of all the bytes. */
    public static long hash(byte[] bytes, long seed) {
        return hash(bytes, bytes.length, seed);
    }

    /** The hash of the first {@code length} bytes. */
    public static long hash(byte[] bytes, int length, long seed) {
        int at = 0;
        long hash;
        if (length >= 32) {
            long lane1 = seed + PRIME_1 + PRIME_2;
            long lane2 = seed + PRIME_2;
            long lane3 = seed;
            long lane4 = seed - PRIME_1;
            for (; at <= length - 32; at += 32) {
                lane1 = round(lane1, longAt(bytes, at));
                lane2 = round(lane2, longAt(bytes, at + 8));
                lane3 = round(lane3, longAt(bytes, at + 16));
                lane4 = round(lane4, longAt(bytes, at + 24));
            }
            hash = joined(lane1, lane2, lane3, lane4);
        } else {
            hash = seed + PRIME_5;
        }
        hash += length;
        for (; at <= length - 8; at += 8) {
            hash = withLong(hash, longAt(bytes, at));
        }
        if (at <= length - 4) {
            hash ^= ((int) INTS.get(bytes, at) & 0xffff_ffffL) * PRIME_1;
            hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
            at += 4;
        }
        for (; at < length; at++) {
            hash ^= (bytes[at] & 0xff) * PRIME_5;
            hash = Long.rotateLeft(hash, 11) * PRIME_1;
        }
        return avalanche(hash);
    }

    /** The hash of the eight bytes of the key, the lowest first. */
    public static long hash(long key, long seed) {
        return avalanche(withLong(seed + PRIME_5 + Long.BYTES, key));
    }

    /** The hash of longs that come in parts, each long as its eight bytes, the lowest first. */
    static final class OfLongs {
        private static final int LANES = 4;

        private final long seed;
        private long lane1;
        private long lane2;
        private long lane3;
        private long lane4;
        private long taken;

        OfLongs(long seed) {
            this.seed = seed;
            lane1 = seed + PRIME_1 + PRIME_2;
            lane2 = seed + PRIME_2;
            lane3 = seed;
            lane4 = seed - PRIME_1;
        }

        /**
         * Takes the next longs.
         *
         * @param count how many, from the beginning of the array; a multiple of four
         */
        void take(long[] longs, int count) {
            long one = lane1;
            long two = lane2;
            long three = lane3;
            long four = lane4;
            for (int at = 0; at < count; at += LANES) {
                one = round(one, longs[at]);
                two = round(two, longs[at + 1]);
                three = round(three, longs[at + 2]);
                four = round(four, longs[at + 3]);
            }
            lane1 = one;
            lane2 = two;
            lane3 = three;
            lane4 = four;
            taken += count;
        }

        /**
         * The hash of what was taken and of a rest, which is not taken.
         *
         * @param count how many longs the rest has, from the beginning of the array; less than four
         */
        long hash(long[] rest, int count) {
            long hash = taken == 0 ? seed + PRIME_5 : joined(lane1, lane2, lane3, lane4);
            hash += (taken + count) * Long.BYTES;
            for (int at = 0; at < count; at++) {
                hash = withLong(hash, rest[at]);
            }
            return avalanche(hash);
        }
    }

    private static long joined(long lane1, long lane2, long lane3, long lane4) {
        long hash = Long.rotateLeft(lane1, 1)
                + Long.rotateLeft(lane2, 7)
                + Long.rotateLeft(lane3, 12)
                + Long.rotateLeft(lane4, 18);
        return merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4);
    }

    private static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }

    private static long withLong(long hash, long input) {
        return Long.rotateLeft(hash ^ round(0, input), 27) * PRIME_1 + PRIME_4;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
        mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
        return mixed ^ (mixed >>> 32);
    }
}
