package io.giliran.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Finds the highest rate that holds: doubles (or halves) until one rate has held and a higher one has failed, then tries
 * the middle, until the two are as close as wished. Then both are tried again, and what two of three tries say counts: a
 * bound that does not stand is given up, and the search goes on from there.
 */
public final class RateSearch {
    /** Outcome of a try. */
    public enum Outcome {
        HELD,
        FAILED,
        /** The load generator itself could not do it: nothing is known of the target, but it cannot be tried higher. */
        GENERATOR_LIMIT
    }

    /** Limit of the highest rate that was found. */
    public enum Bound {
        /** The next rate failed. */
        TARGET,
        /** The load generator cannot reach the next rate. */
        GENERATOR,
        /** None: no rate that was tried failed, so the true limit may be higher. */
        NONE
    }

    private record Try(double rate, Outcome outcome) {}

    private static final int TRIES = 3;

    private final double least;
    private final double most;
    private final double resolution;
    private final List<Try> tries = new ArrayList<>();
    private final double start;

    /**
     * Begins at a rate.
     *
     * @param least rate that is tried, and {@code most}
     * @param resolution by which part the rate that failed may lie above the one that held, above 0
     */
    public RateSearch(double start, double least, double most, double resolution) {
        if (!(least > 0 && least <= start && start <= most && resolution > 0)) {
            throw new IllegalArgumentException("no search from " + least + " to " + most + " at " + start);
        }
        this.start = start;
        this.least = least;
        this.most = most;
        this.resolution = resolution;
    }

    /** The rate to try next; empty when there is nothing more to find. */
    public OptionalDouble next() {
        if (tries.isEmpty()) {
            return OptionalDouble.of(start);
        }
        Try last = tries.get(tries.size() - 1);
        if (last.outcome() == Outcome.GENERATOR_LIMIT && tries(last.rate()) == 1) {
            // The machine may have been busy for a moment.
            return OptionalDouble.of(last.rate());
        }
        OptionalDouble held = held();
        OptionalDouble failed = failed();
        if (failed.isEmpty()) {
            return held.getAsDouble() >= most
                    ? unsure(held)
                    : OptionalDouble.of(Math.min(most, 2 * held.getAsDouble()));
        }
        if (held.isEmpty()) {
            return failed.getAsDouble() <= least
                    ? unsure(failed)
                    : OptionalDouble.of(Math.max(least, failed.getAsDouble() / 2));
        }
        if (failed.getAsDouble() > held.getAsDouble() * (1 + resolution)) {
            return OptionalDouble.of(Math.sqrt(held.getAsDouble() * failed.getAsDouble()));
        }
        OptionalDouble unsure = unsure(held);
        return unsure.isPresent() ? unsure : unsure(failed);
    }

    /** Takes what a try at this rate said. */
    public void tried(double rate, Outcome outcome) {
        tries.add(new Try(rate, outcome));
    }

    /** The highest rate that held below all that failed; empty when none did. */
    public OptionalDouble held() {
        OptionalDouble failed = failed();
        return tries.stream()
                .mapToDouble(Try::rate)
                .filter(rate -> !hasFailed(rate) && (failed.isEmpty() || rate < failed.getAsDouble()))
                .max();
    }

    /** The lowest rate that failed; empty when none did. */
    public OptionalDouble failed() {
        return tries.stream().mapToDouble(Try::rate).filter(this::hasFailed).min();
    }

    /** Number of tries at this rate. */
    public int tries(double rate) {
        return (int) tries.stream().filter(one -> one.rate() == rate).count();
    }

    /** Number of tries at this rate that held. */
    public int holds(double rate) {
        return (int) tries.stream()
                .filter(one -> one.rate() == rate && one.outcome() == Outcome.HELD)
                .count();
    }

    /** Reason why the rate is not higher. */
    public Bound bound() {
        OptionalDouble failed = failed();
        if (failed.isEmpty()) {
            return Bound.NONE;
        }
        return tries.stream()
                        .filter(one -> one.rate() == failed.getAsDouble())
                        .anyMatch(one -> one.outcome() == Outcome.FAILED)
                ? Bound.TARGET
                : Bound.GENERATOR;
    }

    /** A tie counts as failed: a rate that holds every other time does not hold. */
    private boolean hasFailed(double rate) {
        return 2 * holds(rate) <= tries(rate);
    }

    /** The rate again, unless enough tries agree on it. */
    private OptionalDouble unsure(OptionalDouble rate) {
        int all = tries(rate.getAsDouble());
        int holds = holds(rate.getAsDouble());
        int agree = Math.max(holds, all - holds);
        return all >= TRIES || agree > TRIES / 2 ? OptionalDouble.empty() : rate;
    }
}
