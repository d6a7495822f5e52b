package io.giliran.workload;

import java.util.random.RandomGenerator;

/** The memoryless distribution with the given mean. */
record ExponentialDistribution(long mean) implements Distribution {
    @Override
    public long sampleNanos(RandomGenerator random) {
        return rounded(Math.min(MAX_SAMPLE_NANOS, mean * standard(random)));
    }

    /** What {@link Math#round(double)} gives for a number that is not negative and fits a long, in fewer steps. */
    static long rounded(double number) {
        long whole = (long) number;
        return whole + (long) (2 * (number - whole));
    }

    /** An exponential sample of mean 1. */
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
