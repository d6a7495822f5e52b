package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ClearSlosTest {
    /** At load 0.5 p99 is 92 ms: a bound far off is clear soon, one close by takes longer. */
    @Test
    void theCloserTheBoundTheLongerItTakes() {
        long far = requests("p(99)<40", "med<100");
        long close = requests("p(99)<80", "med<100");
        assertThat(far).isBetween(1_001L, 8_000L);
        assertThat(close).isGreaterThan(2 * far);
    }

    /** The mean is 20 ms, so that this bound is never clear. */
    @Test
    void aBoundAtTheTruthIsHardlyEverClear() {
        assertThat(requests("avg<20")).isGreaterThan(50_000);
    }

    @Test
    void onlyTheRttIsAwaited() {
        assertThat(requests("errors: rate<0.01", "max<100000", "p(100)<100000")).isBetween(1_001L, 1_201L);
    }

    /** Times that grow have no interval; but when 300 of at most 30,000 are above the bound, p(99) has failed. */
    @Test
    void whatCannotHoldAnyMoreIsClear() {
        ClearSlos rule = new ClearSlos(List.of(Slo.parse("p(99)<100")), 100, 30_000);
        LatencySeries series = new LatencySeries();
        do {
            series.add(series.count() * 1_000_000);
        } while (!rule.isEnough(series.count(), () -> series));
        // It looks when there are 10 % more.
        assertThat(series.count()).isBetween(401L, 441L);
    }

    private static long requests(String... slos) {
        ClearSlos rule = new ClearSlos(List.of(slos).stream().map(Slo::parse).toList(), 1_000, 1e9);
        SampleQueue queue = new SampleQueue(7, 0.5);
        LatencySeries series = new LatencySeries();
        do {
            series.add(queue.nextNanos());
        } while (!rule.isEnough(series.count(), () -> series) && series.count() < 200_000);
        return series.count();
    }
}
