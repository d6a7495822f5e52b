package io.giliran.workload.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactDoubleTest {
    /** The edges of what fits 32 bits and 53, ties to be rounded to even, and what is rounded up to 2 to the power of 63. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                (1L << 32) - 1,
                1L << 32,
                (1L << 52) + 1,
                (1L << 53) - 1,
                (1L << 53) + 1,
                (1L << 53) + 3,
                (1L << 54) + 2,
                Long.MAX_VALUE - 513,
                Long.MAX_VALUE - 512,
                Long.MAX_VALUE - 511,
                Long.MAX_VALUE
            })
    void edgesAreWhatTheCastGives(long number) {
        assertThat(ExactDouble.of(number)).isEqualTo((double) number);
    }

    @Test
    void numbersOfEveryLengthAreWhatTheCastGives() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1_000_000; i++) {
            long number = random.nextLong() >>> (1 + random.nextInt(63));
            if (ExactDouble.of(number) != (double) number) {
                assertThat(ExactDouble.of(number)).isEqualTo((double) number);
            }
        }
    }
}
