package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LatencySeriesTest {
    private static final int RUNS = 300;
    private static final List<Double> PARTS = List.of(0.5, 0.9, 0.99, 0.999);

    /** Of 300 intervals 279 at least have the truth, or are unbounded where too little lies beyond. */
    @ParameterizedTest
    @CsvSource({"0.5, 30000", "0.8, 30000", "0.8, 100000"})
    void nineteenOfTwentyIntervalsHaveTheTruth(double load, int requests) {
        Map<String, Integer> covered = new LinkedHashMap<>();
        Map<String, Integer> bounded = new LinkedHashMap<>();
        for (int seed = 1; seed <= RUNS; seed++) {
            LatencySeries series = series(seed, load, requests);
            count("mean", series.mean(), SampleQueue.mean(load), covered, bounded);
            for (double part : PARTS) {
                count("p" + part, series.percentile(part), SampleQueue.percentile(part, load), covered, bounded);
            }
        }
        assertThat(covered)
                .as("seeds 1 to %d", RUNS)
                .allSatisfy((name, hits) ->
                        assertThat((double) hits / RUNS).as(name).isBetween(0.93, 1.0));
        assertThat(bounded.get("mean")).isGreaterThan(RUNS * 95 / 100);
        assertThat(bounded.get("p0.5")).isGreaterThan(RUNS * 95 / 100);
        assertThat(bounded.get("p0.9")).isGreaterThan(RUNS * 95 / 100);
    }

    /** Of a histogram log only the intervals are left, here of 500 requests each; that costs nothing of the coverage. */
    @Test
    void stretchesTellAsMuch() {
        Map<String, Integer> covered = new LinkedHashMap<>();
        Map<String, Integer> bounded = new LinkedHashMap<>();
        for (int seed = 1; seed <= RUNS; seed++) {
            SampleQueue queue = new SampleQueue(seed, 0.5);
            List<Histogram> stretches = new ArrayList<>();
            for (int stretch = 0; stretch < 60; stretch++) {
                Histogram histogram = new Histogram(3_600_000_000_000L, 3);
                for (int i = 0; i < 500; i++) {
                    histogram.recordValue(queue.nextNanos());
                }
                stretches.add(histogram);
            }
            LatencySeries series = LatencySeries.ofStretches(stretches);
            assertThat(series.count()).isEqualTo(30_000);
            count("mean", series.mean(), SampleQueue.mean(0.5), covered, bounded);
            for (double part : List.of(0.5, 0.9, 0.99)) {
                count("p" + part, series.percentile(part), SampleQueue.percentile(part, 0.5), covered, bounded);
            }
        }
        assertThat(covered)
                .as("seeds 1 to %d", RUNS)
                .allSatisfy((name, hits) ->
                        assertThat((double) hits / RUNS).as(name).isBetween(0.93, 1.0));
        assertThat(bounded).allSatisfy((name, known) -> assertThat(known).isGreaterThan(RUNS * 95 / 100));
    }

    @Test
    void aSeriesThatGrowsTellsNothing() {
        LatencySeries series = new LatencySeries();
        for (int i = 1; i <= 10_000; i++) {
            series.add(i * 1_000L);
        }
        assertThat(series.mean().isUnbounded()).isTrue();
        assertThat(series.percentile(0.5).isUnbounded()).isTrue();
        assertThat(series.percentile(0.5).estimate()).isCloseTo(5_000_000, Percentage.withPercentage(0.1));
    }

    /** Of eight stretches five are used for the tail index: counted twice, the third largest would be the threshold. */
    @Test
    void theLargestValueOfAStretchCountsOnce() {
        List<Histogram> stretches = new ArrayList<>();
        for (long largest : new long[] {40, 2, 40, 2, 40, 2, 40, 40}) {
            Histogram histogram = new Histogram(3_600_000_000_000L, 3);
            histogram.recordValueWithCount(1_000_000, 500);
            histogram.recordValue(largest * 1_000_000);
            stretches.add(histogram);
        }
        assertThat(LatencySeries.ofStretches(stretches).mean().isUnbounded()).isTrue();
    }

    @Test
    void anEmptySeriesTellsNothing() {
        assertThat(new LatencySeries().percentile(0.99).isUnbounded()).isTrue();
        assertThat(LatencySeries.ofStretches(List.of()).mean().isUnbounded()).isTrue();
    }

    static LatencySeries series(long seed, double load, int requests) {
        SampleQueue queue = new SampleQueue(seed, load);
        LatencySeries series = new LatencySeries();
        for (int i = 0; i < requests; i++) {
            series.add(queue.nextNanos());
        }
        return series;
    }

    private static void count(
            String name, Interval interval, double truth, Map<String, Integer> covered, Map<String, Integer> bounded) {
        covered.merge(name, interval.contains(truth) ? 1 : 0, Integer::sum);
        bounded.merge(name, interval.isUnbounded() ? 0 : 1, Integer::sum);
    }
}
