package io.giliran.simulation;

import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.metrics.Slo;
import io.giliran.workload.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an experiment showed.
 *
 * @param warmUpNanos requests that came earlier were not measured
 * @param settled false when the warm-up that was found is more than half of a run, so that it was measured while it still
 *     changed
 * @param policies in the order of the plan
 * @param theory by policy, where a model is known
 * @param cut whether it was ended before its end
 */
public record ExperimentResult(
        Plan plan,
        long warmUpNanos,
        boolean settled,
        List<PolicyResult> policies,
        Map<String, TheoryMatch> theory,
        boolean cut) {

    static ExperimentResult of(Plan plan, long warmUpNanos, boolean settled, List<List<RunResult>> runs, boolean cut) {
        List<PolicyResult> policies = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            boolean steady =
                    settled && isSteady(plan.scenario()) && runs.get(i).stream().allMatch(RunResult::stable);
            policies.add(PolicyResult.of(plan.policies().get(i), runs.get(i), steady));
        }
        Map<String, TheoryMatch> theory = new LinkedHashMap<>();
        for (String policy : plan.policies()) {
            TheoryMatch.of(plan.scenario(), policy).ifPresent(match -> theory.put(policy, match));
        }
        return new ExperimentResult(plan, warmUpNanos, settled, List.copyOf(policies), theory, cut);
    }

    /** A metric of one of the policies. */
    public double value(String policy, Metric metric) {
        return of(policy).value(metric);
    }

    PolicyResult of(String policy) {
        return policies.stream()
                .filter(result -> result.policy().equals(policy))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(policy + " was not simulated"));
    }

    /** How another policy differs from the first one of the plan, over the same requests. */
    public PairedComparison toFirst(PolicyResult other, Metric metric) {
        return PairedComparison.of(values(policies.get(0), metric), values(other, metric), Interval.USUAL_CONFIDENCE);
    }

    /** The expectations that did not come true. */
    public List<Expectation> disappointed() {
        return plan.expectations().stream()
                .filter(expectation -> !expectation.holds(this::value))
                .toList();
    }

    /** How a policy kept to each SLO of the plan. */
    List<Slo.Result> slos(PolicyResult policy) {
        return plan.slos().stream()
                .map(slo -> SimulatedSlos.judge(slo, policy, warmUpNanos))
                .toList();
    }

    /** Whether every policy kept to every SLO. */
    public boolean slosHold() {
        return policies.stream().flatMap(policy -> slos(policy).stream()).allMatch(Slo.Result::ok);
    }

    /** Whether any run was cut because more came than could be done. */
    public boolean isUnstable() {
        return policies.stream().flatMap(policy -> policy.runs().stream()).anyMatch(run -> !run.stable());
    }

    /** Requests of the same number arrived at the same time and asked for the same: the first replication's digest. */
    public String workloadDigest() {
        return policies.get(0).runs().get(0).workloadDigest();
    }

    /** Whether no fault or stage changes what happens as a run goes on. */
    private static boolean isSteady(Scenario scenario) {
        return scenario.faults().isEmpty()
                && (scenario.load() instanceof Scenario.Closed
                        || scenario.steadyRate().isPresent());
    }

    private static double[] values(PolicyResult result, Metric metric) {
        return result.runs().stream()
                .mapToDouble(run -> PolicyResult.value(run, metric))
                .toArray();
    }
}
