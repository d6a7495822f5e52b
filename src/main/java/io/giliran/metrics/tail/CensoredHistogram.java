package io.giliran.metrics.tail;

import org.HdrHistogram.Histogram;

/**
 * Times of requests that ended, and of requests that did not: of each of those it is known that it lasted at least so long
 * (right-censored values). A percentile is exact when it is the same whether the unended last for ever or end at once;
 * otherwise it is known from below. A mean with unended requests is known from below.
 *
 * <p>Does not copy the histograms: neither may change as long as this is in use. Percentiles go from 0 to 100, as those of
 * {@link Histogram} do.
 */
public final class CensoredHistogram {
    private final Histogram ended;
    private final Histogram unended;
    private final Histogram atOnce;

    /**
     * Creates a distribution of both kinds.
     *
     * @param ended durations of requests that have ended
     * @param unended durations up to now of the others, which are lower bounds
     */
    public CensoredHistogram(Histogram ended, Histogram unended) {
        this.ended = ended;
        this.unended = unended;
        if (unended.getTotalCount() == 0) {
            atOnce = ended;
        } else {
            atOnce = ended.copy();
            atOnce.setAutoResize(true);
            atOnce.add(unended);
        }
    }

    /** Times of which each is known. */
    public static CensoredHistogram of(Histogram ended) {
        return new CensoredHistogram(ended, new Histogram(1));
    }

    /** Number of requests of both kinds. */
    public long count() {
        return atOnce.getTotalCount();
    }

    /** Number of requests that have not ended. */
    public long unendedCount() {
        return unended.getTotalCount();
    }

    /** The durations that have ended. */
    public Histogram ended() {
        return ended;
    }

    /** Durations up to now of requests that have not ended. */
    public Histogram unended() {
        return unended;
    }

    /** Both kinds, as if the unended had ended at their bounds; must not be modified. */
    public Histogram lowerBounds() {
        return atOnce;
    }

    /** The value that this part of all requests, in percent, does not exceed. */
    public Bounded percentile(double percent) {
        if (count() == 0) {
            return Bounded.EMPTY;
        }
        long least = atOnce.getValueAtPercentile(percent);
        long rank = rank(percent);
        return rank > ended.getTotalCount() ? Bounded.atLeast((double) least) : between(least, atRank(rank));
    }

    public Bounded mean() {
        if (count() == 0) {
            return Bounded.EMPTY;
        }
        double all = ended.getMean() * ended.getTotalCount() + unended.getMean() * unendedCount();
        return unendedCount() == 0 ? Bounded.exactly(all / count()) : Bounded.atLeast(all / count());
    }

    public Bounded min() {
        if (count() == 0) {
            return Bounded.EMPTY;
        }
        return ended.getTotalCount() == 0
                ? Bounded.atLeast((double) atOnce.getMinValue())
                : between(atOnce.getMinValue(), ended.getMinValue());
    }

    public Bounded max() {
        if (count() == 0) {
            return Bounded.EMPTY;
        }
        return unendedCount() == 0
                ? Bounded.exactly((double) ended.getMaxValue())
                : Bounded.atLeast((double) atOnce.getMaxValue());
    }

    /** Returns the sum of both distributions. */
    public CensoredHistogram with(CensoredHistogram other) {
        return new CensoredHistogram(sum(ended, other.ended), sum(unended, other.unended));
    }

    private static Histogram sum(Histogram one, Histogram other) {
        Histogram both = one.copy();
        both.setAutoResize(true);
        both.add(other);
        return both;
    }

    private static Bounded between(long least, long most) {
        return least == most ? Bounded.exactly((double) least) : new Bounded((double) least, (double) most);
    }

    /** Rank of a percentile, as in {@link Histogram#getValueAtPercentile}. */
    private long rank(double percent) {
        double slightlyLess = Math.min(Math.max(Math.nextDown(percent), 0), 100);
        return Math.max(1, (long) Math.ceil(slightlyLess * count() / 100));
    }

    /** A rank among the ended ones: half a rank below, so that no rounding reaches the next one. */
    private long atRank(long rank) {
        return ended.getValueAtPercentile(100 * (rank - 0.5) / ended.getTotalCount());
    }
}
