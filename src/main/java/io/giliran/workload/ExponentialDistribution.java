package io.giliran.workload;

import java.util.random.RandomGenerator;

/** The memoryless distribution with the given mean. */
record ExponentialDistribution(long mean) implements Distribution {
    @Override
    public long sampleNanos(RandomGenerator random) {
        return Math.round(mean * standard(random));
    }

    /** One exponential sample of mean 1, by inversion; finite, because a uniform draw is below 1. */
    static double standard(RandomGenerator random) {
        return -Math.log1p(-random.nextDouble());
    }

    @Override
    public double meanNanos() {
        return mean;
    }

    @Override
    public String toString() {
        return "exp:" + DurationText.canonical(mean);
    }
}
