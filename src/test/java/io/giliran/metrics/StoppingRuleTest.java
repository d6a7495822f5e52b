package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StoppingRuleTest {
    private static final int RUNS = 200;

    /** What it stops at is as narrow as wished, and still has the truth in nine of ten runs or more. */
    @Test
    void stopsWhenItIsNarrowAndStillRight() {
        PrecisionGoal goal = PrecisionGoal.parse("p99±10%");
        int covered = 0;
        double requests = 0;
        for (int seed = 1; seed <= RUNS; seed++) {
            SampleQueue queue = new SampleQueue(seed, 0.5);
            LatencySeries series = new LatencySeries();
            StoppingRule rule = new StoppingRule(List.of(goal));
            do {
                series.add(queue.nextNanos());
            } while (!rule.isEnough(series));
            Interval interval = series.percentile(0.99);
            assertThat(interval.relativeHalfWidth()).isLessThanOrEqualTo(0.1);
            covered += interval.contains(SampleQueue.percentile(0.99, 0.5)) ? 1 : 0;
            requests += (double) series.count() / RUNS;
        }
        assertThat(covered).as("seeds 1 to %d", RUNS).isGreaterThanOrEqualTo(RUNS * 88 / 100);
        // LatencySeriesTest's 30,000 requests give about ±9 % at this load.
        assertThat(requests).isBetween(15_000.0, 45_000.0);
    }

    @Test
    void waitsForEveryGoalAndForAThousandRequests() {
        LatencySeries series = new LatencySeries();
        StoppingRule easy = new StoppingRule(List.of(PrecisionGoal.parse("mean±50%")));
        StoppingRule hard = new StoppingRule(List.of(PrecisionGoal.parse("mean±50%"), PrecisionGoal.parse("p99.9±1%")));
        SampleQueue queue = new SampleQueue(1, 0.2);
        int stoppedAt = 0;
        for (int i = 1; i <= 5_000; i++) {
            series.add(queue.nextNanos());
            if (easy.isEnough(series) && stoppedAt == 0) {
                stoppedAt = i;
            }
            assertThat(hard.isEnough(series)).isFalse();
        }
        assertThat(stoppedAt).isBetween(StoppingRule.LEAST + 1, 1_200);
    }

    @Test
    void withoutGoalsItNeverStops() {
        assertThat(new StoppingRule(List.of()).isEnough(LatencySeriesTest.series(1, 0.2, 2_000)))
                .isFalse();
    }
}
