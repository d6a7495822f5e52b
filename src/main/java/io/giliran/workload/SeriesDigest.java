package io.giliran.workload;

import java.util.HexFormat;

/**
 * The digest of a series of longs, 128 bits: XXH64 with seed 0, then with seed 1, of their bytes, the lowest of each long
 * first. Equal series have equal digests; different ones differ unless somebody sets out to make them collide, so a digest
 * identifies a run and protects nothing.
 */
public final class SeriesDigest {
    /** Longs that are hashed at once: enough to keep the lanes busy, few enough to stay in the nearest cache. */
    private static final int BLOCK = 128;

    /** The longs that both hashes take at once. */
    private static final int STRIPE = 4;

    private final Xxh64.OfLongs first = new Xxh64.OfLongs(0);
    private final Xxh64.OfLongs second = new Xxh64.OfLongs(1);
    private final long[] block = new long[BLOCK];
    private int filled;

    /** Adds two longs. */
    public void add(long one, long two) {
        if (filled > BLOCK - 2) {
            hashBlock();
        }
        block[filled] = one;
        block[filled + 1] = two;
        filled += 2;
    }

    /** Adds three longs. */
    public void add(long one, long two, long three) {
        if (filled > BLOCK - 3) {
            hashBlock();
        }
        block[filled] = one;
        block[filled + 1] = two;
        block[filled + 2] = three;
        filled += 3;
    }

    /** The digest of all that was added, in 32 hexadecimal digits. More can be added after it. */
    public String hex() {
        hashBlock();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(first.hash(block, filled)) + hex.toHexDigits(second.hash(block, filled));
    }

    /** Leaves fewer than a stripe, at the beginning of the block. */
    private void hashBlock() {
        int whole = filled - filled % STRIPE;
        first.take(block, whole);
        second.take(block, whole);
        filled -= whole;
        System.arraycopy(block, whole, block, 0, filled);
    }
}
