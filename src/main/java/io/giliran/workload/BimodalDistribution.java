package io.giliran.workload;

import java.util.random.RandomGenerator;

/** One of two durations: the first with the given probability, otherwise the second. */
record BimodalDistribution(long firstNanos, long secondNanos, double probability) implements Distribution {
    @Override
    public long sampleNanos(RandomGenerator random) {
        return random.nextDouble() < probability ? firstNanos : secondNanos;
    }

    @Override
    public double meanNanos() {
        return probability * firstNanos + (1 - probability) * secondNanos;
    }

    @Override
    public String toString() {
        return "bimodal:" + DurationText.canonical(firstNanos) + ":" + DurationText.canonical(secondNanos) + ":"
                + Decimals.plain(probability);
    }
}
