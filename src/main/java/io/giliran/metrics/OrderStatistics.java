package io.giliran.metrics;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Confidence interval of a percentile of correlated series: between two of the values in order, whose ranks are
 * {@code ⌊mp - t·√(mp(1-p))⌋} and {@code ⌈mp + t·√(mp(1-p))⌉ + 1} of m. For independent values m would be their number. Here it
 * is the number of independent values with as much information: how the batches differ in the share of values up to the
 * percentile gives the variance of that share, and so by how much it is greater than that of independent values. It is measured
 * at the percentile itself because tails are otherwise correlated than means. Of the two ends of the coarse bin with the
 * percentile the worse one counts, and no series counts as better than an independent one.
 *
 * <p>Where a rank would lie beyond the values, that side is unknown: the interval has no bound there. Nor has it any when all
 * batches end before the percentile, which then is made of what followed the last of them.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1952.10483443">Woodruff, Confidence intervals for medians and other position
 *     measures, 1952</a>
 */
public final class OrderStatistics {
    /**
     * Least number of independent values beyond the percentile. With fewer, that side is unbounded, because even their
     * correlation is not seen well enough. Measured over 200 seeds of systems whose truth is known, see docs/statistics.md.
     */
    static final double FEWEST_BEYOND = 6;

    /** Size of the tail in which correlation is measured, in multiples of the part beyond the percentile. */
    private static final double TAIL_LOOKED_AT = 10;

    private static final double MEDIAN = 0.5;

    private OrderStatistics() {}

    /**
     * The interval of a percentile of the values of one run or several independent ones, all in one histogram.
     *
     * @param part of the values that lies below the percentile, above 0 and below 1
     * @param runs the same values in their order
     */
    public static Interval interval(Histogram values, double part, List<Batches> runs, double confidence) {
        long count = values.getTotalCount();
        long estimate = values.getValueAtPercentile(100 * part);
        Interval unknown = new Interval(Double.NEGATIVE_INFINITY, estimate, Double.POSITIVE_INFINITY, confidence);
        if (count == 0 || !runs.stream().allMatch(run -> run.count() == 0 || run.areEnough())) {
            return unknown;
        }
        Spread spread = Spread.of(values, part, runs);
        if (spread == null) {
            return unknown;
        }
        double independent = count / spread.inflation();
        double middle = independent * part;
        double half = StudentT.twoSided(confidence, spread.degrees()) * Math.sqrt(middle * (1 - part));
        double first = Math.floor(middle - half);
        double last = Math.ceil(middle + half) + 1;
        return new Interval(
                first >= 1 && independent * part >= FEWEST_BEYOND
                        ? values.lowestEquivalentValue(atRank(values, first / independent))
                        : unknown.low(),
                estimate,
                last <= independent && independent * (1 - part) >= FEWEST_BEYOND
                        ? atRank(values, last / independent)
                        : unknown.high(),
                confidence);
    }

    private static long atRank(Histogram values, double part) {
        return values.getValueAtPercentile(100 * part);
    }

    /**
     * Uncertainty of the share of values up to some value.
     *
     * @param share as the batches have it
     * @param inflation its variance in parts of what it would be if values were independent, at least 1
     * @param degrees of freedom of that estimate
     */
    private record Spread(double share, double inflation, int degrees) {
        /**
         * The widest from the percentile to one with ten times as much beyond it: there are few values beyond the percentile
         * itself, and when by chance they seem to come one by one, those nearer to the middle know better. Null when the
         * batches have nothing on one side of the percentile.
         */
        static @Nullable Spread of(Histogram values, double part, List<Batches> runs) {
            int bin = Batches.bin(values.getValueAtPercentile(100 * part));
            Spread widest = widest(at(bin, runs), at(bin - 1, runs));
            if (at(bin - 1, runs).share() == 1 || at(bin, runs).share() == 0) {
                return null;
            }
            double inner = part > MEDIAN
                    ? Math.max(MEDIAN, 1 - TAIL_LOOKED_AT * (1 - part))
                    : Math.min(MEDIAN, TAIL_LOOKED_AT * part);
            int innerBin = Batches.bin(values.getValueAtPercentile(100 * inner));
            for (int other = Math.min(bin, innerBin); other < Math.max(bin, innerBin); other++) {
                widest = widest(widest, at(other, runs));
            }
            return widest;
        }

        static Spread at(int bin, List<Batches> runs) {
            double all = runs.stream().mapToLong(Batches::count).sum();
            double share = 0;
            double variance = 0;
            int degrees = 0;
            for (Batches run : runs) {
                if (run.count() > 0) {
                    BatchMeans shares = BatchMeans.of(run.shares(bin));
                    double weight = run.count() / all;
                    share += weight * shares.mean();
                    variance += weight * weight * shares.varianceOfMean();
                    degrees += shares.count() - 1;
                }
            }
            double ofIndependent = share * (1 - share) / all;
            return new Spread(share, ofIndependent > 0 ? Math.max(1, variance / ofIndependent) : 1, degrees);
        }

        static Spread widest(Spread one, Spread other) {
            return one.inflation >= other.inflation ? one : other;
        }
    }
}
