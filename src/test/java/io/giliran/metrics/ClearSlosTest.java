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
        assertThat(requests("errors: rate<0.01", "max<1", "p(100)<1")).isBetween(1_001L, 1_200L);
    }

    private static long requests(String... slos) {
        ClearSlos rule = new ClearSlos(List.of(slos).stream().map(Slo::parse).toList(), 1_000);
        SampleQueue queue = new SampleQueue(7, 0.5);
        LatencySeries series = new LatencySeries();
        do {
            series.add(queue.nextNanos());
        } while (!rule.isEnough(series) && series.count() < 200_000);
        return series.count();
    }
}
