package io.giliran.metrics.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class CensoredHistogramTest {
    /** 1 to 80 have ended; 20 have lasted 500 and more. */
    private final CensoredHistogram times = new CensoredHistogram(upTo(80), flat(20, 500));

    @Test
    void whatLiesBelowTheUnendedIsKnown() {
        assertThat(times.count()).isEqualTo(100);
        assertThat(times.unendedCount()).isEqualTo(20);
        assertThat(times.percentile(50)).isEqualTo(Bounded.exactly(50));
        assertThat(times.percentile(80)).isEqualTo(Bounded.exactly(80));
        assertThat(times.min()).isEqualTo(Bounded.exactly(1));
    }

    @Test
    void whatFallsAmongThemIsKnownFromBelow() {
        assertThat(times.percentile(81)).isEqualTo(Bounded.atLeast(500));
        assertThat(times.percentile(99)).isEqualTo(Bounded.atLeast(500));
        assertThat(times.max()).isEqualTo(Bounded.atLeast(500));
        // (1 + … + 80 + 20 · 500) / 100
        assertThat(times.mean().least()).isCloseTo(132.4, within(0.1));
        assertThat(times.mean().isExact()).isFalse();
    }

    /** One that has lasted only 10 may be the fastest or the slowest of all: the median is that of 99 or of 100 values. */
    @Test
    void aLowBoundLeavesBothEndsOpen() {
        CensoredHistogram one = new CensoredHistogram(upTo(99), flat(1, 10));
        assertThat(one.percentile(50)).isEqualTo(new Bounded(49, 50));
        assertThat(one.percentile(5)).isEqualTo(Bounded.exactly(5));
        assertThat(one.percentile(100)).isEqualTo(Bounded.atLeast(99));
    }

    @Test
    void withoutUnendedAllIsKnown() {
        CensoredHistogram known = CensoredHistogram.of(upTo(80));
        assertThat(known.percentile(99)).isEqualTo(Bounded.exactly(80));
        assertThat(known.mean()).isEqualTo(Bounded.exactly(40.5));
        assertThat(known.max()).isEqualTo(Bounded.exactly(80));
        assertThat(known.lowerBounds()).isSameAs(known.ended());
    }

    @Test
    void ofNothingNothingIsKnown() {
        CensoredHistogram none = CensoredHistogram.of(new Histogram(3));
        assertThat(none.percentile(99).isEmpty()).isTrue();
        assertThat(none.mean().isEmpty()).isTrue();
        CensoredHistogram unendedOnly = new CensoredHistogram(new Histogram(3), flat(5, 70));
        assertThat(unendedOnly.percentile(1)).isEqualTo(Bounded.atLeast(70));
        assertThat(unendedOnly.min()).isEqualTo(Bounded.atLeast(70));
    }

    @Test
    void twoAddUp() {
        CensoredHistogram both = times.with(CensoredHistogram.of(upTo(80)));
        assertThat(both.count()).isEqualTo(180);
        assertThat(both.percentile(50)).isEqualTo(Bounded.exactly(45));
        assertThat(times.count()).isEqualTo(100);
    }

    /** Whatever the unended come to, the percentile of all lies within the bounds. */
    @Test
    void boundsHoldWhateverComesOfTheUnended() {
        long seed = 20_261_201;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            Histogram ended = new Histogram(3);
            Histogram unended = new Histogram(3);
            long[] truth = new long[1 + random.nextInt(200)];
            for (int i = 0; i < truth.length; i++) {
                truth[i] = 1 + random.nextInt(2_000);
                if (random.nextInt(5) > 0) {
                    ended.recordValue(truth[i]);
                } else {
                    unended.recordValue(1 + random.nextInt((int) truth[i]));
                }
            }
            Arrays.sort(truth);
            CensoredHistogram censored = new CensoredHistogram(ended, unended);
            for (double percent : new double[] {0, 1, 25, 50, 75, 99, 99.9, 100}) {
                Bounded bounds = censored.percentile(percent);
                long value = truth[Math.max(0, (int) Math.ceil(percent / 100 * truth.length - 1e-9) - 1)];
                assertThat(bounds.least() <= value && value <= bounds.most())
                        .as("seed %d, p%s of %d: %d in %s", seed, percent, truth.length, value, bounds)
                        .isTrue();
            }
        }
    }

    @Test
    void isShownWithASignWhereItIsABound() {
        assertThat(Bounded.exactly(2).shown(value -> "" + (long) value)).isEqualTo("2");
        assertThat(Bounded.atLeast(2).shown(value -> "" + (long) value)).isEqualTo("> 2");
        assertThat(Bounded.EMPTY.shown(value -> "" + (long) value)).isEqualTo("-");
        assertThat(new Bounded(2.1, 2.4).shown(value -> "" + (long) value)).isEqualTo("2");
        assertThat(new Bounded(2, 7).shown(value -> "" + (long) value)).isEqualTo("2 to 7");
        assertThat(Bounded.exactly(1).isSurelyBelow(Bounded.atLeast(2))).isTrue();
        assertThat(Bounded.atLeast(1).isSurelyBelow(Bounded.exactly(9))).isFalse();
        assertThat(Bounded.EMPTY.isSurelyBelow(Bounded.exactly(9))).isFalse();
        assertThat(Bounded.atLeast(2).times(0)).isEqualTo(Bounded.exactly(0));
    }

    private static Histogram upTo(int most) {
        Histogram histogram = new Histogram(3);
        for (int value = 1; value <= most; value++) {
            histogram.recordValue(value);
        }
        return histogram;
    }

    private static Histogram flat(int count, long value) {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(value, count);
        return histogram;
    }
}
