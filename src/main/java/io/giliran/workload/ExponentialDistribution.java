package io.giliran.workload;

import java.util.random.RandomGenerator;

/** The memoryless distribution with the given mean. */
record ExponentialDistribution(long mean) implements Distribution {
    /** The double below 0.5: with it a number just below a half does not become 1, nor one above 2<sup>52</sup> its neighbour. */
    private static final double BELOW_HALF = 0.49999999999999994;

    @Override
    public long sampleNanos(RandomGenerator random) {
        return rounded(Math.min(MAX_SAMPLE_NANOS, mean * standard(random)));
    }

    /** Rounds as {@link Math#round(double)}, in fewer steps, a number that is not negative and fits a long. */
    static long rounded(double number) {
        return (long) (number + BELOW_HALF);
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
