package io.giliran.workload.exact;

/**
 * Whole numbers as doubles, for loops in which nanoseconds counts. The cast does the same, but its x86 instruction merges
 * with what its register held before, and so waits for a result that it does not need; up to JDK 22 the JVM does not undo
 * that (JDK-8323116).
 */
public final class ExactDouble {
    /** 2<sup>52</sup>: its 52 lowest bits are whole. */
    private static final long LOW = 0x433L << 52;

    /** 2<sup>84</sup>: its 52 lowest bits count 2<sup>32</sup>. */
    private static final long HIGH = 0x453L << 52;

    private static final double OFFSETS = 0x1p84 + 0x1p52;

    private ExactDouble() {}

    /** Converts as {@code (double) number} does, also where that rounds; the number must not be negative. */
    public static double of(long number) {
        return (Double.longBitsToDouble(HIGH | (number >>> 32)) - OFFSETS)
                + Double.longBitsToDouble(LOW | (number & 0xffff_ffffL));
    }
}
