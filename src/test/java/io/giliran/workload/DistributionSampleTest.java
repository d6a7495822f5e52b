package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single draws are exact, given the uniform or normal number behind them; means are checked over many draws. */
final class DistributionSampleTest {
    private static final double LARGEST_BELOW_ONE = 1 - 0x1p-53;

    @Test
    void fixedDrawsNothing() {
        assertThat(Distribution.parse("7ms").sampleNanos(new Scripted(Double.NaN, Double.NaN)))
                .isEqualTo(7_000_000);
    }

    /** Its law is tested with the ziggurat. */
    @Test
    void exponentialScalesItsMean() {
        Distribution exponential = Distribution.parse("exp:10ms");
        RandomStream same = new RandomStream(1);
        RandomStream stream = new RandomStream(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(exponential.sampleNanos(stream)).isEqualTo(Math.round(1e7 * ExponentialZiggurat.sample(same)));
        }
    }

    /** The mean square less the square of the mean, of many draws; within 5 %, or exactly where nothing is random. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixed:7ms",
                "exp:10ms",
                "uniform:5ms:15ms",
                "uniform:1ns:2ns",
                "bimodal:1ms:100ms:0.9",
                "lognormal:10ms:0.5",
                "pareto:1ms:6",
                "fixed:0ms",
                "exp:0ms"
            })
    void knowsItsVariation(String text) {
        Distribution distribution = Distribution.parse(text);
        RandomStream stream = new RandomStream(4);
        int draws = 400_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double sample = distribution.sampleNanos(stream);
            sum += sample;
            squares += sample * sample;
        }
        double mean = sum / draws;
        double variation = mean == 0 ? 0 : (squares / draws - mean * mean) / (mean * mean);
        assertThat(distribution.squaredVariation()).isCloseTo(variation, within(0.05 * variation + 1e-9));
    }

    @Test
    void knowsThatAHeavyTailHasNoVariance() {
        assertThat(Distribution.parse("pareto:1ms:2").squaredVariation()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void paretoStartsAtItsMinimumAndIsBounded() {
        // survival 1/4: 1 ms / (1/4)^(1/2) = 2 ms
        assertThat(Distribution.parse("pareto:1ms:2").sampleNanos(uniform(0.75)))
                .isEqualTo(2_000_000);
        assertThat(Distribution.parse("pareto:1ms:2").sampleNanos(uniform(0))).isEqualTo(1_000_000);
        // 1 ms · 2^53 is far more than the bound.
        assertThat(Distribution.parse("pareto:1ms:1").sampleNanos(uniform(LARGEST_BELOW_ONE)))
                .isEqualTo(Distribution.MAX_SAMPLE_NANOS);
    }

    @Test
    void logNormalScalesItsMedian() {
        Distribution logNormal = Distribution.parse("lognormal:10ms:2");

        assertThat(logNormal.sampleNanos(normal(0))).isEqualTo(10_000_000);
        // 10 ms · e^(2 · 0.5) and 10 ms · e^(2 · -0.5)
        assertThat(logNormal.sampleNanos(normal(0.5))).isEqualTo(27_182_818);
        assertThat(logNormal.sampleNanos(normal(-0.5))).isEqualTo(3_678_794);
        assertThat(logNormal.sampleNanos(normal(40))).isEqualTo(Distribution.MAX_SAMPLE_NANOS);
    }

    @Test
    void bimodalTakesTheFirstBelowTheProbability() {
        Distribution bimodal = Distribution.parse("bimodal:1ms:100ms:0.9");

        assertThat(bimodal.sampleNanos(uniform(0.899_999))).isEqualTo(1_000_000);
        assertThat(bimodal.sampleNanos(uniform(0.9))).isEqualTo(100_000_000);
        assertThat(Distribution.parse("bimodal:1ms:2ms:0").sampleNanos(uniform(0)))
                .isEqualTo(2_000_000);
        assertThat(Distribution.parse("bimodal:1ms:2ms:1").sampleNanos(uniform(LARGEST_BELOW_ONE)))
                .isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void uniformReachesBothEndsAndNothingBeyond(long seed) {
        RandomGenerator random = seeded(seed);
        Distribution uniform = Distribution.parse("uniform:5ns:8ns");
        int[] seen = new int[20];
        for (int i = 0; i < 40_000; i++) {
            seen[(int) uniform.sampleNanos(random)]++;
        }
        // Each of 5, 6, 7, 8 has 10,000 ± 5 · sqrt(40,000 · 1/4 · 3/4) = 433.
        for (int value = 0; value < seen.length; value++) {
            boolean inside = value >= 5 && value <= 8;
            assertThat(seen[value]).as("seed %d, value %d", seed, value).isCloseTo(inside ? 10_000 : 0, within(433));
            assertThat(seen[value] > 0).as("seed %d, value %d", seed, value).isEqualTo(inside);
        }
    }

    /** The tolerance is five standard deviations of the mean of 200,000 draws, deviation / sqrt(200,000) · 5. */
    @ParameterizedTest
    @CsvSource({
        // deviation 10 ms
        "exp:10ms, 111804",
        // deviation 10 ms / sqrt(12)
        "uniform:5ms:15ms, 32275",
        // deviation 10 ms · sqrt((e^0.25 - 1) · e^0.25)
        "lognormal:10ms:0.5, 67522",
        // deviation 1 ms · sqrt(4 / (3² · 2)) = 0.4714 ms
        "pareto:1ms:4, 5271",
        // deviation 99 ms · sqrt(0.9 · 0.1)
        "bimodal:1ms:100ms:0.9, 332060"
    })
    void theMeanOfManySamplesIsTheMean(String text, double tolerance) {
        Distribution distribution = Distribution.parse(text);
        for (long seed = 1; seed <= 5; seed++) {
            RandomGenerator random = seeded(seed);
            double sum = 0;
            for (int i = 0; i < 200_000; i++) {
                sum += distribution.sampleNanos(random);
            }
            assertThat(sum / 200_000)
                    .as("seed %d of %s", seed, text)
                    .isCloseTo(distribution.meanNanos(), within(tolerance));
        }
    }

    private static RandomGenerator seeded(long seed) {
        return RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(seed);
    }

    private static RandomGenerator uniform(double value) {
        return new Scripted(value, Double.NaN);
    }

    private static RandomGenerator normal(double value) {
        return new Scripted(Double.NaN, value);
    }

    /** Always the same numbers. */
    private record Scripted(double uniform, double normal) implements RandomGenerator {
        @Override
        public double nextDouble() {
            return uniform;
        }

        @Override
        public double nextGaussian() {
            return normal;
        }

        @Override
        public long nextLong() {
            throw new AssertionError("not expected to be drawn");
        }
    }
}
