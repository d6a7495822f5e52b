package io.giliran.simulation.experiment;

import io.giliran.policy.BackendPool;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.Policies;
import io.giliran.simulation.engine.FastestIdle;
import io.giliran.workload.RandomStream;
import java.util.function.Supplier;

/** Creates the pools of a run's balancers, each with a random stream of its own. */
public final class PoolsOfPlan implements Supplier<BackendPool> {
    private final Plan plan;
    private final String policy;
    private final long seed;
    private int made;

    private PoolsOfPlan(Plan plan, String policy, long seed) {
        this.plan = plan;
        this.policy = policy;
        this.seed = seed;
    }

    public static PoolsOfPlan of(Plan plan, String policy, long seed) {
        return new PoolsOfPlan(plan, policy, seed);
    }

    @Override
    public BackendPool get() {
        RandomStream coins = RandomStream.named(seed, "policy of balancer " + made++);
        return new BackendPool(() -> policy(coins), plan.slowStartNanos());
    }

    private BalancingPolicy policy(RandomStream coins) {
        return policy.equals(FastestIdle.CENTRAL_QUEUE)
                ? new FastestIdle(plan.scenario().backends())
                : Policies.create(policy, plan.parameters(), coins);
    }
}
