package io.giliran.balancer.settings;

import io.giliran.balancer.clients.ClientSettings;
import io.giliran.health.HealthParameters;
import io.giliran.policy.BackendPool;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.PickJournal;
import io.giliran.policy.Picking;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicySettings;
import io.giliran.workload.RandomStream;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the assignment of clients to backends.
 *
 * @param slowStart ramp-up until a backend that joins has its full weight; zero for full weight at once
 * @param seed of the policy's random choices
 */
public record DispatchSettings(
        PolicySettings policy,
        Duration slowStart,
        long seed,
        HealthParameters health,
        QueueSettings queue,
        ClientSettings clients) {

    public DispatchSettings withPolicy(String name) {
        return new DispatchSettings(
                new PolicySettings(name, policy.parameters()), slowStart, seed, health, queue, clients);
    }

    /** Whether the same policy chooses, with the same parameters and the same random draws. */
    public boolean choosesAs(DispatchSettings other) {
        return policy.choosesAs(other.policy) && seed == other.seed;
    }

    /**
     * Picks by the policy, without members yet.
     *
     * @param journal gets the lines of the journal of picks; null for none
     */
    public Picking picking(@Nullable Consumer<String> journal) {
        RandomStream coins = new RandomStream(seed);
        Picking picking = new Picking(new BackendPool(() -> policy(coins), slowStart.toNanos()));
        if (journal != null) {
            picking.recordIn(new PickJournal(picking.name(), seed, slowStart.toNanos(), journal));
        }
        return picking;
    }

    private BalancingPolicy policy(RandomStream coins) {
        return Policies.create(policy.name(), policy.parameters(), coins);
    }
}
