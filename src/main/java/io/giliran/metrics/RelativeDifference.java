package io.giliran.metrics;

/**
 * Relative or absolute difference of two estimates, with its interval, made of the two intervals: the side of the difference
 * that each bound of the two leads to, recovered as variances and put together. Lopsided intervals stay lopsided, and an
 * unknown bound stays unknown.
 *
 * @see <a href="https://doi.org/10.1002/sim.3095">Zou and Donner, Construction of confidence limits about effect measures,
 *     2008</a>
 */
final class RelativeDifference {
    private RelativeDifference() {}

    /**
     * Relative difference in parts of the first: computed as a ratio, on a logarithmic scale.
     *
     * @param correlation of the two estimates' errors; 0 when the runs have nothing in common
     */
    static Interval ofPositive(Interval first, Interval second, double correlation) {
        Interval ratio = plain(logarithm(first), logarithm(second), correlation);
        return new Interval(
                unlessUnknown(ratio.low()),
                Math.expm1(ratio.estimate()),
                unlessUnknown(ratio.high()),
                ratio.confidence());
    }

    /** Absolute difference, in the unit of the two. */
    static Interval plain(Interval first, Interval second, double correlation) {
        double difference = second.estimate() - first.estimate();
        return new Interval(
                difference - together(second.estimate() - second.low(), first.high() - first.estimate(), correlation),
                difference,
                difference + together(second.high() - second.estimate(), first.estimate() - first.low(), correlation),
                first.confidence());
    }

    private static double together(double one, double other, double correlation) {
        if (Double.isInfinite(one) || Double.isInfinite(other)) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.sqrt(Math.max(0, one * one + other * other - 2 * correlation * one * other));
    }

    private static Interval logarithm(Interval positive) {
        return new Interval(
                positive.low() > 0 ? Math.log(positive.low()) : Double.NEGATIVE_INFINITY,
                Math.log(positive.estimate()),
                Math.log(positive.high()),
                positive.confidence());
    }

    private static double unlessUnknown(double logarithm) {
        return Double.isInfinite(logarithm) ? logarithm : Math.expm1(logarithm);
    }
}
