package io.giliran.metrics;

/**
 * Confidence interval of the share of requests of one kind, by Wilson's score: unlike mean ± error it holds for a share of zero
 * too. Requests of that kind come together, so as for {@link OrderStatistics} they count as fewer independent ones.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson, Probable inference, the law of succession, and
 *     statistical inference, 1927</a>
 */
final class ShareInterval {
    /** Practically infinite degrees of freedom. */
    private static final int MANY = 1_000;

    private ShareInterval() {}

    /**
     * The interval of the share.
     *
     * @param series 1 for each of that kind, 0 for every other, in order; empty when the order is not known, and then they
     *     count as independent
     */
    static Interval of(long ofKind, long all, Batches series, double confidence) {
        if (all == 0) {
            return new Interval(0, 0, 1, confidence);
        }
        double share = (double) ofKind / all;
        double count = all;
        int degrees = MANY;
        if (series.areEnough() && share > 0 && share < 1) {
            BatchMeans shares = BatchMeans.of(series.means());
            if (!shares.independent()) {
                return new Interval(0, share, 1, confidence);
            }
            count /= Math.max(1, shares.varianceOfMean() / (share * (1 - share) / all));
            degrees = shares.count() - 1;
        }
        double t = StudentT.twoSided(confidence, degrees);
        double middle = (share + t * t / (2 * count)) / (1 + t * t / count);
        double half = t / (1 + t * t / count) * Math.sqrt(share * (1 - share) / count + t * t / (4 * count * count));
        return new Interval(Math.max(0, middle - half), share, Math.min(1, middle + half), confidence);
    }
}
