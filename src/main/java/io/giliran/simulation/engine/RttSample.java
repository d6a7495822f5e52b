package io.giliran.simulation.engine;

import io.giliran.metrics.BatchMeans;
import io.giliran.metrics.Batches;
import io.giliran.metrics.Interval;
import io.giliran.metrics.OrderStatistics;
import io.giliran.metrics.tail.LargestOfStretches;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.HdrHistogram.Histogram;

/** RTTs of a run's measured requests, in ns: one by one in the order of their starts, and as a distribution. */
public final class RttSample {
    private static final int DIGITS = 3;

    private final long[] inOrder;
    private final long[] sorted;
    private final Histogram histogram = new Histogram(DIGITS);
    private final Batches batches = new Batches();
    private final LargestOfStretches largest = new LargestOfStretches();

    /** The sample of the requests that the predicate takes; their RTTs are not negative. */
    public RttSample(long[] rtt, IntPredicate measured) {
        long[] taken = new long[rtt.length];
        int count = 0;
        for (int request = 0; request < rtt.length; request++) {
            if (measured.test(request)) {
                taken[count++] = rtt[request];
            }
        }
        inOrder = Arrays.copyOf(taken, count);
        sorted = inOrder.clone();
        Arrays.sort(sorted);
        histogram.setAutoResize(true);
        for (long nanos : inOrder) {
            histogram.recordValue(nanos);
            batches.add(nanos);
            largest.add(nanos);
        }
    }

    public int count() {
        return inOrder.length;
    }

    public long[] inOrder() {
        return inOrder;
    }

    public double mean() {
        return mean(inOrder);
    }

    /** The smallest value that a part p of all does not exceed. */
    public double percentile(double p) {
        return percentile(sorted, p);
    }

    public static double mean(long[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    public static double percentile(long[] sorted, double p) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.max(0, Math.ceil(p * sorted.length) - 1)];
    }

    public Interval meanInterval() {
        return largest.haveHeavyTail()
                ? new Interval(Double.NEGATIVE_INFINITY, mean(), Double.POSITIVE_INFINITY, Interval.USUAL_CONFIDENCE)
                : BatchMeans.interval(batches, mean(), Interval.USUAL_CONFIDENCE);
    }

    public Interval percentileInterval(double p) {
        return OrderStatistics.interval(histogram, p, List.of(batches), Interval.USUAL_CONFIDENCE)
                .around(percentile(p));
    }
}
