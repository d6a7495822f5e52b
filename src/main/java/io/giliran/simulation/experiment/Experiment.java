package io.giliran.simulation.experiment;

import io.giliran.settings.SettingsException;
import io.giliran.simulation.engine.Measurements;
import io.giliran.simulation.engine.ParallelTasks;
import io.giliran.simulation.engine.RttSeries;
import io.giliran.simulation.engine.RunResult;
import io.giliran.simulation.engine.RunTooLarge;
import io.giliran.simulation.engine.Simulation;
import io.giliran.simulation.engine.StopWish;
import io.giliran.workload.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs a plan: every policy as often as there are replications, over the same requests. What is left out at the start is
 * found in a run of its own, for each policy. Runs are independent of each other, so as many as there are threads are under
 * way at once; what they show does not depend on that number.
 */
public final class Experiment {
    /**
     * Receives the progress of an experiment, and may end it. Called by one thread at a time, but not always by the same one.
     */
    public interface Watch {
        /**
         * Receives the progress, now and then.
         *
         * @param done from 0 to 1; never less than before
         * @return false to end the experiment with what is known
         */
        boolean goesOn(double done);
    }

    private final Plan plan;
    private final int threads;
    private final Watch watch;
    private final int runs;
    private double runsDone;
    private volatile boolean ended;

    /** An experiment on the calling thread alone. */
    public Experiment(Plan plan, Watch watch) {
        this(plan, 1, watch);
    }

    /**
     * An experiment at its start.
     *
     * @param threads runs that are under way at once, at most
     */
    public Experiment(Plan plan, int threads, Watch watch) {
        this.plan = plan;
        this.threads = threads;
        this.watch = watch;
        int pilots = plan.warmUpNanos().isPresent() ? 0 : 1;
        runs = plan.policies().size() * (plan.replications() + pilots);
    }

    /** Runs it to its end, or until the watch ends it. Throws what a run throws, when all have ended. */
    public ExperimentResult run() {
        // What a policy's runs leave out, those of all do: else they would not be measured over the same requests.
        SimulatedWarmUp warmUp = plan.warmUpNanos().isPresent()
                ? SimulatedWarmUp.stated(plan.warmUpNanos().getAsLong())
                : SimulatedWarmUp.found(pilots());
        return ExperimentResult.of(plan, warmUp, replications(warmUp.nanos()), ended);
    }

    private List<SimulatedWarmUp.Pilot> pilots() {
        List<Supplier<SimulatedWarmUp.Pilot>> tasks = new ArrayList<>();
        plan.policies().forEach(policy -> tasks.add(() -> pilot(policy)));
        return ParallelTasks.run(threads, tasks);
    }

    /** Runs the replications; returns by policy the runs of whole rounds, each of which has a run of every policy. */
    private List<List<RunResult>> replications(long warmUp) {
        List<Supplier<Optional<RunResult>>> tasks = new ArrayList<>();
        for (int i = 0; i < plan.replications(); i++) {
            int replication = i;
            plan.policies().forEach(policy -> tasks.add(() -> replication(policy, replication, warmUp)));
        }
        List<Optional<RunResult>> done = ParallelTasks.run(threads, tasks);
        List<List<RunResult>> results = new ArrayList<>();
        plan.policies().forEach(policy -> results.add(new ArrayList<>()));
        int round = plan.policies().size();
        for (int first = 0; first < done.size(); first += round) {
            List<Optional<RunResult>> ofRound = done.subList(first, first + round);
            if (!ofRound.stream().allMatch(Optional::isPresent)) {
                break;
            }
            for (int i = 0; i < round; i++) {
                results.get(i).add(ofRound.get(i).orElseThrow());
            }
        }
        return results;
    }

    private SimulatedWarmUp.Pilot pilot(String policy) {
        SimulatedWarmUp.Pilot pilot = new SimulatedWarmUp.Pilot(plan.scenario());
        return pilot.ended(new Run().of(policy, 0, 0, pilot).lastArrivalNanos());
    }

    /**
     * Makes a run, unless the experiment has ended. Policies cannot be compared in a round that was cut, so a cut run is left
     * out; but the cut runs of the first round are shown, for there is nothing else.
     */
    private Optional<RunResult> replication(String policy, int replication, long warmUp) {
        if (ended && replication > 0) {
            return Optional.empty();
        }
        Run run = new Run();
        RunResult result = run.of(policy, replication, warmUp, RttSeries.UNSEEN);
        return run.cut && replication > 0 ? Optional.empty() : Optional.of(result);
    }

    /** A part of a run more is done: true when the experiment is to end. */
    private synchronized boolean isEnded(double more) {
        runsDone += more;
        if (!ended) {
            ended = !watch.goesOn(Math.min(1, runsDone / runs));
        }
        return ended;
    }

    private long seed(int replication) {
        return RandomStream.seedOfRun(plan.seed(), replication);
    }

    /** A run that is under way, and how far it is. */
    private final class Run implements StopWish {
        private double part;
        private boolean cut;

        RunResult of(String policy, int replication, long warmUp, RttSeries series) {
            long seed = seed(replication);
            Simulation simulation = new Simulation(
                    plan.scenario(),
                    PoolsOfPlan.of(plan, policy, seed),
                    seed,
                    new Measurements(
                            plan.scenario().backends().size(), plan.scenario().knownClients(), warmUp, series));
            try {
                RunResult result = simulation.run(this);
                if (!cut) {
                    isEnded(1 - part);
                }
                return result;
            } catch (RunTooLarge tooLarge) {
                ended = true;
                throw new SettingsException(String.valueOf(tooLarge.getMessage()));
            } catch (RuntimeException | Error failure) {
                // Those beside it would only be waited for.
                ended = true;
                throw failure;
            }
        }

        @Override
        public boolean isWished(long requests, long nowNanos) {
            double byTime = plan.scenario().durationNanos() == Long.MAX_VALUE
                    ? 0
                    : (double) nowNanos / plan.scenario().durationNanos();
            double byCount = plan.scenario().requests().isEmpty()
                    ? 0
                    : (double) requests / plan.scenario().requests().getAsLong();
            double reached = Math.min(1, Math.max(Math.max(byTime, byCount), part));
            double more = reached - part;
            part = reached;
            cut = isEnded(more);
            return cut;
        }
    }
}
