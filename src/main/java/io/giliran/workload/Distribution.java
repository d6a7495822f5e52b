package io.giliran.workload;

import java.util.random.RandomGenerator;

/**
 * A distribution of durations: service times, think times, pauses. Immutable; the randomness is the caller's, so equal
 * seeds give equal samples. {@code toString()} gives the canonical text, which {@link #parse} reads back.
 */
public interface Distribution {
    /**
     * The longest sample, 2<sup>53</sup> ns (about 104 days): a heavy tail can draw more than a clock can hold, and
     * sums of samples must not overflow.
     */
    long MAX_SAMPLE_NANOS = 1L << 53;

    /** Draws one duration in nanoseconds, from 0 to {@link #MAX_SAMPLE_NANOS}. */
    long sampleNanos(RandomGenerator random);

    /** The expected value in nanoseconds; positive infinity when there is none. */
    double meanNanos();

    /** The variance divided by the square of the mean; positive infinity when there is no variance, 0 of mean 0. */
    double squaredVariation();

    /**
     * Tail index, the power of t by which the part of samples above t falls: up to 1 there is no mean, up to 2 no variance.
     * Infinite when it falls faster than any power.
     */
    default double tailIndex() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * Part of the second moment that is made by the largest samples, which are drawn with the given probability. When most of
     * it is made by samples that a run has not seen, the run knows neither their variance nor what waits behind them.
     *
     * @param probability of such a sample, above 0 and below 1
     */
    default double squareOfLargest(double probability) {
        return 0;
    }

    /**
     * Reads {@code fixed:10ms}, {@code uniform:5ms:15ms}, {@code exp:10ms} (mean), {@code lognormal:10ms:2} (median,
     * sigma of the logarithm), {@code pareto:1ms:1.5} (minimum, shape), {@code bimodal:1ms:100ms:0.9} (the first value
     * with that probability, otherwise the second). A bare duration is a fixed one.
     *
     * @throws IllegalArgumentException when the text is something else; its message continues "VALUE …"
     */
    static Distribution parse(String text) {
        return DistributionText.parse(text);
    }
}
