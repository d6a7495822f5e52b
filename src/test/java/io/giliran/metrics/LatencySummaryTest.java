package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.tail.CensoredHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class LatencySummaryTest {
    @Test
    void takesItsNumbersFromTheHistogram() {
        Histogram histogram = new Histogram(3);
        for (int nanos = 1; nanos <= 2_000; nanos++) {
            histogram.recordValue(nanos);
        }
        // Up to 2,047 a histogram of three digits is exact, so the 99.9th percentile of 1 … 2,000 is 1,998.
        assertThat(LatencySummary.of(CensoredHistogram.of(histogram)))
                .isEqualTo(new LatencySummary(2_000, 0, 1_000.5, 1, 1_000, 1_800, 1_980, 1_998, 2_000));
    }

    @Test
    void nothingRecordedIsAllZero() {
        assertThat(LatencySummary.of(CensoredHistogram.of(new Histogram(3))))
                .isEqualTo(new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    /** Of 1,000 requests 60 hang for at least 5 s: p50 and p90 are known, p99 is at least 5 s, and the mean at least so much. */
    @Test
    void whatFallsAmongTheUnansweredIsKnownFromBelow() {
        Histogram ended = new Histogram(3);
        Histogram unended = new Histogram(3);
        for (int i = 0; i < 1_000; i++) {
            (i % 50 < 3 ? unended : ended).recordValue(i % 50 < 3 ? 5_000_000_000L : 10_000_000L);
        }
        LatencySummary summary = LatencySummary.of(new CensoredHistogram(ended, unended));

        assertThat(summary.count()).isEqualTo(1_000);
        assertThat(summary.unanswered()).isEqualTo(60);
        assertThat(summary.isKnown(50)).isTrue();
        assertThat(summary.isKnown(94)).isTrue();
        assertThat(summary.isKnown(94.1)).isFalse();
        assertThat(summary.isKnown(100)).isFalse();
        assertThat(summary.p90()).isBetween(10_000_000L, 10_010_000L);
        assertThat(summary.p99()).isBetween(5_000_000_000L, 5_005_000_000L);
        assertThat(summary.mean()).isBetween(309e6, 310e6);
    }
}
