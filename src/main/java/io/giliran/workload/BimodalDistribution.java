package io.giliran.workload;

import java.util.random.RandomGenerator;

/** Two durations: the first with the given probability, otherwise the second. */
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
    public double squaredVariation() {
        double mean = meanNanos();
        double square = probability * firstNanos * firstNanos + (1 - probability) * secondNanos * secondNanos;
        return mean == 0 ? 0 : square / (mean * mean) - 1;
    }

    @Override
    public double squareOfLargest(double probability) {
        double mean = meanNanos();
        double square = (squaredVariation() + 1) * mean * mean;
        double largest = Math.max(firstNanos, secondNanos);
        double itsProbability = firstNanos > secondNanos ? this.probability : 1 - this.probability;
        return square == 0 ? 0 : Math.min(probability, itsProbability) * largest * largest / square;
    }

    @Override
    public String toString() {
        return "bimodal:" + DurationText.canonical(firstNanos) + ":" + DurationText.canonical(secondNanos) + ":"
                + Decimals.plain(probability);
    }
}
