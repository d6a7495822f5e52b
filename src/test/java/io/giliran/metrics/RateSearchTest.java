package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RateSearchTest {
    private final List<Double> tried = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(doubles = {1, 7, 200, 333, 5_000})
    void findsWhatHolds(double start) {
        RateSearch search = run(new RateSearch(start, 1, 10_000, 0.05), limit(212));
        double held = search.held().orElseThrow();
        double failed = search.failed().orElseThrow();
        assertThat(held).isLessThanOrEqualTo(212);
        assertThat(failed).isGreaterThan(212).isLessThanOrEqualTo(held * 1.05);
        assertThat(search.bound()).isEqualTo(RateSearch.Bound.TARGET);
        assertThat(search.tries(held)).isEqualTo(2);
        assertThat(search.tries(failed)).isEqualTo(2);
        assertThat(tried).hasSizeLessThan(20);
    }

    @Test
    void doublesFirst() {
        run(new RateSearch(10, 1, 10_000, 0.05), limit(50));
        assertThat(tried).startsWith(10.0, 20.0, 40.0, 80.0, Math.sqrt(40.0 * 80.0));
    }

    @Test
    void whatAlwaysHoldsIsSaidSo() {
        RateSearch search = run(new RateSearch(10, 1, 100, 0.05), limit(1_000));
        assertThat(search.held()).hasValue(100);
        assertThat(search.failed()).isEmpty();
        assertThat(search.bound()).isEqualTo(RateSearch.Bound.NONE);
    }

    @Test
    void whatNeverHoldsIsSaidSo() {
        RateSearch search = run(new RateSearch(10, 1, 100, 0.05), limit(0.5));
        assertThat(search.held()).isEmpty();
        assertThat(search.failed()).hasValue(1);
        assertThat(search.tries(1)).isEqualTo(2);
    }

    @Test
    void theGeneratorsLimitIsNotTheTargets() {
        RateSearch search = run(
                new RateSearch(10, 1, 10_000, 0.05),
                rate -> rate > 300 ? RateSearch.Outcome.GENERATOR_LIMIT : RateSearch.Outcome.HELD);
        assertThat(search.held().orElseThrow()).isBetween(285.0, 300.0);
        assertThat(search.bound()).isEqualTo(RateSearch.Bound.GENERATOR);
        // Each is tried again before it is believed.
        assertThat(tried).containsSequence(320.0, 320.0);
    }

    /** A rate that held by luck is tried again before it is believed. */
    @Test
    void aBoundThatDoesNotStandIsGivenUp() {
        RateSearch search = new RateSearch(100, 1, 10_000, 0.05);
        boolean[] lucky = {true};
        run(search, rate -> {
            if (rate > 250 && lucky[0]) {
                // 400 and once some 280.
                lucky[0] = rate >= 400;
                return rate >= 400 ? RateSearch.Outcome.FAILED : RateSearch.Outcome.HELD;
            }
            return limit(250).apply(rate);
        });
        assertThat(search.held().orElseThrow()).isLessThanOrEqualTo(250);
        assertThat(search.failed().orElseThrow()).isBetween(250.0, search.held().orElseThrow() * 1.05);
    }

    /** M/M/1 with 100 a second: p99 is ln(100) / (100 - rate) s, and so below 100 ms up to 53.95 a second. */
    @Test
    void findsTheCapacityOfAQueue() {
        double truth = 100 - Math.log(100) / 0.1;
        Slo slo = Slo.parse("p(99)<100");
        int close = 0;
        for (int seed = 1; seed <= 20; seed++) {
            long[] next = {seed * 1_000L};
            RateSearch search = run(new RateSearch(10, 1, 99, 0.05), rate -> {
                LatencySeries series = LatencySeriesTest.series(next[0]++, rate / 100, 20_000);
                Slo.Measured measured = new Slo.Measured(
                        series.histogram(), series.histogram(), series.histogram(), series.histogram(), 1, 0, 1, 1);
                return slo.judge(measured).ok() ? RateSearch.Outcome.HELD : RateSearch.Outcome.FAILED;
            });
            double held = search.held().orElseThrow();
            close += Math.abs(held / truth - 1) < 0.1 ? 1 : 0;
        }
        assertThat(close).as("seeds 1 to 20").isGreaterThanOrEqualTo(19);
    }

    private RateSearch run(RateSearch search, DoubleFunction<RateSearch.Outcome> target) {
        tried.clear();
        while (search.next().isPresent()) {
            double rate = search.next().getAsDouble();
            tried.add(rate);
            assertThat(tried).hasSizeLessThan(100);
            search.tried(rate, target.apply(rate));
        }
        return search;
    }

    private static DoubleFunction<RateSearch.Outcome> limit(double most) {
        return rate -> rate <= most ? RateSearch.Outcome.HELD : RateSearch.Outcome.FAILED;
    }
}
