package io.giliran.workload;

import java.util.random.RandomGenerator;

/** The memoryless distribution with the given mean. */
record ExponentialDistribution(long mean) implements Distribution {
    @Override
    public long sampleNanos(RandomGenerator random) {
        return Math.min(MAX_SAMPLE_NANOS, Math.round(mean * standard(random)));
    }

    /** One exponential sample of mean 1. */
    static double standard(RandomGenerator random) {
        return ExponentialZiggurat.sample(random);
    }

    @Override
    public double meanNanos() {
        return mean;
    }

    @Override
    public double squaredVariation() {
        return mean == 0 ? 0 : 1;
    }

    @Override
    public String toString() {
        return "exp:" + DurationText.canonical(mean);
    }
}
