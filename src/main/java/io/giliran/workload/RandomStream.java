package io.giliran.workload;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * A stream of random numbers that is the same on every machine and JDK: xoshiro256++, seeded by SplitMix64. Streams of
 * one seed and different names are unrelated, so that drawing more from the one does not move the others.
 *
 * @see <a href="https://doi.org/10.1145/3460772">Blackman and Vigna, Scrambled linear pseudorandom number generators,
 *     2021</a>
 */
public final class RandomStream implements RandomGenerator {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    public RandomStream(long seed) {
        reseed(seed);
    }

    static RandomStream ofState(long s0, long s1, long s2, long s3) {
        RandomStream stream = new RandomStream(0);
        stream.s0 = s0;
        stream.s1 = s1;
        stream.s2 = s2;
        stream.s3 = s3;
        return stream;
    }

    /** The stream of this name. */
    public static RandomStream named(long seed, String name) {
        long hash = FNV_OFFSET;
        for (byte part : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (part & 0xff)) * FNV_PRIME;
        }
        return new RandomStream(mix(seed + GOLDEN_GAMMA) ^ hash);
    }

    /** Begins anew, as if made from this seed. */
    public void reseed(long seed) {
        long next = seed + GOLDEN_GAMMA;
        s0 = mix(next);
        next += GOLDEN_GAMMA;
        s1 = mix(next);
        next += GOLDEN_GAMMA;
        s2 = mix(next);
        s3 = mix(next + GOLDEN_GAMMA);
    }

    /** SplitMix64's finalizer: one long into another that looks unrelated; no two into the same. */
    public static long mix(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /**
     * The seed of one of many runs: of the first one the seed itself, of every other one a hash of both, so that runs of
     * different seeds have nothing in common.
     *
     * @param run from 0
     */
    public static long seedOfRun(long seed, long run) {
        return run == 0 ? seed : mix(mix(seed + GOLDEN_GAMMA) ^ mix(~run));
    }

    @Override
    public long nextLong() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    @Override
    public int nextInt() {
        return (int) (nextLong() >>> 32);
    }

    /**
     * Multiplies instead of dividing.
     *
     * @see <a href="https://doi.org/10.1145/3230636">Lemire, Fast random integer generation in an interval, 2019</a>
     */
    @Override
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound + " is not above 0");
        }
        long product = (nextLong() >>> 32) * bound;
        if ((product & 0xffff_ffffL) < bound) {
            long threshold = (1L << 32) % bound;
            while ((product & 0xffff_ffffL) < threshold) {
                product = (nextLong() >>> 32) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    @Override
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound + " is not above 0");
        }
        long bits;
        long drawn;
        do {
            bits = nextLong() >>> 1;
            drawn = bits % bound;
        } while (bits - drawn + (bound - 1) < 0);
        return drawn;
    }

    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Marsaglia's polar method, computed strictly. */
    @Override
    public double nextGaussian() {
        double x;
        double square;
        do {
            x = 2 * nextDouble() - 1;
            double y = 2 * nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    }
}
