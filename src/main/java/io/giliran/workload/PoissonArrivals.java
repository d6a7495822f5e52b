package io.giliran.workload;

import java.util.random.RandomGenerator;

/** Poisson process: independent exponential gaps, the first one before the first arrival. */
public final class PoissonArrivals implements Arrivals {
    private final double perSecond;
    private final RandomGenerator random;
    private long wholeNanos;
    private double fractionNanos;

    /**
     * Arrivals from now on.
     *
     * @param perSecond the mean rate, within the bounds of {@link ArrivalRate}
     * @throws IllegalArgumentException when it is outside
     */
    public PoissonArrivals(double perSecond, RandomGenerator random) {
        this.perSecond = ArrivalRate.checked(perSecond);
        this.random = random;
    }

    @Override
    public long nextNanos() {
        // Whole and fraction apart: a sum in one double loses precision as the run grows longer.
        double gap = ExponentialDistribution.standard(random) * 1e9 / perSecond + fractionNanos;
        double whole = Math.floor(gap);
        wholeNanos += (long) whole;
        fractionNanos = gap - whole;
        return wholeNanos;
    }

    @Override
    public String toString() {
        return "poisson " + Decimals.plain(perSecond) + "/s";
    }
}
