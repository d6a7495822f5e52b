package io.giliran.simulation.replay;

import io.giliran.metrics.BatchMeans;
import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.simulation.engine.RttSample;
import java.util.Arrays;

/**
 * Compares two policies over the same requests of one run: the variation of the difference between batches of consecutive
 * requests gives the interval of the whole difference. Batches that depend on each other are joined to longer ones
 * ({@link BatchMeans}).
 */
final class PairedBatches {
    private static final int MOST = 40;
    private static final int FEWEST = 8;
    /** Least size of a batch: in 200 requests p99 is more than the worst value. */
    private static final int SMALLEST = 200;

    private PairedBatches() {}

    static PairedComparison compare(RttSample first, RttSample second, ReplayMetric metric) {
        double difference = metric.of(second) / metric.of(first) - 1;
        int batches = Math.min(MOST, first.count() / SMALLEST);
        double half = Double.POSITIVE_INFINITY;
        if (batches >= FEWEST) {
            double[] differences = new double[batches];
            for (int batch = 0; batch < batches; batch++) {
                differences[batch] =
                        metric.of(part(second, batch, batches)) / metric.of(part(first, batch, batches)) - 1;
            }
            // The same in all: nothing differs that could be judged.
            half = Arrays.stream(differences).allMatch(one -> one == differences[0])
                    ? 0
                    : BatchMeans.of(differences)
                                    .interval(Interval.USUAL_CONFIDENCE)
                                    .high()
                            - BatchMeans.of(differences).mean();
        }
        return new PairedComparison(
                new Interval(difference - half, difference, difference + half, Interval.USUAL_CONFIDENCE));
    }

    private static long[] part(RttSample sample, int batch, int batches) {
        long count = sample.count();
        return Arrays.copyOfRange(
                sample.inOrder(), (int) (batch * count / batches), (int) ((batch + 1) * count / batches));
    }
}
