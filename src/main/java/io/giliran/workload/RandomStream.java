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
    private static final int MOST_AHEAD = 64;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    /** Numbers that were made ahead, which a processor does faster than one at a time between other work. */
    private final long[] ahead = new long[MOST_AHEAD];
    /** Index of the next one. */
    private int next;

    private int madeAhead;

    public RandomStream(long seed) {
        reseed(seed);
    }

    static RandomStream ofState(long s0, long s1, long s2, long s3) {
        RandomStream stream = new RandomStream(0);
        stream.s0 = s0;
        stream.s1 = s1;
        stream.s2 = s2;
        stream.s3 = s3;
        stream.drop();
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
        long state = seed + GOLDEN_GAMMA;
        s0 = mix(state);
        state += GOLDEN_GAMMA;
        s1 = mix(state);
        state += GOLDEN_GAMMA;
        s2 = mix(state);
        s3 = mix(state + GOLDEN_GAMMA);
        drop();
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
        if (next == madeAhead) {
            makeAhead();
        }
        return ahead[next++];
    }

    /** More each time, so that a stream of which one number is wanted makes but one. */
    private void makeAhead() {
        int count = Math.min(MOST_AHEAD, 2 * madeAhead + 1);
        long one = s0;
        long two = s1;
        long three = s2;
        long four = s3;
        for (int i = 0; i < count; i++) {
            ahead[i] = Long.rotateLeft(one + four, 23) + one;
            long shifted = two << 17;
            three ^= one;
            four ^= two;
            two ^= three;
            one ^= four;
            three ^= shifted;
            four = Long.rotateLeft(four, 45);
        }
        s0 = one;
        s1 = two;
        s2 = three;
        s3 = four;
        madeAhead = count;
        next = 0;
    }

    private void drop() {
        madeAhead = 0;
        next = 0;
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
