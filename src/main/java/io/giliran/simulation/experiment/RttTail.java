package io.giliran.simulation.experiment;

import io.giliran.simulation.engine.FastestIdle;
import io.giliran.theory.HeavyTail;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.Optional;
import java.util.Set;

/**
 * Tail of a policy's RTTs, as far as the parameters of the scenario show it. The part of requests above t falls as t to the
 * power of minus the index, at least as slowly: up to index 1 the mean is infinite, up to 2 the variance. And a mean is not
 * known from runs that have hardly seen the requests that make it.
 *
 * @param index tail index; infinite where nothing in the scenario has a heavy tail
 * @param unseen part of the second moment of the service times, and so of the mean wait, that is made by requests so long that
 *     all runs together see about {@value #FEW} of them, or none
 */
public record RttTail(double index, double unseen) {
    /** Light tail: all moments are finite, and the runs have seen the requests that make them. */
    static final RttTail LIGHT = new RttTail(Double.POSITIVE_INFINITY, 0);

    /** Fewer events do not show how often they come. */
    private static final int FEW = 20;

    /** More than so much that is not seen makes intervals too narrow; measured, see docs/statistics.md. */
    private static final double MOST_UNSEEN = 0.1;

    /** A median needs no moments, but waits behind the longest requests last for most of a run. */
    private static final double MOST_UNSEEN_OF_A_MEDIAN = 0.6;

    /** Policies that do not see how busy backends are: long requests delay all that follow them to the same backend. */
    private static final Set<String> BLIND =
            Set.of("round-robin", "random", "source-hash", "ring-hash", "maglev", "rendezvous", "first");

    /**
     * Returns the tail of a scenario under a policy. Requests last at least as long as they are served.
     *
     * @param requests of all runs together
     */
    public static RttTail of(Scenario scenario, String policy, long requests) {
        double probability = Math.min(0.5, (double) FEW / Math.max(1, requests));
        return new RttTail(index(scenario, policy), scenario.service().squareOfLargest(probability));
    }

    private static double index(Scenario scenario, String policy) {
        double served = scenario.service().tailIndex();
        double load = scenario.utilisation().orElse(Double.NaN);
        ScenarioBackend first = scenario.backends().get(0);
        if (Double.isInfinite(served)
                || !(load > 0 && load < 1)
                || !scenario.backends().stream().allMatch(one -> isOneQueue(one) && one.workers() == first.workers())) {
            return served;
        }
        int backends = scenario.backends().size();
        if (BLIND.contains(policy) || backends == 1) {
            return HeavyTail.queued(served, first.workers(), load);
        }
        return policy.equals(FastestIdle.CENTRAL_QUEUE)
                ? HeavyTail.queued(served, first.workers() * backends, load)
                : served;
    }

    /** Reason why the tail denies a time its interval; empty when it may have one. */
    Optional<Estimate.Reason> hides(Metric metric) {
        if (!metric.isTime()) {
            return Optional.empty();
        }
        if (metric == Metric.P50) {
            return index <= 1 || unseen > MOST_UNSEEN_OF_A_MEDIAN
                    ? Optional.of(Estimate.Reason.HEAVY_TAIL)
                    : Optional.empty();
        }
        if (metric == Metric.MEAN && index <= 1) {
            return Optional.of(Estimate.Reason.INFINITE_MEAN);
        }
        if (index <= 2) {
            return Optional.of(metric == Metric.MEAN ? Estimate.Reason.INFINITE_VARIANCE : Estimate.Reason.HEAVY_TAIL);
        }
        return unseen > MOST_UNSEEN ? Optional.of(Estimate.Reason.HEAVY_TAIL) : Optional.empty();
    }

    private static boolean isOneQueue(ScenarioBackend backend) {
        return !backend.sharing()
                && backend.queue() == ScenarioBackend.ENDLESS
                && backend.maxConnections() == ScenarioBackend.ENDLESS;
    }
}
