package io.giliran.workload;

import java.util.random.RandomGenerator;

/** Always the same duration; draws no randomness. */
record FixedDistribution(long nanos) implements Distribution {
    @Override
    public long sampleNanos(RandomGenerator random) {
        return nanos;
    }

    @Override
    public double meanNanos() {
        return nanos;
    }

    @Override
    public double squaredVariation() {
        return 0;
    }

    @Override
    public String toString() {
        return "fixed:" + DurationText.canonical(nanos);
    }
}
