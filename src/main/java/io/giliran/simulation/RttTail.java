package io.giliran.simulation;

import io.giliran.theory.HeavyTail;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.Set;

/**
 * How heavy the tail of a policy's RTTs is, as far as the parameters of the scenario tell: the part of requests above t falls
 * as t to the power of minus the index, at least as slowly. Up to index 1 the mean is infinite, up to 2 the variance.
 *
 * @param index infinite where nothing in the scenario has a heavy tail
 */
record RttTail(double index) {
    /** All moments are finite. */
    static final RttTail LIGHT = new RttTail(Double.POSITIVE_INFINITY);

    /** Policies that do not see how busy backends are: long requests delay all that follow them to the same backend. */
    private static final Set<String> BLIND =
            Set.of("round-robin", "random", "source-hash", "ring-hash", "maglev", "rendezvous", "first");

    /** That of a scenario under a policy. Requests last at least as long as they are served. */
    static RttTail of(Scenario scenario, String policy) {
        double served = scenario.service().tailIndex();
        double load = scenario.utilisation().orElse(Double.NaN);
        if (Double.isInfinite(served) || !(load > 0 && load < 1) || !scenario.backends().stream().allMatch(RttTail::isOneQueue)) {
            return new RttTail(served);
        }
        ScenarioBackend first = scenario.backends().get(0);
        boolean alike = scenario.backends().stream().allMatch(one -> one.workers() == first.workers());
        if (!alike) {
            return new RttTail(served);
        }
        if (BLIND.contains(policy) || scenario.backends().size() == 1) {
            return new RttTail(HeavyTail.queued(served, first.workers(), load));
        }
        return policy.equals(FastestIdle.CENTRAL_QUEUE)
                ? new RttTail(HeavyTail.queued(served, first.workers() * scenario.backends().size(), load))
                : new RttTail(served);
    }

    /** Whether the metric has no interval because of it. */
    boolean hides(Metric metric) {
        return metric == Metric.MEAN && index <= 2;
    }

    /** Why it has none. */
    Estimate.Reason why() {
        return index <= 1 ? Estimate.Reason.INFINITE_MEAN : Estimate.Reason.INFINITE_VARIANCE;
    }

    private static boolean isOneQueue(ScenarioBackend backend) {
        return !backend.sharing()
                && backend.queue() == ScenarioBackend.ENDLESS
                && backend.maxConnections() == ScenarioBackend.ENDLESS;
    }
}
