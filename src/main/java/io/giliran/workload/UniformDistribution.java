package io.giliran.workload;

import java.util.random.RandomGenerator;

/** Every whole nanosecond from {@code lowNanos} to {@code highNanos}, both included, equally likely. */
record UniformDistribution(long lowNanos, long highNanos) implements Distribution {
    @Override
    public long sampleNanos(RandomGenerator random) {
        return lowNanos + random.nextLong(highNanos - lowNanos + 1);
    }

    @Override
    public double meanNanos() {
        return (lowNanos + highNanos) / 2.0;
    }

    @Override
    public double squaredVariation() {
        double width = highNanos - lowNanos + 1.0;
        // Of whole numbers, not of a continuum.
        double variance = (width * width - 1) / 12;
        return highNanos == 0 ? 0 : variance / (meanNanos() * meanNanos());
    }

    @Override
    public String toString() {
        return "uniform:" + DurationText.canonical(lowNanos) + ":" + DurationText.canonical(highNanos);
    }
}
