package io.giliran.metrics;

/**
 * Estimates the length of a series' warm-up by MSER-5: of means of five, the cut after which the rest has the smallest standard
 * error. Keeps at most {@value #MOST_MEANS} means: when there are more, neighbours are joined, so the cut of a long series is
 * in coarser steps.
 *
 * @see <a href="https://doi.org/10.1177/003754979706900601">White, An effective truncation heuristic for bias reduction in
 *     simulation output, 1997</a>
 */
public final class MserTruncation {
    private static final int MOST_MEANS = 8_192;
    private static final int FIRST_BATCH = 5;

    private final double[] means = new double[MOST_MEANS];
    private int count;
    private long batch = FIRST_BATCH;
    private double sum;
    private long inSum;

    /** Takes the next one of the series. */
    public void add(double value) {
        sum += value;
        if (++inSum == batch) {
            means[count++] = sum / inSum;
            sum = 0;
            inSum = 0;
            if (count == MOST_MEANS) {
                join();
            }
        }
    }

    /**
     * Number of observations in the warm-up. Never more than half of them: a series that would want more has not settled, see
     * {@link #isSettled}.
     */
    public long observationsToCut() {
        return Math.min(best(count), count / 2) * batch;
    }

    /**
     * The best cut among those of at most this part of the series. Where a run is disturbed later, the cut that would be best
     * of all would take the disturbance for a warm-up and hide it.
     */
    public long observationsToCut(double mostPart) {
        return best((int) (count * mostPart)) * batch;
    }

    /** Whether the best cut leaves at least half of the series. */
    public boolean isSettled() {
        return best(count) <= count / 2;
    }

    private int best(int most) {
        double total = 0;
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        int best = 0;
        // From the end; of the last few a standard error says nothing.
        int fewest = Math.min(FIRST_BATCH, count);
        for (int from = count - 1; from >= 0; from--) {
            total += means[from];
            squares += means[from] * means[from];
            int left = count - from;
            if (left >= fewest) {
                double error = (squares - total * total / left) / ((double) left * left);
                if (from <= most && error <= least) {
                    least = error;
                    best = from;
                }
            }
        }
        return best;
    }

    private void join() {
        count /= 2;
        for (int i = 0; i < count; i++) {
            means[i] = (means[2 * i] + means[2 * i + 1]) / 2;
        }
        batch *= 2;
    }
}
