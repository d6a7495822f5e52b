package io.giliran.simulation.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.simulation.engine.RttSample;
import io.giliran.workload.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class PairedBatchesTest {
    private static final RandomStream DRAWS = new RandomStream(20_261_126);

    private static RttSample sample(long... values) {
        return new RttSample(values, request -> true);
    }

    private static long[] exponential(int count) {
        long[] values = new long[count];
        Arrays.setAll(values, unused -> Math.round(-1e7 * Math.log1p(-DRAWS.nextDouble())));
        return values;
    }

    /** What both have in common cancels out: the interval is narrow although the values are spread widely. */
    @Test
    void aConstantFactorIsFoundExactly() {
        long[] first = exponential(20_000);
        long[] second = Arrays.stream(first).map(value -> 2 * value).toArray();

        for (ReplayMetric metric : ReplayMetric.values()) {
            Interval difference =
                    PairedBatches.compare(sample(first), sample(second), metric).difference();
            assertThat(difference.estimate()).isCloseTo(1, within(1e-9));
            assertThat(difference.high() - difference.low()).isLessThan(1e-6);
        }
    }

    @Test
    void theSameIsNoDifference() {
        long[] values = exponential(5_000);

        Interval difference = PairedBatches.compare(sample(values), sample(values), ReplayMetric.P99)
                .difference();

        assertThat(difference).isEqualTo(new Interval(0, 0, 0, Interval.USUAL_CONFIDENCE));
    }

    @Test
    void luckAloneShowsNoDifference() {
        PairedComparison comparison =
                PairedBatches.compare(sample(exponential(20_000)), sample(exponential(20_000)), ReplayMetric.MEAN);

        assertThat(comparison.verdict()).isEqualTo(PairedComparison.Verdict.NO_DIFFERENCE_SHOWN);
        assertThat(comparison.difference().isUnbounded()).isFalse();
        assertThat(comparison.difference().high() - comparison.difference().low())
                .isBetween(0.005, 0.2);
    }

    @Test
    void ofFewRequestsTheIntervalIsUnknown() {
        Interval difference = PairedBatches.compare(
                        sample(exponential(1_599)), sample(exponential(1_599)), ReplayMetric.MEAN)
                .difference();

        assertThat(difference.isUnbounded()).isTrue();
        assertThat(difference.estimate()).isFinite();
    }
}
