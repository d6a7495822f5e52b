package io.giliran.metrics;

import java.util.Arrays;

/**
 * Confidence interval: an estimate and the bounds between which the true value lies with the given confidence.
 *
 * @param low negative infinity when nothing is known
 * @param high positive infinity when nothing is known
 * @param confidence above 0 and below 1
 */
public record Interval(double low, double estimate, double high, double confidence) {
    /** Confidence of intervals where no other one is named. */
    public static final double USUAL_CONFIDENCE = 0.95;

    /**
     * The interval of the mean of independent runs, by Student's t; unbounded for one run.
     *
     * @param values at least one
     */
    public static Interval ofReplications(double[] values, double confidence) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        if (values.length == 1) {
            return new Interval(Double.NEGATIVE_INFINITY, mean, Double.POSITIVE_INFINITY, confidence);
        }
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double error = Math.sqrt(squares / (values.length - 1) / values.length);
        double half = StudentT.twoSided(confidence, values.length - 1) * error;
        return new Interval(mean - half, mean, mean + half, confidence);
    }

    /**
     * The same interval about an estimate from all data together, widened to it when it lies outside: percentiles are
     * estimated from merged histograms, and their spread from those of the runs.
     */
    public Interval around(double pooled) {
        return new Interval(Math.min(low, pooled), pooled, Math.max(high, pooled), confidence);
    }

    /**
     * The interval of a mean time in a queue: a run that happens to be calm shows too little of the mean and of its spread,
     * because near saturation the deviation of a run's mean grows with the square of the true one (Whitt, Planning queueing
     * simulations, 1989). So the upper bound is the mean μ from which the estimate m is off by its half width h · (μ/m)², which
     * is m + h nearly when h is small, and none when h is a quarter of m or more.
     */
    Interval ofTime() {
        double half = high - estimate;
        double part = half / estimate;
        if (!(part > 0) || Double.isInfinite(half)) {
            return this;
        }
        double most = part < 0.25 ? estimate * (1 - Math.sqrt(1 - 4 * part)) / (2 * part) : Double.POSITIVE_INFINITY;
        return new Interval(low, estimate, most, confidence);
    }

    /**
     * The interval of the mean time of independent runs.
     *
     * @param means at least one, not negative
     */
    public static Interval ofTimes(double[] means, double confidence) {
        return ofReplications(means, confidence).ofTime();
    }

    /** The same in another unit. */
    public Interval times(double factor) {
        return new Interval(low * factor, estimate * factor, high * factor, confidence);
    }

    /** Whether nothing is known on at least one side. */
    public boolean isUnbounded() {
        return Double.isInfinite(high - low);
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /** Half its width in parts of the estimate. */
    public double relativeHalfWidth() {
        return (high - low) / 2 / Math.abs(estimate);
    }
}
