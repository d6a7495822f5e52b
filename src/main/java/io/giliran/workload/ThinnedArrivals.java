package io.giliran.workload;

import java.util.random.RandomGenerator;

/**
 * Poisson process at a rate that changes, by thinning: of arrivals at the highest rate each is kept with the probability that
 * the rate of its moment has to that one.
 *
 * @see <a href="https://doi.org/10.1002/nav.3800260304">Lewis and Shedler, Simulation of nonhomogeneous Poisson processes by
 *     thinning, 1979</a>
 */
public final class ThinnedArrivals implements Arrivals {
    private final Stages stages;
    private final double most;
    private final long endNanos;
    private final RandomGenerator random;
    private final PoissonArrivals candidates;

    public ThinnedArrivals(Stages stages, RandomGenerator random) {
        this.stages = stages;
        most = stages.most();
        endNanos = stages.nanos();
        this.random = random;
        candidates = new PoissonArrivals(most, random);
    }

    @Override
    public long nextNanos() {
        while (true) {
            long candidate = candidates.nextNanos();
            if (candidate >= endNanos) {
                return NO_MORE;
            }
            if (random.nextDouble() * most < stages.rateAt(candidate)) {
                return candidate;
            }
        }
    }
}
