package io.giliran.metrics.tail;

import java.util.Arrays;

/**
 * Tail index: the power of t by which the part of values above t falls, estimated by Hill from the largest values of stretches
 * of a series: the largest of each, because values that follow each other share their cause, and the largest few of all are
 * often one event. For exponential values it is 4 and more, growing with their number; up to 2 there is no variance.
 *
 * @see <a href="https://doi.org/10.1214/aos/1176343247">Hill, A simple general approach to inference about the tail of a
 *     distribution, 1975</a>
 */
public final class TailIndex {
    /**
     * Below it an interval of a mean would hold the truth too seldom. Above 2, since the estimate is uncertain by a fifth and
     * more, and a mean whose variance is barely finite takes ever longer runs; measured, see docs/statistics.md.
     */
    public static final double LEAST_FOR_A_MEAN = 3;

    private static final int PART = 4;
    private static final int FEWEST = 5;

    private TailIndex() {}

    /**
     * The estimate; infinite when there are too few stretches, or all their largest values are alike.
     *
     * @param largest value of each stretch, above 0
     */
    public static double ofLargest(long[] largest) {
        int used = Math.max(FEWEST, largest.length / PART);
        if (largest.length <= used) {
            return Double.POSITIVE_INFINITY;
        }
        long[] sorted = largest.clone();
        Arrays.sort(sorted);
        double threshold = sorted[sorted.length - 1 - used];
        double sum = 0;
        for (int i = sorted.length - used; i < sorted.length; i++) {
            sum += Math.log(Math.max(1, sorted[i]) / Math.max(1, threshold));
        }
        return used / sum;
    }
}
