package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BatchMeansTest {
    /** Mean 104, squares 12, so the variance is 12/7 and that of the mean 12/56; Student's t of 7 degrees is 2.3646. */
    @Test
    void isStudentsOfTheBatches() {
        Batches batches = new Batches();
        for (int value : new int[] {103, 105, 104, 106, 102, 105, 103, 104}) {
            batches.add(value);
        }
        Interval interval = BatchMeans.interval(batches, 104, 0.95);
        assertThat(interval.estimate()).isEqualTo(104);
        // h = 1.0946, above which is 104 · (1 - √(1 - 4h / 104)) / (2h / 104).
        assertThat(interval.high()).isCloseTo(105.1184, within(1e-3));
        assertThat(interval.low()).isCloseTo(104 - 2.3646 * Math.sqrt(12.0 / 56), within(1e-4));
    }

    /** Squares 24, steps 4, so the correlation is 1 - 4/48 = 0.92, over 1.645 · √(14/255) = 0.39; the 8 pairs are those above. */
    @Test
    void batchesLikeTheirNeighboursAreJoined() {
        BatchMeans joined = BatchMeans.of(new double[] {2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6});
        assertThat(joined.count()).isEqualTo(8);
        assertThat(joined.mean()).isEqualTo(4);
        assertThat(joined.varianceOfMean()).isCloseTo(12.0 / 56, within(1e-12));
    }

    /** In another order steps are 78, the correlation 1 - 78/48 < 0; the variance of the mean is 24/15/16 = 0.1. */
    @Test
    void batchesUnlikeTheirNeighboursAreNot() {
        BatchMeans kept = BatchMeans.of(new double[] {3, 5, 4, 6, 2, 5, 3, 4, 3, 5, 4, 6, 2, 5, 3, 4});
        assertThat(kept.count()).isEqualTo(16);
        assertThat(kept.varianceOfMean()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void anOddOneOutIsTheFirst() {
        double[] rising = new double[17];
        for (int i = 0; i < 17; i++) {
            rising[i] = i;
        }
        assertThat(BatchMeans.of(rising).count()).isEqualTo(8);
        // Of 1 to 16.
        assertThat(BatchMeans.of(rising).mean()).isEqualTo(8.5);
    }

    @Test
    void ofLessThanEightBatchesNothingIsKnown() {
        Batches batches = new Batches();
        for (int i = 0; i < 7; i++) {
            batches.add(i);
        }
        Interval interval = BatchMeans.interval(batches, 3, 0.95);
        assertThat(interval.isUnbounded()).isTrue();
        assertThat(interval.estimate()).isEqualTo(3);
    }

    /** Its batches are alike however long they are. */
    @Test
    void ofASeriesThatOnlyRisesNothingIsKnown() {
        Batches batches = new Batches();
        for (int i = 0; i < 10_000; i++) {
            batches.add(i);
        }
        assertThat(batches.areIndependent()).isFalse();
        assertThat(BatchMeans.of(batches.means()).count()).isBetween(8, 15);
        assertThat(BatchMeans.interval(batches, 5_000, 0.95).isUnbounded()).isTrue();
    }

    /** Of a constant nothing is uncertain. */
    @Test
    void ofEqualBatchesTheIntervalIsAPoint() {
        assertThat(BatchMeans.of(new double[20])).isEqualTo(new BatchMeans(0, 0, 20, true));
    }

    /**
     * A number that is 0.9 of the one before and noise: its mean is as uncertain as of independent ones 19 times as few,
     * (1 + 0.9) / (1 - 0.9). Of 1,000 intervals 950 are to have the truth, give or take 4 · √(1,000 · 0.95 · 0.05) = 28,
     * and a few less as no batch is wholly independent. By the numbers one by one it would be 350.
     */
    @Test
    void coversTheMeanOfACorrelatedSeries() {
        SplittableRandom random = new SplittableRandom(20_261_125);
        int covered = 0;
        for (int run = 0; run < 1_000; run++) {
            Batches batches = new Batches();
            double state = random.nextGaussian() / Math.sqrt(1 - 0.81);
            double total = 0;
            for (int i = 0; i < 5_000; i++) {
                state = 0.9 * state + random.nextGaussian();
                long value = Math.round(1_000_000 + 10_000 * state);
                batches.add(value);
                total += value;
            }
            covered += BatchMeans.interval(batches, total / 5_000, 0.95).contains(1_000_000) ? 1 : 0;
        }
        assertThat(covered).as("seed 20261125").isBetween(912, 978);
    }
}
