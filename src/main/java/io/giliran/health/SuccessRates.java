package io.giliran.health;

import java.util.Arrays;

/**
 * The success rates of several backends, in percent.
 *
 * @param deviation the standard deviation of all of them, not of a sample
 */
record SuccessRates(double mean, double deviation) {
    /** The rates; there must be at least one. */
    static SuccessRates of(double... rates) {
        double mean = Arrays.stream(rates).average().orElseThrow();
        double variance = Arrays.stream(rates)
                .map(rate -> (rate - mean) * (rate - mean))
                .average()
                .orElseThrow();
        return new SuccessRates(mean, Math.sqrt(variance));
    }

    /** Success rate below which a backend is an outlier, in percent. */
    double threshold(double deviations) {
        return mean - deviations * deviation;
    }
}
