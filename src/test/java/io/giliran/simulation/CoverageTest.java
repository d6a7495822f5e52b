package io.giliran.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.Interval;
import io.giliran.simulation.engine.RttSeries;
import io.giliran.simulation.engine.RunResult;
import io.giliran.simulation.experiment.Metric;
import io.giliran.simulation.experiment.Plan;
import io.giliran.simulation.experiment.PolicyResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Coverage of intervals: how often they contain the true value, where theory knows it. */
final class CoverageTest {
    private static final int RUNS = 200;
    private static final Map<Metric, Double> PARTS = Map.of(Metric.P50, 0.5, Metric.P99, 0.99, Metric.P999, 0.999);

    /**
     * M/M/1 at load 0.8: times are exponential with mean 1 / (100 - 80) s = 50 ms, so the quantile is -ln(1 - q) · 50 ms.
     * Of 200 intervals 190 ± 3 · √(200 · 0.95 · 0.05) are to have it, 181 to 199; here 186 are enough, since batches of
     * one run are but nearly independent. Were the times taken for independent ones, only 74 intervals would have the
     * median, and 53 the 99th percentile.
     */
    @Test
    void oneRunIsAsSureAsItSays() {
        Plan plan = SampleScenarios.plan("""
                policies = [ random ], warm-up = 20s, requests = 100000, service = "exp:10ms", load.rate = 80
                backends = [ b ]
                """);
        Map<Metric, Integer> covered = new EnumMap<>(Metric.class);
        Map<Metric, Integer> bounded = new EnumMap<>(Metric.class);
        Map<Metric, Double> widths = new EnumMap<>(Metric.class);
        for (int seed = 1; seed <= RUNS; seed++) {
            PolicyResult result = PolicyResult.of(
                    "random", List.of(SampleScenarios.run(plan, "random", seed, RttSeries.UNSEEN)), true);
            for (Metric metric : List.of(Metric.MEAN, Metric.P50, Metric.P99, Metric.P999)) {
                Interval interval = result.interval(metric);
                double truth = metric == Metric.MEAN ? 50 : -50 * Math.log(1 - PARTS.get(metric));
                covered.merge(metric, interval.contains(truth) ? 1 : 0, Integer::sum);
                if (!interval.isUnbounded()) {
                    bounded.merge(metric, 1, Integer::sum);
                    widths.merge(metric, interval.relativeHalfWidth(), Double::sum);
                }
            }
        }
        assertThat(covered)
                .as("seeds 1 to %d", RUNS)
                .allSatisfy((metric, count) -> assertThat(count).isBetween(RUNS * 93 / 100, RUNS));
        // Not by being endless. The mean's standard error is √(1976 / 100,000) of the service time of 10 ms, from the
        // asymptotic variance ρ(2 + 5ρ - 4ρ² + ρ³) / (1 - ρ)⁴ = 1976: by Student's t of some 30 degrees ±2.87 ms, or
        // 5.7 %; the longest of the batches that could be taken, and the upper side, make it a fifth more.
        assertThat(bounded.get(Metric.MEAN)).isGreaterThan(RUNS * 95 / 100);
        assertThat(widths.get(Metric.MEAN) / RUNS).isBetween(0.05, 0.075);
        assertThat(bounded.get(Metric.P50)).isEqualTo(RUNS);
        assertThat(widths.get(Metric.P50) / RUNS).isBetween(0.03, 0.08);
        assertThat(bounded.get(Metric.P99)).isGreaterThan(RUNS * 8 / 10);
        // 100 times lie beyond it, but close together, in about two busy periods: they cannot say how far it may be.
        assertThat(bounded.getOrDefault(Metric.P999, 0)).isLessThan(RUNS / 10);
    }

    /**
     * Runs too short for their tail all miss it on the same side, and so agree: Student's t alone then has the true p99.9,
     * 345 ms, in far fewer than 95 of 100 intervals. The order statistics say what is not known.
     */
    @Test
    void runsThatAgreeOnTooLittleAreNotBelieved() {
        Plan plan = SampleScenarios.plan("""
                policies = [ random ], warm-up = 20s, requests = 10000, service = "exp:10ms", load.rate = 80
                backends = [ b ]
                """);
        double truth = -50 * Math.log(0.001);
        int covered = 0;
        int byReplicationsAlone = 0;
        for (int experiment = 0; experiment < 100; experiment++) {
            List<RunResult> runs = new ArrayList<>();
            for (int run = 0; run < 5; run++) {
                runs.add(SampleScenarios.run(plan, "random", 5L * experiment + run, RttSeries.UNSEEN));
            }
            covered += has(truth, PolicyResult.of("random", runs, true));
            double[] each = runs.stream()
                    .mapToDouble(run -> PolicyResult.value(run, Metric.P999).least())
                    .toArray();
            byReplicationsAlone +=
                    Interval.ofReplications(each, Interval.USUAL_CONFIDENCE).contains(truth) ? 1 : 0;
        }
        assertThat(covered).as("seeds 0 to 499").isBetween(88, 100);
        assertThat(byReplicationsAlone).as("seeds 0 to 499").isLessThan(80);
    }

    private static int has(double truth, PolicyResult result) {
        return result.interval(Metric.P999).contains(truth) ? 1 : 0;
    }
}
