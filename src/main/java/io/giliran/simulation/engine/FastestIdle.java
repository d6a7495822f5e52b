package io.giliran.simulation.engine;

import io.giliran.policy.Backend;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.PickNotes;
import io.giliran.policy.TriedBackends;
import io.giliran.theory.CentralQueue;
import io.giliran.workload.ScenarioBackend;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A common queue for all backends: a request waits at the balancer, in the order of coming, until a worker is idle, and gets
 * the fastest that is. No balancer can do that for real; it is the bound for those that must choose at once.
 */
public final class FastestIdle implements BalancingPolicy {
    /** Name among the policies of a scenario. */
    public static final String CENTRAL_QUEUE = CentralQueue.POLICY;

    private final List<ScenarioBackend> described;
    private List<Backend> fastestFirst = List.of();

    public FastestIdle(List<ScenarioBackend> described) {
        this.described = described;
    }

    /** Creates one for backends that are all equally fast. */
    public static FastestIdle ofAlike() {
        return new FastestIdle(List.of());
    }

    @Override
    public String name() {
        return CENTRAL_QUEUE;
    }

    @Override
    public void eligible(List<Backend> backends) {
        if (described.isEmpty()) {
            fastestFirst = List.copyOf(backends);
            return;
        }
        fastestFirst = backends.stream()
                .sorted(Comparator.comparingDouble(
                        backend -> -described.get(backend.index()).speed()))
                .toList();
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        for (int i = 0; i < fastestFirst.size(); i++) {
            if (!tried.contains(fastestFirst.get(i))) {
                return fastestFirst.get(i);
            }
        }
        return null;
    }

    @Override
    public void noteIn(@Nullable PickNotes notes) {
        // Simulated only, and nobody asks it why.
    }
}
