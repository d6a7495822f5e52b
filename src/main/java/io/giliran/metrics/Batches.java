package io.giliran.metrics;

import io.giliran.metrics.tail.TailIndex;
import io.giliran.workload.exact.ExactDouble;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A series cut into {@value #FEWEST} to {@value #MOST} batches of equal length, in bounded memory: whenever there would be
 * more, neighbours are joined. For each batch it keeps the mean and a coarse histogram, whose bins are an eighth of an octave
 * of values wide. What follows the last full batch is left out. Once it is full, adding is a sum and a count.
 */
public final class Batches {
    static final int MOST = 40;
    static final int FEWEST = MOST / 2;
    private static final int BITS = 3;
    private static final int BINS = bin(Long.MAX_VALUE) + 1;

    private final double[] sums = new double[MOST];
    private final long[] counts = new long[MOST * BINS];
    private int full;
    private int firstBin;
    private final long[] sizes = new long[MOST];
    private long length = 1;
    private long inBatch;

    /**
     * Batches of a series of which only the histograms of its stretches are left. Each has the same number of stretches, so
     * their lengths are equal only roughly.
     *
     * @param stretches of about equal length, in order
     */
    static Batches ofStretches(List<Histogram> stretches) {
        Batches batches = new Batches();
        int together = Math.max(1, (stretches.size() + MOST - 2) / (MOST - 1));
        for (int i = 0; i + together <= stretches.size(); i += together) {
            int batch = batches.full;
            for (Histogram stretch : stretches.subList(i, i + together)) {
                for (HistogramIterationValue step : stretch.recordedValues()) {
                    long value = stretch.medianEquivalentValue(step.getValueIteratedTo());
                    long times = step.getCountAddedInThisIterationStep();
                    batches.sums[batch] += (double) value * times;
                    batches.counts[batch * BINS + bin(value)] += times;
                    batches.sizes[batch] += times;
                }
            }
            // A stretch without any is no batch: it has no mean.
            if (batches.sizes[batch] > 0) {
                batches.full++;
            }
        }
        return batches;
    }

    /**
     * Takes the next one.
     *
     * @param value not negative
     */
    public void add(long value) {
        sums[full] += ExactDouble.of(value);
        counts[firstBin + bin(value)]++;
        if (++inBatch == length) {
            finishBatch();
        }
    }

    /** Number of values in full batches. */
    public long count() {
        return Arrays.stream(sizes, 0, full).sum();
    }

    /** Whether there are enough batches to see from how they differ how far off their mean may be. */
    boolean areEnough() {
        return full >= BatchMeans.FEWEST;
    }

    /** Whether there are enough, and their means do not depend on each other. */
    public boolean areIndependent() {
        return areEnough() && BatchMeans.of(means()).independent();
    }

    /** The mean of each full batch, in order. */
    public double[] means() {
        double[] means = Arrays.copyOf(sums, full);
        for (int i = 0; i < full; i++) {
            means[i] /= sizes[i];
        }
        return means;
    }

    /** Returns, for each full batch, the part of its values that lies in this bin or in a lower one. */
    double[] shares(int bin) {
        double[] shares = new double[full];
        for (int i = 0; i < full; i++) {
            shares[i] =
                    (double) Arrays.stream(counts, i * BINS, i * BINS + bin + 1).sum() / sizes[i];
        }
        return shares;
    }

    /** Whether the tail is so heavy that an interval of the mean would hold the truth too seldom. */
    public boolean haveHeavyTail() {
        return TailIndex.ofLargest(maxima()) < TailIndex.LEAST_FOR_A_MEAN;
    }

    /** The upper end of the bin of the largest value of each full batch. */
    long[] maxima() {
        long[] maxima = new long[full];
        for (int i = 0; i < full; i++) {
            int bin = BINS - 1;
            while (bin > 0 && counts[i * BINS + bin] == 0) {
                bin--;
            }
            maxima[i] = lowest(bin + 1);
        }
        return maxima;
    }

    /** The lowest value of a bin. */
    private static long lowest(int bin) {
        int shift = Math.max(0, (bin >> BITS) - 1);
        return (long) (bin - (shift << BITS)) << shift;
    }

    /** The bin of a value: below 8 each has its own, then every octave is divided into 8. */
    static int bin(long value) {
        int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value | 1 << BITS);
        return (shift << BITS) + (int) (value >>> shift);
    }

    private void finishBatch() {
        sizes[full] = length;
        full++;
        if (full == MOST) {
            join();
        }
        inBatch = 0;
        firstBin = full * BINS;
    }

    private void join() {
        for (int i = 0; i < FEWEST; i++) {
            sums[i] = sums[2 * i] + sums[2 * i + 1];
            sizes[i] = sizes[2 * i] + sizes[2 * i + 1];
            for (int bin = 0; bin < BINS; bin++) {
                counts[i * BINS + bin] = counts[2 * i * BINS + bin] + counts[(2 * i + 1) * BINS + bin];
            }
        }
        Arrays.fill(sums, FEWEST, MOST, 0);
        Arrays.fill(sizes, FEWEST, MOST, 0);
        Arrays.fill(counts, FEWEST * BINS, counts.length, 0);
        full = FEWEST;
        length *= 2;
    }
}
