package io.giliran.metrics.validity;

import io.giliran.metrics.tail.CensoredHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Bounds how far the swarm's own lateness may have raised the RTTs that it measured.
 *
 * <p>A request may have been begun late, and its answer may have been read late. The first is known for each request, its send
 * lag, and subtracted one by one. The second is not known, but the loops are looked at in fixed moments, so it is known in
 * which part eps(d) of all moments the swarm was later than d. At most that part of the answers was read more than d late; the
 * others, at most d. So for every d the true percentile p is at least the punctual percentile p - eps(d), less d; the greatest
 * of these bounds counts. That holds whatever the RTTs and the pauses are like, as long as answers do not wait for pauses.
 *
 * <p>How many answers fall into pauses varies by chance, so that part is taken two standard deviations greater.
 */
public final class OwnLateness {
    private static final double STANDARD_DEVIATIONS = 2;
    private static final double STEP = 1.02;

    private final CensoredHistogram rtt;
    private final CensoredHistogram punctual;
    private final Histogram pauses;

    /**
     * The lateness of a run that has ended, in ns.
     *
     * @param rtt from the intended start
     * @param punctual the same of each request without its own send lag
     * @param pauses how late the loops were at each look
     */
    public OwnLateness(CensoredHistogram rtt, CensoredHistogram punctual, Histogram pauses) {
        this.rtt = rtt;
        this.punctual = punctual;
        this.pauses = pauses;
    }

    /** The part of all moments in which the swarm was later than so much, from 0 to 1; 0 when it never looked. */
    public double partLaterThan(long nanos) {
        long looks = pauses.getTotalCount();
        return looks == 0 ? 0 : (double) (looks - pauses.getCountBetweenValues(0, nanos)) / looks;
    }

    /**
     * Lower bound of the true percentile, in ns.
     *
     * @param part of the requests up to it, from 0 to 1
     */
    public double atLeast(double part) {
        double best = bound(part, 0, pauses.getTotalCount() - pauses.getCountAtValue(0));
        long later = pauses.getTotalCount();
        double last = 0;
        for (HistogramIterationValue step : pauses.recordedValues()) {
            later -= step.getCountAddedInThisIterationStep();
            double late = pauses.highestEquivalentValue(step.getValueIteratedTo());
            if (late >= last * STEP || later == 0) {
                last = late;
                best = Math.max(best, bound(part, late, later));
            }
        }
        return Math.max(0, best);
    }

    private double bound(double part, double lateNanos, long looksLater) {
        double eps = looksLater == 0 ? 0 : (double) looksLater / pauses.getTotalCount();
        double readLate = eps * rtt.count();
        double ranks = readLate + STANDARD_DEVIATIONS * Math.sqrt(readLate);
        double punctualPart = part - ranks / Math.max(1, rtt.count());
        if (punctualPart <= 0) {
            return 0;
        }
        Histogram times = punctual.lowerBounds();
        return times.lowestEquivalentValue(times.getValueAtPercentile(100 * punctualPart)) - lateNanos;
    }

    /** Largest possible error of the measured percentile, in ns: by how much the true one may be lower; not below 0. */
    public double mayBeLowerBy(double part) {
        return rtt.count() == 0 ? 0 : Math.max(0, rtt.percentile(100 * part).least() - atLeast(part));
    }

    /** Largest possible error of the measured mean, in ns: the mean lag, and the mean lateness of a read. */
    public double meanMayBeLowerBy() {
        if (rtt.count() == 0) {
            return 0;
        }
        double lag = rtt.mean().least() - punctual.mean().least();
        double mean = pauses.getTotalCount() == 0 ? 0 : pauses.getMean();
        return Math.max(0, Math.min(rtt.mean().least(), lag + mean));
    }
}
