package io.giliran.metrics;

import io.giliran.metrics.tail.CensoredHistogram;
import io.giliran.metrics.tail.LargestOfStretches;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The times of a run in their order, and the intervals of their mean and percentiles. Keeps a histogram and {@link Batches}, so
 * a long run takes no more memory than a short one. For one thread.
 */
public final class LatencySeries {
    private static final long MAX_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram ended = new Histogram(MAX_NANOS, DIGITS);
    private final Histogram unended = new Histogram(MAX_NANOS, DIGITS);
    private final Batches batches;
    private final LargestOfStretches largest = new LargestOfStretches();
    private double sum;

    public LatencySeries() {
        this(new Batches());
    }

    private LatencySeries(Batches batches) {
        this.batches = batches;
    }

    /**
     * A series of which only the histograms of its stretches are left, such as those of a histogram log.
     *
     * @param stretches of about equal length, in order; what has not ended is in them as if it had ended then
     * @param all what is in the stretches, and in what followed or lay between them
     */
    public static LatencySeries ofStretches(List<Histogram> stretches, CensoredHistogram all) {
        LatencySeries series = new LatencySeries(Batches.ofStretches(stretches));
        stretches.forEach(stretch -> series.largest.add(stretch.getMaxValue()));
        series.ended.add(all.ended());
        if (all.unendedCount() > 0) {
            series.unended.add(all.unended());
        }
        series.sum = all.count() == 0 ? 0 : all.mean().least() * all.count();
        return series;
    }

    /** The same, when the stretches are all there is. */
    public static LatencySeries ofStretches(List<Histogram> stretches) {
        Histogram all = new Histogram(MAX_NANOS, DIGITS);
        stretches.forEach(all::add);
        return ofStretches(stretches, CensoredHistogram.of(all));
    }

    /**
     * Takes the next one.
     *
     * @param nanos not negative; more than 1 h counts as 1 h
     */
    public void add(long nanos) {
        add(ended, nanos);
    }

    /**
     * Takes the next one, which was not answered.
     *
     * @param nanos that it lasted at least
     */
    public void addUnended(long nanos) {
        add(unended, nanos);
    }

    private void add(Histogram to, long nanos) {
        long counted = Math.min(nanos, MAX_NANOS);
        to.recordValue(counted);
        batches.add(counted);
        largest.add(counted);
        sum += counted;
    }

    public long count() {
        return ended.getTotalCount() + unended.getTotalCount();
    }

    /** All values, with the lower bounds of those that have not ended. */
    public CensoredHistogram times() {
        return new CensoredHistogram(ended, unended);
    }

    /** All values, as if those that have not ended had ended at their lower bounds; must not be modified. */
    public Histogram histogram() {
        return times().lowerBounds();
    }

    /**
     * The mean; its interval is unbounded where the series is too short, does not settle or has too heavy a tail, and unbounded
     * above where some have not ended.
     */
    public Interval mean() {
        Interval interval = BatchMeans.interval(batches, sum / count(), Interval.USUAL_CONFIDENCE);
        if (largest.haveHeavyTail()) {
            return unbounded(interval.estimate());
        }
        return unended.getTotalCount() == 0 ? interval : openAbove(interval);
    }

    /**
     * A percentile; its interval is unbounded where the series is too short, or does not settle, and above where it reaches
     * those that have not ended.
     *
     * @param part of the times that lies below it, above 0 and below 1
     */
    public Interval percentile(double part) {
        Histogram all = histogram();
        Interval interval = OrderStatistics.interval(all, part, List.of(batches), Interval.USUAL_CONFIDENCE);
        if (unended.getTotalCount() > 0 && Double.isFinite(interval.high())) {
            double highest = all.getPercentileAtOrBelowValue((long) interval.high());
            double most = times().percentile(highest).most();
            interval = new Interval(
                    interval.low(), interval.estimate(), Math.max(most, interval.high()), interval.confidence());
        }
        return batches.areIndependent() ? interval : unbounded(interval.estimate());
    }

    private static Interval unbounded(double estimate) {
        return new Interval(Double.NEGATIVE_INFINITY, estimate, Double.POSITIVE_INFINITY, Interval.USUAL_CONFIDENCE);
    }

    private static Interval openAbove(Interval interval) {
        return new Interval(interval.low(), interval.estimate(), Double.POSITIVE_INFINITY, interval.confidence());
    }

    Batches batches() {
        return batches;
    }
}
