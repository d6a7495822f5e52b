package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class OrderStatisticsTest {
    private static final int THOUSAND = 1_000;

    private final Histogram all = new Histogram(3);

    /**
     * 1 to 1,000, evenly spread over 31 batches, so they count as independent. Student's t of 30 degrees is 2.0423. The
     * median's ranks are 500 ∓ 2.0423 · √250 = 467.7 and 532.3, so 467 and 533 + 1; of the 99th percentile 990 ∓ 6.43,
     * so 983 and 997 + 1.
     */
    @Test
    void ranksAreTheTextbooks() {
        List<Batches> runs = List.of(spread());
        assertThat(OrderStatistics.interval(all, 0.5, runs, 0.95)).isEqualTo(new Interval(467, 500, 534, 0.95));
        assertThat(OrderStatistics.interval(all, 0.99, runs, 0.95)).isEqualTo(new Interval(983, 990, 998, 0.95));
    }

    /** 999 ∓ 2.0423 · √0.999 is 996.9 and 1,001.04. */
    @Test
    void beyondTheLastValueNothingIsKnown() {
        assertThat(OrderStatistics.interval(all, 0.999, List.of(spread()), 0.95))
                .isEqualTo(new Interval(996, 999, Double.POSITIVE_INFINITY, 0.95));
        assertThat(OrderStatistics.interval(all, 0.001, List.of(spread()), 0.95).low())
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** Each twice, 60 degrees, 2.0003: 1,000 ∓ 44.73, so ranks 955 and 1,046, which are the values 478 and 523. */
    @Test
    void severalRunsTellMore() {
        assertThat(OrderStatistics.interval(all, 0.5, List.of(spread(), spread()), 0.95))
                .isEqualTo(new Interval(478, 500, 523, 0.95));
    }

    @Test
    void ofTooFewValuesOrNoneNothingIsKnown() {
        assertThat(OrderStatistics.interval(all, 0.5, List.of(new Batches()), 0.95)
                        .isUnbounded())
                .isTrue();
        Batches few = new Batches();
        for (int i = 0; i < 7; i++) {
            few.add(5);
            all.recordValue(5);
        }
        assertThat(OrderStatistics.interval(all, 0.5, List.of(few), 0.95))
                .isEqualTo(new Interval(Double.NEGATIVE_INFINITY, 5, Double.POSITIVE_INFINITY, 0.95));
    }

    /** 992 of 1,000 are in full batches, and none of them is above 1,000. */
    @Test
    void whatTheBatchesDoNotHaveIsUnknown() {
        Batches batches = new Batches();
        for (int i = 0; i < THOUSAND; i++) {
            int value = i < 992 ? 1 + i * 389 % THOUSAND : 4_000;
            batches.add(value);
            all.recordValue(value);
        }
        assertThat(OrderStatistics.interval(all, 0.995, List.of(batches), 0.95).isUnbounded())
                .isTrue();
        assertThat(OrderStatistics.interval(all, 0.5, List.of(batches), 0.95).isUnbounded())
                .isFalse();
    }

    /** The resolution of the histogram is the least width. */
    @Test
    void ofEqualValuesTheIntervalIsTheirBucket() {
        Batches batches = new Batches();
        for (int i = 0; i < THOUSAND; i++) {
            batches.add(1_000_000);
            all.recordValue(1_000_000);
        }
        Interval interval = OrderStatistics.interval(all, 0.5, List.of(batches), 0.95);
        assertThat(interval.low()).isEqualTo(all.lowestEquivalentValue(1_000_000));
        assertThat(interval.high()).isEqualTo(all.highestEquivalentValue(1_000_000));
    }

    /**
     * Each value comes 25 times in a row, so 40,000 of them tell what 1,600 would: the interval is √25 times as wide as
     * that of independent ones, 1,000,000 · 2 · 2.03 · √(0.25 / 40,000) · 5 = 51,000 of values up to a million, which is
     * uncertain by a part of 1 / √(2 · 19) for each of the runs; on the average of 20 runs, 5 times as little.
     */
    @Test
    void valuesThatComeTogetherCountLess() {
        SplittableRandom random = new SplittableRandom(20_261_125);
        List<Double> widths = new ArrayList<>();
        for (int run = 0; run < 20; run++) {
            Histogram histogram = new Histogram(4);
            Batches batches = new Batches();
            long value = 0;
            for (int i = 0; i < 40_000; i++) {
                if (i % 25 == 0) {
                    value = random.nextLong(1_000_000);
                }
                batches.add(value);
                histogram.recordValue(value);
            }
            Interval interval = OrderStatistics.interval(histogram, 0.5, List.of(batches), 0.95);
            widths.add(interval.high() - interval.low());
        }
        double mean = widths.stream().mapToDouble(width -> width).average().orElseThrow();
        assertThat(mean).as("seed 20261125").isBetween(43_000.0, 65_000.0);
    }

    /** In steps of 389, which no divisor of 1,000 divides: every stretch has low and high ones. */
    private Batches spread() {
        Batches batches = new Batches();
        for (int i = 0; i < THOUSAND; i++) {
            int value = i * 389 % THOUSAND + 1;
            batches.add(value);
            all.recordValue(value);
        }
        return batches;
    }
}
