package io.giliran.workload;

import java.util.random.RandomGenerator;

/** The heavy tail: P(longer than t) = (minimum / t)<sup>shape</sup>. No finite mean up to shape 1. */
record ParetoDistribution(long minimumNanos, double shape) implements Distribution {
    @Override
    public long sampleNanos(RandomGenerator random) {
        double survival = 1 - random.nextDouble(); // in (0, 1], so the quotient is never 1 / 0
        return Math.min(MAX_SAMPLE_NANOS, Math.round(minimumNanos / StrictMath.pow(survival, 1 / shape)));
    }

    @Override
    public double meanNanos() {
        if (minimumNanos == 0) {
            return 0;
        }
        return shape <= 1 ? Double.POSITIVE_INFINITY : shape * minimumNanos / (shape - 1);
    }

    @Override
    public double squaredVariation() {
        if (minimumNanos == 0) {
            return 0;
        }
        return shape <= 2 ? Double.POSITIVE_INFINITY : 1 / (shape * (shape - 2));
    }

    @Override
    public double tailIndex() {
        return minimumNanos == 0 ? Double.POSITIVE_INFINITY : shape;
    }

    @Override
    public double squareOfLargest(double probability) {
        if (minimumNanos == 0) {
            return 0;
        }
        return shape <= 2 ? 1 : StrictMath.pow(probability, 1 - 2 / shape);
    }

    @Override
    public String toString() {
        return "pareto:" + DurationText.canonical(minimumNanos) + ":" + Decimals.plain(shape);
    }
}
