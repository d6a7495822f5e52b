package io.giliran.simulation.experiment;

import io.giliran.metrics.Slo;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * SLOs of a simulation. Each policy is judged by all its replications together, without their warm-up, as its numbers in
 * the tables and in expectations are.
 */
public final class SimulatedSlos {
    /** A simulated request begins when it is to, and its connection takes what the scenario says: that needs no judge. */
    private static final List<Slo.Metric> KNOWN =
            List.of(Slo.Metric.RTT, Slo.Metric.ERRORS, Slo.Metric.REQUESTS, Slo.Metric.FAIRNESS);

    private static final double NANOS_PER_SECOND = 1e9;

    private SimulatedSlos() {}

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException when the text is none that a simulation can judge; its message continues "VALUE …"
     */
    public static Slo parse(String text) {
        Slo slo = Slo.parse(text, KNOWN);
        if (slo.aborts()) {
            throw new IllegalArgumentException(
                    "ends in abort, and all policies are simulated to the same end; valid is the same without abort");
        }
        return slo;
    }

    /** Judges an SLO for a policy. */
    static Slo.Result judge(Slo slo, PolicyResult policy, long warmUpNanos) {
        if (slo.metric() == Slo.Metric.RTT && slo.aggregation() == Slo.Aggregation.AVG) {
            // The histogram's own mean is rounded as its values are, and would contradict the tables.
            return slo.judge(policy.estimate(Metric.MEAN).value());
        }
        // Who waits in vain at a frozen backend has got no answer either.
        long failed = policy.sum(run -> run.failed() + run.unfinished());
        double nanos = policy.sum(run -> run.endNanos() - warmUpNanos);
        return slo.judge(new Slo.Measured(
                policy.times(),
                policy.times(),
                new Histogram(1),
                new Histogram(1),
                policy.rtt().getTotalCount() + failed,
                failed,
                nanos / NANOS_PER_SECOND,
                policy.shares().stream().allMatch(share -> share == 0) ? Double.NaN : policy.value(Metric.JAIN)));
    }
}
