package io.giliran.workload;

/** Evenly spaced arrivals: number k, from 0, at k / rate. */
public final class ConstantArrivals implements Arrivals {
    private final double perSecond;
    private long next;

    /**
     * Arrivals from now on.
     *
     * @param perSecond the rate, within the bounds of {@link ArrivalRate}
     * @throws IllegalArgumentException when it is outside
     */
    public ConstantArrivals(double perSecond) {
        this.perSecond = ArrivalRate.checked(perSecond);
    }

    @Override
    public long nextNanos() {
        // From the count, not from the last arrival: adding a rounded gap would drift.
        return Math.round(next++ * 1e9 / perSecond);
    }

    @Override
    public String toString() {
        return "constant " + Decimals.plain(perSecond) + "/s";
    }
}
