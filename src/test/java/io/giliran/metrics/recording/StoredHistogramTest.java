package io.giliran.metrics.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class StoredHistogramTest {
    private final Histogram histogram = Durations.histogram();

    @Test
    void allThatItHeldComesBack() {
        histogram.recordValueWithCount(1, 7);
        histogram.recordValueWithCount(123_456, 1_000_000);
        histogram.recordValue(3_600_000_000_000L);
        StoredHistogram stored = StoredHistogram.of(histogram);

        assertThat(stored.count()).isEqualTo(1_000_008);
        assertThat(stored.histogram()).isEqualTo(histogram);
    }

    @Test
    void itIsACopy() {
        histogram.recordValue(10);
        StoredHistogram stored = StoredHistogram.of(histogram);
        histogram.reset();
        stored.histogram().recordValue(20);

        assertThat(stored.count()).isEqualTo(1);
        assertThat(stored.histogram().getCountAtValue(10)).isEqualTo(1);
        assertThat(stored.histogram().getCountAtValue(20)).isZero();
    }

    @Test
    void anEmptyOneAddsNothing() {
        StoredHistogram empty = StoredHistogram.of(histogram);
        Histogram other = Durations.histogram();
        empty.addTo(other);

        assertThat(empty.count()).isZero();
        assertThat(other.getTotalCount()).isZero();
    }
}
