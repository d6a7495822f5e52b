package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArrivalsTest {
    @Test
    void constantArrivalsAreEvenlySpacedFromZero() {
        Arrivals arrivals = new ConstantArrivals(3);

        assertThat(new long[] {arrivals.nextNanos(), arrivals.nextNanos(), arrivals.nextNanos(), arrivals.nextNanos()})
                .containsExactly(0, 333_333_333, 666_666_667, 1_000_000_000);
    }

    @Test
    void constantArrivalsDoNotDrift() {
        Arrivals arrivals = new ConstantArrivals(3);
        long last = 0;
        for (int k = 0; k <= 3_000_000; k++) {
            last = arrivals.nextNanos();
        }
        // A gap rounded to 333,333,333 ns would be a whole millisecond early by now.
        assertThat(last).isEqualTo(1_000_000_000_000_000L);
    }

    @Test
    void poissonGapsAreExponentialAndDoNotDrift() {
        Arrivals arrivals = new PoissonArrivals(1e6, new RandomStream(1));
        RandomStream same = new RandomStream(1);
        double sum = 0;
        long last = 0;
        for (int k = 1; k <= 3_000_000; k++) {
            sum += ExponentialZiggurat.sample(same) * 1_000;
            last = arrivals.nextNanos();
        }
        // Cutting each gap to whole nanoseconds would lose 1.5 ms.
        assertThat((double) last).isCloseTo(sum, within(2.0));
    }

    /** In 100 s at 1,000/s come 100,000 ± 5 · sqrt(100,000) = 1,581; the variance of the gaps is their mean squared. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void poissonArrivalsComeAtTheirRate(long seed) {
        RandomGenerator random =
                RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(seed);
        Arrivals arrivals = new PoissonArrivals(1_000, random);
        long count = 0;
        double squares = 0;
        long last = 0;
        for (long next = arrivals.nextNanos(); next < 100_000_000_000L; next = arrivals.nextNanos()) {
            assertThat(next).as("seed %d", seed).isGreaterThanOrEqualTo(last);
            squares += Math.pow((next - last) / 1e6, 2);
            last = next;
            count++;
        }
        assertThat(count).as("seed %d", seed).isCloseTo(100_000L, within(1_581L));
        // The mean square of an exponential of mean 1 ms is 2 ms², its deviation sqrt(20) / sqrt(100,000) = 0.0141.
        assertThat(squares / count).as("seed %d", seed).isCloseTo(2.0, within(0.085));
    }

    @Test
    void theirTextNamesTheRate() {
        assertThat(new ConstantArrivals(1_500)).hasToString("constant 1500/s");
        assertThat(new PoissonArrivals(0.5, new RandomStream(1))).hasToString("poisson 0.5/s");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-7, 1.1e9})
    void refusesARateThatIsNone(double rate) {
        assertThatThrownBy(() -> new ConstantArrivals(rate)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PoissonArrivals(rate, new RandomStream(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
