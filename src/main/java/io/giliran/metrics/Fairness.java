package io.giliran.metrics;

/** Fairness indexes: how evenly load lies on the backends, as one number. */
public final class Fairness {
    private Fairness() {}

    /**
     * Jain's fairness index, (Σx)² / (n · Σx²): 1 when all are equal, 1/n when one has everything, never above 1. 1 when there is
     * nothing to share out.
     *
     * @see <a href="https://www.cse.wustl.edu/~jain/papers/fairness.htm">Jain, Chiu, Hawe: A Quantitative Measure of
     *     Fairness and Discrimination for Resource Allocation in Shared Computer Systems, DEC-TR-301, 1984</a>
     */
    public static double jain(long[] counts) {
        double sum = 0;
        double squares = 0;
        for (long count : counts) {
            sum += count;
            squares += (double) count * count;
        }
        return squares == 0 ? 1 : Math.min(1, sum * sum / (counts.length * squares));
    }

    /** The most loaded backend against the average, max / (Σx / n): 1 when all are equal or there is nothing. */
    public static double maxOverMean(long[] counts) {
        double sum = 0;
        long max = 0;
        for (long count : counts) {
            sum += count;
            max = Math.max(max, count);
        }
        return sum == 0 ? 1 : max * (counts.length / sum);
    }
}
