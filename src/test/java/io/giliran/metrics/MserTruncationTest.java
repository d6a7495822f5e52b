package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MserTruncationTest {
    /** Noise about 100 that falls to noise about 1 after a while: at least that much goes, and not much more. */
    @ParameterizedTest
    @ValueSource(ints = {2_000, 20_000, 300_000})
    void cutsATransient(int length) {
        SplittableRandom random = new SplittableRandom(20_261_124);
        MserTruncation truncation = new MserTruncation();
        int transientLength = length / 10;
        for (int i = 0; i < length; i++) {
            truncation.add((i < transientLength ? 100.0 * (transientLength - i) / transientLength : 1)
                    + random.nextGaussian());
        }
        assertThat(truncation.isSettled()).isTrue();
        assertThat(truncation.observationsToCut()).isBetween((long) (0.9 * transientLength), 3L * transientLength);
    }

    @Test
    void cutsLittleOfASettledSeries() {
        SplittableRandom random = new SplittableRandom(1);
        MserTruncation truncation = new MserTruncation();
        for (int i = 0; i < 20_000; i++) {
            truncation.add(random.nextGaussian());
        }
        assertThat(truncation.isSettled()).isTrue();
        assertThat(truncation.observationsToCut()).isLessThan(2_000);
    }

    /** A disturbance in the middle is no warm-up: where the cut may not reach, it is not hidden. */
    @Test
    void aDisturbanceBeyondWhatMayBeCutStays() {
        SplittableRandom random = new SplittableRandom(4);
        MserTruncation truncation = new MserTruncation();
        for (int i = 0; i < 20_000; i++) {
            double beginning = i < 500 ? 50 : 1;
            truncation.add((i >= 8_000 && i < 9_000 ? 1_000 : beginning) + random.nextGaussian());
        }
        assertThat(truncation.observationsToCut()).isGreaterThanOrEqualTo(9_000);
        assertThat(truncation.observationsToCut(0.1)).isLessThanOrEqualTo(2_000);
        assertThat(truncation.observationsToCut(0)).isZero();
    }

    @Test
    void aTransientWithinWhatMayBeCutGoes() {
        SplittableRandom random = new SplittableRandom(4);
        MserTruncation truncation = new MserTruncation();
        for (int i = 0; i < 20_000; i++) {
            truncation.add((i < 500 ? 50 : 1) + random.nextGaussian());
        }
        assertThat(truncation.observationsToCut(0.1)).isBetween(500L, 600L);
    }

    @Test
    void aSeriesThatOnlyFallsHasNotSettled() {
        MserTruncation falling = new MserTruncation();
        for (int i = 0; i < 10_000; i++) {
            falling.add(10_000 - i);
        }
        assertThat(falling.isSettled()).isFalse();
        assertThat(falling.observationsToCut()).isLessThanOrEqualTo(5_000);
    }

    @Test
    void ofNearlyNothingNothingIsCut() {
        MserTruncation truncation = new MserTruncation();
        assertThat(truncation.observationsToCut()).isZero();
        truncation.add(1);
        assertThat(truncation.observationsToCut()).isZero();
    }
}
