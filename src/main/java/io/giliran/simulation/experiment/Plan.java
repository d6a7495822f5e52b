package io.giliran.simulation.experiment;

import io.giliran.metrics.Slo;
import io.giliran.policy.PolicyParameters;
import io.giliran.workload.Scenario;
import java.util.List;
import java.util.OptionalLong;

/**
 * Scenario to simulate, with the policies and the number of replications.
 *
 * @param predictions expected observations, and what must come true for each
 * @param slos for each policy, as {@link SimulatedSlos} reads them
 * @param policies names in the registry, or {@code FastestIdle#CENTRAL_QUEUE}
 * @param replications independent runs of each policy
 * @param warmUpNanos empty to find it
 * @param slowStartNanos 0 for none
 */
public record Plan(
        Scenario scenario,
        List<Prediction> predictions,
        List<Slo> slos,
        List<String> policies,
        PolicyParameters parameters,
        long seed,
        int replications,
        OptionalLong warmUpNanos,
        long slowStartNanos) {
    public Plan {
        policies = List.copyOf(policies);
        predictions = List.copyOf(predictions);
        slos = List.copyOf(slos);
    }

    /** Expectations of all predictions. */
    public List<Expectation> expectations() {
        return predictions.stream()
                .flatMap(prediction -> prediction.expectations().stream())
                .toList();
    }

    /** The same with a part of the requests and so many replications, for a quick look. */
    public Plan part(int divisor, int fewer) {
        return new Plan(
                scenario.part(divisor),
                predictions,
                slos,
                policies,
                parameters,
                seed,
                fewer,
                warmUpNanos,
                slowStartNanos);
    }
}
