package io.giliran.simulation.experiment;

import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.metrics.Slo;
import io.giliran.metrics.tail.Bounded;
import io.giliran.simulation.engine.RunResult;
import io.giliran.theory.ModelMatch;
import io.giliran.workload.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Result of an experiment.
 *
 * @param warmUp the part at the start that was not measured
 * @param policies in the order of the plan
 * @param theory by policy, where a model is known
 * @param cut whether it was interrupted
 */
public record ExperimentResult(
        Plan plan, SimulatedWarmUp warmUp, List<PolicyResult> policies, Map<String, ModelMatch> theory, boolean cut) {

    public static ExperimentResult of(Plan plan, SimulatedWarmUp warmUp, List<List<RunResult>> runs, boolean cut) {
        List<PolicyResult> policies = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            // A run that does not settle shows nothing alone; several are judged by their batches too, which then are
            // alike.
            boolean steady = (warmUp.settled() || runs.get(i).size() > 1)
                    && isSteady(plan.scenario())
                    && runs.get(i).stream().allMatch(RunResult::stable);
            String policy = plan.policies().get(i);
            long requests = runs.get(i).stream().mapToLong(RunResult::requests).sum();
            policies.add(PolicyResult.of(policy, runs.get(i), steady, RttTail.of(plan.scenario(), policy, requests)));
        }
        Map<String, ModelMatch> theory = new LinkedHashMap<>();
        for (String policy : plan.policies()) {
            ModelMatch.of(plan.scenario(), policy).ifPresent(match -> theory.put(policy, match));
        }
        return new ExperimentResult(plan, warmUp, List.copyOf(policies), theory, cut);
    }

    public PolicyResult of(String policy) {
        return policies.stream()
                .filter(result -> result.policy().equals(policy))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(policy + " was not simulated"));
    }

    /** The same with bounds, where requests never ended. */
    Bounded bounded(String policy, Metric metric) {
        return of(policy).estimate(metric).value();
    }

    /** Compares another policy to the first one of the plan, over the same requests. */
    public PairedComparison toFirst(PolicyResult other, Metric metric) {
        PolicyResult first = policies.get(0);
        boolean heavy = Stream.of(first, other)
                .map(policy -> policy.estimate(metric).why())
                .anyMatch(Estimate.Reason::isOfTail);
        PairedComparison comparison =
                PairedComparison.of(values(first, metric), values(other, metric), Interval.USUAL_CONFIDENCE);
        return heavy ? comparison.withoutInterval() : comparison;
    }

    /** Judges an expectation; in a run that was interrupted nothing is judged. */
    public Prediction.Outcome outcome(Expectation expectation) {
        if (cut) {
            return Prediction.Outcome.NOT_JUDGED;
        }
        return expectation.holds(this::bounded) ? Prediction.Outcome.CAME_TRUE : Prediction.Outcome.NOT_SO;
    }

    /** Judges a prediction: it came true when all its expectations did. */
    public Prediction.Outcome outcome(Prediction prediction) {
        if (cut || prediction.expectations().isEmpty()) {
            return Prediction.Outcome.NOT_JUDGED;
        }
        return prediction.expectations().stream().allMatch(expectation -> expectation.holds(this::bounded))
                ? Prediction.Outcome.CAME_TRUE
                : Prediction.Outcome.NOT_SO;
    }

    /** The expectations that did not come true. */
    public List<Expectation> disappointed() {
        return plan.expectations().stream()
                .filter(expectation -> outcome(expectation) == Prediction.Outcome.NOT_SO)
                .toList();
    }

    /** Judges each SLO of the plan for a policy. */
    public List<Slo.Result> slos(PolicyResult policy) {
        return plan.slos().stream()
                .map(slo -> SimulatedSlos.judge(slo, policy, warmUp.nanos()))
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

    private static List<Bounded> values(PolicyResult result, Metric metric) {
        return result.runs().stream()
                .map(run -> PolicyResult.value(run, metric))
                .toList();
    }
}
