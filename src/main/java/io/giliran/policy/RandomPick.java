package io.giliran.policy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One backend at random, each with a probability in proportion to its weight. */
final class RandomPick implements BalancingPolicy {
    static final String NAME = "random";

    private final RandomGenerator random;
    private final EligibleBackends backends = new EligibleBackends();

    RandomPick(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        int untried = backends.siftUntried(tried);
        if (untried == 0) {
            return null;
        }
        return backends.drawSifted(untried, random);
    }
}
