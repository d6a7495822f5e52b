package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ShareIntervalTest {
    /** Of none of 1,000 at 95 %: t² / (n + t²) with t = 1.962 is 0.384 %. */
    @Test
    void noneOfAThousandMayBeFew() {
        Interval interval = ShareInterval.of(0, 1_000, new Batches(), 0.95);
        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isCloseTo(0.00384, within(0.00001));
    }

    /** A textbook's: 10 of 100 is 5.5 to 17.4 %. */
    @Test
    void tenOfAHundred() {
        Interval interval = ShareInterval.of(10, 100, new Batches(), 0.95);
        assertThat(interval.low()).isCloseTo(0.0552, within(0.0003));
        assertThat(interval.high()).isCloseTo(0.1744, within(0.0003));
    }

    @Test
    void ofNothingNothingIsKnown() {
        assertThat(ShareInterval.of(0, 0, new Batches(), 0.95)).isEqualTo(new Interval(0, 0, 1, 0.95));
    }

    /** Failures that come ten in a row tell as much as a tenth of them: the interval is √10 times as wide. */
    @Test
    void failuresThatComeTogetherCountLess() {
        double together = 0;
        double alone = 0;
        for (int seed = 1; seed <= 50; seed++) {
            together += width(seed, 10);
            alone += width(seed, 1);
        }
        assertThat(together / alone).isBetween(2.5, 4.0);
    }

    /** An outage in the middle of the run says little of how large the share would be in another. */
    @Test
    void anOutageTellsLittle() {
        Batches series = new Batches();
        for (int i = 0; i < 10_000; i++) {
            series.add(i >= 4_000 && i < 6_000 ? 1 : 0);
        }
        Interval interval = ShareInterval.of(2_000, 10_000, series, 0.95);
        assertThat(interval.low()).isLessThan(0.05);
        assertThat(interval.high()).isGreaterThan(0.5);
    }

    private static double width(long seed, int together) {
        SplittableRandom random = new SplittableRandom(seed);
        Batches series = new Batches();
        int failed = 0;
        for (int i = 0; i < 20_000; i += together) {
            boolean fails = random.nextInt(100) < 5;
            for (int j = 0; j < together; j++) {
                series.add(fails ? 1 : 0);
                failed += fails ? 1 : 0;
            }
        }
        Interval interval = ShareInterval.of(failed, 20_000, series, 0.95);
        return interval.high() - interval.low();
    }
}
