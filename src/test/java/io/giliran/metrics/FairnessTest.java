package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FairnessTest {
    @Test
    void equalCountsAreFair() {
        assertThat(Fairness.jain(new long[] {333, 333, 333})).isEqualTo(1);
        assertThat(Fairness.maxOverMean(new long[] {333, 333, 333})).isEqualTo(1);
    }

    @Test
    void oneThatHasEverythingIsOneOfN() {
        assertThat(Fairness.jain(new long[] {0, 8, 0, 0})).isEqualTo(0.25);
        assertThat(Fairness.maxOverMean(new long[] {0, 8, 0, 0})).isEqualTo(4);
    }

    @Test
    void unequalCountsFollowTheFormula() {
        // (1 + 2 + 3)² / (3 · (1 + 4 + 9)) = 36 / 42; 3 / 2
        assertThat(Fairness.jain(new long[] {1, 2, 3})).isCloseTo(36.0 / 42, within(1e-15));
        assertThat(Fairness.maxOverMean(new long[] {1, 2, 3})).isEqualTo(1.5);
    }

    @Test
    void nothingToShareOutIsFair() {
        assertThat(Fairness.jain(new long[0])).isEqualTo(1);
        assertThat(Fairness.jain(new long[3])).isEqualTo(1);
        assertThat(Fairness.maxOverMean(new long[0])).isEqualTo(1);
        assertThat(Fairness.maxOverMean(new long[3])).isEqualTo(1);
    }

    @Test
    void largeCountsDoNotOverflow() {
        // 4·10^18 squared, and their sum, are beyond a long.
        long[] counts = {4_000_000_000_000_000_000L, 4_000_000_000_000_000_000L, 4_000_000_000_000_000_000L};

        assertThat(Fairness.jain(counts)).isCloseTo(1, within(1e-15));
        assertThat(Fairness.maxOverMean(counts)).isCloseTo(1, within(1e-15));
    }

    /** Counts like these give 1.0000000000000002 without a bound. */
    @Test
    void isNeverAboveOne() {
        SplittableRandom random = new SplittableRandom(20_261_201);
        for (int i = 0; i < 10_000; i++) {
            long count = random.nextLong(1L << 50);
            long[] counts = new long[1 + random.nextInt(60)];
            Arrays.fill(counts, count);
            assertThat(Fairness.jain(counts)).isLessThanOrEqualTo(1);
        }
    }
}
