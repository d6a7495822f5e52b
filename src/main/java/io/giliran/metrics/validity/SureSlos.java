package io.giliran.metrics.validity;

import io.giliran.metrics.Slo;
import io.giliran.metrics.tail.Bounded;
import java.util.ArrayList;
import java.util.List;

/**
 * Results of a run's SLOs. An SLO holds when it holds both for what was measured and for what would be left without the swarm's
 * own lateness; where only one of the two is so, the SLO is unsure.
 *
 * @param results each as it came out
 * @param unsure the expressions of those that the error bound could overturn; none of them counts as held
 */
public record SureSlos(List<Slo.Result> results, List<String> unsure) {
    private static final double NANOS_PER_MILLI = 1e6;

    public SureSlos {
        results = List.copyOf(results);
        unsure = List.copyOf(unsure);
    }

    /** Judges them. */
    public static SureSlos of(List<Slo> slos, Slo.Measured measured, OwnLateness lateness) {
        List<Slo.Result> results = new ArrayList<>();
        List<String> unsure = new ArrayList<>();
        for (Slo slo : slos) {
            Slo.Result result = slo.judge(measured);
            boolean without = Double.isNaN(result.value())
                    ? result.ok()
                    : slo.judge(Bounded.exactly(withoutLateness(slo, result.value(), lateness)))
                            .ok();
            // Of what is known from below only, the measured value decides alone: it holds or fails whatever the rest
            // is.
            boolean sure = result.ok() == without || (!result.ok() && !result.exact());
            results.add(
                    result.ok() && !sure
                            ? new Slo.Result(result.expression(), result.value(), false, result.exact())
                            : result);
            if (!sure) {
                unsure.add(slo.text());
            }
        }
        return new SureSlos(results, unsure);
    }

    /** Whether what came out does not depend on how late the swarm was. */
    public boolean areSure() {
        return unsure.isEmpty();
    }

    private static double withoutLateness(Slo slo, double value, OwnLateness lateness) {
        if (slo.metric() != Slo.Metric.RTT && slo.metric() != Slo.Metric.RTT_UNCORRECTED) {
            return value;
        }
        double nanos = switch (slo.aggregation()) {
            case AVG -> lateness.meanMayBeLowerBy();
            case MED -> lateness.mayBeLowerBy(0.5);
            case MAX -> lateness.mayBeLowerBy(1);
            case P -> lateness.mayBeLowerBy(slo.percentile() / 100);
            default -> 0;
        };
        return Math.max(0, value - nanos / NANOS_PER_MILLI);
    }
}
