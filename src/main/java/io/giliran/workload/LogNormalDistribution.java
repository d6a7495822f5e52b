package io.giliran.workload;

import java.util.random.RandomGenerator;

/** A duration whose logarithm is normal with deviation {@code sigma}; half of the samples are below the median. */
record LogNormalDistribution(long medianNanos, double sigma) implements Distribution {
    @Override
    public long sampleNanos(RandomGenerator random) {
        return Math.min(MAX_SAMPLE_NANOS, Math.round(medianNanos * StrictMath.exp(sigma * random.nextGaussian())));
    }

    @Override
    public double meanNanos() {
        return medianNanos == 0 ? 0 : medianNanos * StrictMath.exp(sigma * sigma / 2);
    }

    @Override
    public double squaredVariation() {
        return medianNanos == 0 ? 0 : StrictMath.expm1(sigma * sigma);
    }

    /** Squares are lognormal too, about a median farther by twice sigma on the scale of standard deviations. */
    @Override
    public double squareOfLargest(double probability) {
        return medianNanos == 0 ? 0 : NormalTail.beyond(NormalTail.point(probability) - 2 * sigma);
    }

    @Override
    public String toString() {
        return "lognormal:" + DurationText.canonical(medianNanos) + ":" + Decimals.plain(sigma);
    }
}
