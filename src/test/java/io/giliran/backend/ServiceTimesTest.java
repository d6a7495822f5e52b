package io.giliran.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.workload.Distribution;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ServiceTimesTest {
    @Test
    void equalSeedsAndNamesDrawTheSame() {
        assertThat(draw(7, "b1")).isEqualTo(draw(7, "b1"));
    }

    @Test
    void anotherSeedOrAnotherNameDrawsOtherTimes() {
        assertThat(draw(7, "b1")).isNotEqualTo(draw(8, "b1")).isNotEqualTo(draw(7, "b2"));
    }

    /** Neighbours must not only differ: samples of b1 and b2 with one seed may not go up and down together. */
    @Test
    void backendsOfOneRunAreIndependent() {
        long[] one = draw(7, "b1");
        long[] two = draw(7, "b2");
        double mean = 10_000_000;

        double covariance = 0;
        for (int i = 0; i < one.length; i++) {
            covariance += (one[i] - mean) * (two[i] - mean) / one.length;
        }

        // The variance of an exponential is its mean squared; of 10 000 pairs the correlation is 0 ± 0.01, here 4 of
        // them.
        assertThat(covariance / (mean * mean)).isBetween(-0.04, 0.04);
    }

    private static long[] draw(long seed, String name) {
        ServiceTimes times = new ServiceTimes(Distribution.parse("exp:10ms"), seed, name);
        return LongStream.generate(times::nextNanos).limit(10_000).toArray();
    }
}
