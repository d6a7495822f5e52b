package io.giliran.simulation;

import io.giliran.workload.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a plan: every policy as often as there are replications, over the same requests. What is left out at the start is
 * found in a run of its own, for each policy.
 */
public final class Experiment {
    /** Is told how far an experiment is, and may end it. */
    public interface Watch {
        /**
         * Told now and then.
         *
         * @param done from 0 to 1
         * @return false to end the experiment with what is known
         */
        boolean goesOn(double done);
    }

    private final Plan plan;
    private final Watch watch;
    private final int runs;
    private int runsDone;
    private boolean ended;

    public Experiment(Plan plan, Watch watch) {
        this.plan = plan;
        this.watch = watch;
        int pilots = plan.warmUpNanos().isPresent() ? 0 : 1;
        runs = plan.policies().size() * (plan.replications() + pilots);
    }

    /** Runs it to its end, or until the watch ends it. */
    public ExperimentResult run() {
        // What a policy's runs leave out, those of all do: else they would not be measured over the same requests.
        WarmUp warmUp = plan.warmUpNanos().isPresent()
                ? WarmUp.stated(plan.warmUpNanos().getAsLong())
                : WarmUp.found(plan.policies().stream().map(this::pilot).toList());
        List<List<RunResult>> results = new ArrayList<>();
        plan.policies().forEach(policy -> results.add(new ArrayList<>()));
        // Ended in the search for the warm-up: of each policy's run the beginning is shown, up to where it is asked
        // again.
        for (int replication = 0; replication < plan.replications() && (!ended || replication == 0); replication++) {
            List<RunResult> round = new ArrayList<>();
            for (String policy : plan.policies()) {
                round.add(run(policy, replication, warmUp.nanos(), RttSeries.UNSEEN));
            }
            // Of a round that was cut, policies could not be compared; of the first there is nothing else.
            if (!ended || replication == 0) {
                for (int i = 0; i < round.size(); i++) {
                    results.get(i).add(round.get(i));
                }
            }
        }
        return ExperimentResult.of(plan, warmUp, results, ended);
    }

    private WarmUp.Pilot pilot(String policy) {
        WarmUp.Pilot pilot = new WarmUp.Pilot(plan.scenario());
        return pilot.ended(run(policy, 0, 0, pilot).lastArrivalNanos());
    }

    private RunResult run(String policy, int replication, long warmUp, RttSeries series) {
        long seed = seed(replication);
        Simulation simulation = new Simulation(
                plan.scenario(),
                PoolsOfPlan.of(plan, policy, seed),
                seed,
                new Measurements(
                        plan.scenario().backends().size(), plan.scenario().knownClients(), warmUp, series));
        RunResult result = simulation.run(this::isEnded);
        runsDone++;
        return result;
    }

    private boolean isEnded(long requests, long nowNanos) {
        double byTime = plan.scenario().durationNanos() == Long.MAX_VALUE
                ? 0
                : (double) nowNanos / plan.scenario().durationNanos();
        double byCount = plan.scenario().requests().isEmpty()
                ? 0
                : (double) requests / plan.scenario().requests().getAsLong();
        double part = Math.min(1, Math.max(byTime, byCount));
        ended |= !watch.goesOn((runsDone + part) / runs);
        return ended;
    }

    private long seed(int replication) {
        return RandomStream.seedOfRun(plan.seed(), replication);
    }
}
