package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ExponentialZigguratTest {
    private static final int DRAWS = 1_000_000;
    private static final double[] END = new double[257];

    static {
        double area = 0.003949659822581557;
        END[1] = 7.69711747013105;
        END[0] = area / StrictMath.exp(-END[1]);
        for (int i = 2; i < 256; i++) {
            END[i] = -StrictMath.log(area / END[i - 1] + StrictMath.exp(-END[i - 1]));
        }
    }

    /** Kolmogorov and Smirnov: of n samples the largest gap to the law is below 2.23/√n in all but 1 of 10,000 tries. */
    @Test
    void isExponentialOfMeanOne() {
        RandomStream stream = new RandomStream(20_261_124);
        double[] samples = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            samples[i] = ExponentialZiggurat.sample(stream);
        }
        Arrays.sort(samples);
        double gap = 0;
        for (int i = 0; i < DRAWS; i++) {
            double law = -Math.expm1(-samples[i]);
            gap = Math.max(gap, Math.max(Math.abs(law - (double) i / DRAWS), Math.abs(law - (i + 1.0) / DRAWS)));
        }
        assertThat(gap).isLessThan(2.23 / Math.sqrt(DRAWS));
        assertThat(samples[0]).isGreaterThanOrEqualTo(0);
        // The tail begins at 7.697, where 454 of a million are expected, and every e-th of them is 1 further.
        assertThat(Arrays.stream(samples)
                        .filter(sample -> sample > 7.69711747013105)
                        .count())
                .isCloseTo(454, within(86L));
        assertThat(Arrays.stream(samples)
                        .filter(sample -> sample > 9.69711747013105)
                        .count())
                .isCloseTo(61, within(32L));
    }

    @Test
    void hasTheMomentsOfAnExponential() {
        RandomStream stream = new RandomStream(5);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            double sample = ExponentialZiggurat.sample(stream);
            sum += sample;
            squares += sample * sample;
        }
        // E x = 1 with variance 1, E x² = 2 with variance 24 - 4 = 20; four standard errors.
        assertThat(sum / DRAWS).isCloseTo(1, within(0.004));
        assertThat(squares / DRAWS).isCloseTo(2, within(0.018));
    }

    /** The bounds that spare most of the exponentials decide as the exponential does: sample by sample the same. */
    @Test
    void edgesAreDecidedByTheExponential() {
        RandomStream stream = new RandomStream(7);
        RandomStream same = new RandomStream(7);
        for (int i = 0; i < DRAWS; i++) {
            double sample = ExponentialZiggurat.sample(stream);
            if (sample != plain(same)) {
                assertThat(i).as("samples until one differs").isEqualTo(DRAWS);
            }
        }
    }

    /** The method as it is written down, from the numbers that the paper has for it. */
    private static double plain(RandomStream random) {
        double offset = 0;
        while (true) {
            long bits = random.nextLong();
            int layer = (int) bits & 255;
            double x = (bits >>> 11) * 0x1.0p-53 * END[layer];
            if (x < END[layer + 1]) {
                return offset + x;
            }
            if (layer == 0) {
                offset += END[1];
            } else {
                double low = StrictMath.exp(-END[layer]);
                double high = StrictMath.exp(-END[layer + 1]);
                if (low + (random.nextLong() >>> 11) * 0x1.0p-53 * (high - low) < StrictMath.exp(-x)) {
                    return offset + x;
                }
            }
        }
    }

    @Test
    void samplesAreRoundedAsMathRoundDoes() {
        SplittableRandom random = new SplittableRandom(3);
        double[] edges = {0, 0.49999999999999994, 0.5, 1.5, 2.5, 0x1.0p52 - 0.5, 0x1.0p52 + 1, 0x1.0p53};
        for (double edge : edges) {
            assertThat(ExponentialDistribution.rounded(edge)).isEqualTo(Math.round(edge));
        }
        for (int i = 0; i < 100_000; i++) {
            double number = random.nextDouble() * (1L << random.nextInt(54));
            assertThat(ExponentialDistribution.rounded(number)).isEqualTo(Math.round(number));
        }
    }
}
