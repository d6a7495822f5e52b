package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tail of a series of which only the times are known decides whether there is an interval of its mean. */
final class HeavySeriesTest {
    private static final int RUNS = 200;
    private static final int REQUESTS = 30_000;

    static Stream<Arguments> systems() {
        return Stream.of(
                Arguments.of(SampleSystem.exponential(0.5), 95, 7),
                Arguments.of(SampleSystem.exponential(0.8), 85, 7),
                Arguments.of(SampleSystem.erlangArrivals(4, 0.8), 85, 7),
                Arguments.of(SampleSystem.fixed(0.8), 90, 7),
                Arguments.of(SampleSystem.logNormal(1, 0.5), 0, 7),
                Arguments.of(SampleSystem.logNormal(2, 0.5), 0, 7),
                Arguments.of(SampleSystem.logNormal(2, 0.8), 0, 7),
                Arguments.of(SampleSystem.pareto(2.1, 0.5), 0, 7),
                Arguments.of(SampleSystem.pareto(1.5, 0.5), 0, 7));
    }

    /**
     * @param given in percent, of so many runs at least there is an interval
     * @param missed of so many at most it does not hold the truth
     */
    @ParameterizedTest
    @MethodSource("systems")
    void aMeanIsInItsIntervalOrHasNone(SampleSystem system, int given, int missed) {
        double truth = system.mean() * SampleSystem.unitNanos();
        List<Interval> bounded = new ArrayList<>();
        for (int seed = 0; seed < RUNS; seed++) {
            LatencySeries series = new LatencySeries();
            system.run(seed, REQUESTS, series::add);
            Interval mean = series.mean();
            if (!Double.isInfinite(mean.low())) {
                bounded.add(mean);
            }
        }
        long without = bounded.stream().filter(mean -> !mean.contains(truth)).count();
        assertThat(bounded.size()).as(system.name()).isGreaterThanOrEqualTo(RUNS * given / 100);
        assertThat(without)
                .as("%s: of %d given", system.name(), bounded.size())
                .isLessThanOrEqualTo(RUNS * missed / 100);
    }
}
