package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(LatencySummary.of(histogram))
                .isEqualTo(new LatencySummary(2_000, 1_000.5, 1, 1_000, 1_800, 1_980, 1_998, 2_000));
    }

    @Test
    void nothingRecordedIsAllZero() {
        assertThat(LatencySummary.of(new Histogram(3))).isEqualTo(new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0));
    }
}
