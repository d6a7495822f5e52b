package io.giliran.simulation.replay;

import io.giliran.policy.BackendPool;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.Picking;
import io.giliran.policy.Policies;
import io.giliran.settings.SettingsException;
import io.giliran.simulation.engine.FastestIdle;
import io.giliran.simulation.engine.ParallelTasks;
import io.giliran.simulation.engine.RttSample;
import io.giliran.workload.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Simulates a recorded run: predicts its RTTs under its own policy and under others. */
public final class Replay {
    private final LiveRecording recording;
    private final Overhead overhead;

    private Replay(LiveRecording recording) {
        this.recording = recording;
        overhead = Overhead.of(recording);
        if (overhead.sample() == 0) {
            throw new SettingsException("no request of the run was answered after its warm-up, by a backend that the"
                    + " balancer's log names; valid is a run with answers");
        }
    }

    /**
     * Replays it.
     *
     * @param others policies to be compared with the recorded one; may be empty
     * @param threads policies that are simulated at once, at most
     */
    public static ReplayResult of(LiveRecording recording, List<String> others, int threads) {
        return new Replay(recording).result(others, threads);
    }

    private ReplayResult result(List<String> others, int threads) {
        // As recorded: each request starts when it did, also where it waited for an answer then.
        String recorded = recording.balancing().policy();
        boolean feedback = recording.model() != LiveRecording.Model.OPEN;
        Set<String> names = new LinkedHashSet<>(others);
        names.remove(recorded);
        List<Supplier<ReplayRun>> tasks = new ArrayList<>();
        tasks.add(() -> run(recorded, false));
        if (feedback && !others.isEmpty()) {
            tasks.add(() -> run(recorded, true));
        }
        names.forEach(name -> tasks.add(() -> run(name, feedback)));
        Iterator<ReplayRun> runs = ParallelTasks.run(threads, tasks).iterator();
        ReplayRun predicted = runs.next();
        List<ReplayResult.Policy> policies = new ArrayList<>();
        if (!others.isEmpty()) {
            ReplayRun first = feedback ? runs.next() : predicted;
            RttSample compared = sample(first);
            policies.add(ReplayResult.Policy.first(recorded, compared, shares(first.picked)));
            for (String name : names) {
                ReplayRun other = runs.next();
                policies.add(ReplayResult.Policy.compared(name, sample(other), shares(other.picked), compared));
            }
        }
        return new ReplayResult(
                recording,
                overhead,
                new RttSample(recording.requests().rtt, recording::isMeasured),
                sample(predicted),
                PickAgreement.of(recording, predicted.picked),
                shares(recording.connections().picked),
                shares(predicted.picked),
                policies);
    }

    private ReplayRun run(String policy, boolean feedback) {
        // A queue before all backends would keep them idle while a request is on its way: it is no bound with a way.
        boolean hasWay = !policy.equals(FastestIdle.CENTRAL_QUEUE);
        ReplayRun run = new ReplayRun(
                        recording,
                        picking(policy),
                        new ReplayRun.Assumptions(hasWay ? overhead.nanos() : 0, feedback),
                        ReplayRun.PickWatch.UNSEEN)
                .run();
        for (int request = 0; request < run.rtt.length; request++) {
            if (!hasWay && run.rtt[request] >= 0) {
                run.rtt[request] += overhead.nanos();
            }
            if (run.rtt[request] < 0 && recording.isMeasured(request)) {
                throw new SettingsException("under " + policy + " a request of the run would get no backend; valid is a"
                        + " run in which every connection got one");
            }
        }
        return run;
    }

    private RttSample sample(ReplayRun run) {
        return new RttSample(run.rtt, recording::isMeasured);
    }

    /** Creates a picking as the balancer does: the same seed gives the same draws. */
    private Picking picking(String policy) {
        LiveRecording.Balancing balancing = recording.balancing();
        RandomStream coins = new RandomStream(balancing.seed());
        return new Picking(new BackendPool(() -> create(policy, coins), balancing.slowStartNanos()));
    }

    private BalancingPolicy create(String policy, RandomStream coins) {
        return policy.equals(FastestIdle.CENTRAL_QUEUE)
                ? FastestIdle.ofAlike()
                : Policies.create(policy, recording.balancing().parameters(), coins);
    }

    /** Share of each backend, by index, in the connections that got one. */
    private List<Double> shares(int[] picked) {
        long[] counts = new long[recording.backends().size()];
        for (int backend : picked) {
            if (backend != LiveRecording.NONE) {
                counts[backend]++;
            }
        }
        double all = Math.max(1, Arrays.stream(counts).sum());
        return Arrays.stream(counts).mapToObj(count -> count / all).toList();
    }
}
