package io.giliran.metrics;

import io.giliran.metrics.tail.LargestOfStretches;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Times of one run in their order, and how well they tell its mean and percentiles. Keeps a histogram and
 * {@link Batches}, so a long run takes no more memory than a short one. For one thread.
 */
public final class LatencySeries {
    private static final long MAX_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram all = new Histogram(MAX_NANOS, DIGITS);
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
     * @param stretches of about equal length, in order
     * @param all what is in the stretches, and in what followed or lay between them
     */
    public static LatencySeries ofStretches(List<Histogram> stretches, Histogram all) {
        LatencySeries series = new LatencySeries(Batches.ofStretches(stretches));
        series.all.add(all);
        stretches.forEach(stretch -> series.largest.add(stretch.getMaxValue()));
        series.sum = all.getTotalCount() == 0 ? 0 : all.getMean() * all.getTotalCount();
        return series;
    }

    /** The same, when the stretches are all there is. */
    public static LatencySeries ofStretches(List<Histogram> stretches) {
        Histogram all = new Histogram(MAX_NANOS, DIGITS);
        stretches.forEach(all::add);
        return ofStretches(stretches, all);
    }

    /**
     * Takes the next one.
     *
     * @param nanos not negative; more than 1 h counts as 1 h
     */
    public void add(long nanos) {
        long counted = Math.min(nanos, MAX_NANOS);
        all.recordValue(counted);
        batches.add(counted);
        largest.add(counted);
        sum += counted;
    }

    public long count() {
        return all.getTotalCount();
    }

    /** All of them; read it, do not change it. */
    public Histogram histogram() {
        return all;
    }

    /** The mean; of a series that is too short, does not settle, or has too heavy a tail, its interval is unbounded. */
    public Interval mean() {
        Interval interval = BatchMeans.interval(batches, sum / count(), Interval.USUAL_CONFIDENCE);
        return largest.haveHeavyTail() ? unbounded(interval.estimate()) : interval;
    }

    /**
     * A percentile; its interval is unbounded where the series is too short, or does not settle.
     *
     * @param part of the times that lies below it, above 0 and below 1
     */
    public Interval percentile(double part) {
        Interval interval = OrderStatistics.interval(all, part, List.of(batches), Interval.USUAL_CONFIDENCE);
        return batches.areIndependent() ? interval : unbounded(interval.estimate());
    }

    private static Interval unbounded(double estimate) {
        return new Interval(Double.NEGATIVE_INFINITY, estimate, Double.POSITIVE_INFINITY, Interval.USUAL_CONFIDENCE);
    }

    Batches batches() {
        return batches;
    }
}
