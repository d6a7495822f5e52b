package io.giliran.theory;

import java.util.OptionalDouble;

/**
 * The time from a request's arrival to its end.
 *
 * @param mean in seconds
 * @param exponential whether it is exponentially distributed, so that every quantile follows from the mean
 */
public record Sojourn(double mean, boolean exponential) {
    static Sojourn exponential(double mean) {
        return new Sojourn(mean, true);
    }

    static Sojourn ofMean(double mean) {
        return new Sojourn(mean, false);
    }

    /** The time that a part q of all requests stays below; empty when only the mean is known. */
    public OptionalDouble quantile(double q) {
        return exponential ? OptionalDouble.of(-mean * Math.log1p(-q)) : OptionalDouble.empty();
    }

    static double checkedLoad(double load) {
        if (!(load > 0 && load < 1)) {
            throw new IllegalArgumentException("load " + load + " is not above 0 and below 1");
        }
        return load;
    }
}
