package io.giliran.metrics.tail;

import java.util.function.DoubleFunction;

/**
 * A number that was measured, of which perhaps only bounds are known: a percentile that falls among requests without an
 * answer is known from below only. Exact when both bounds are equal; empty (both NaN) when nothing was measured.
 *
 * @param least it is at least so much
 * @param most it is at most so much; positive infinity when nothing is known
 */
public record Bounded(double least, double most) {
    /** No value was measured. */
    public static final Bounded EMPTY = new Bounded(Double.NaN, Double.NaN);

    public static Bounded exactly(double value) {
        return new Bounded(value, value);
    }

    /** Known from below only. */
    public static Bounded atLeast(double value) {
        return new Bounded(value, Double.POSITIVE_INFINITY);
    }

    public boolean isExact() {
        return least == most;
    }

    /** Whether nothing was measured. */
    public boolean isEmpty() {
        return Double.isNaN(least);
    }

    /** The same in another unit, or a multiple of it; the factor is not negative. */
    public Bounded times(double factor) {
        return new Bounded(least * factor, factor == 0 ? 0 : most * factor);
    }

    /** Divides both bounds; exact where the division is, as multiplying by a reciprocal is not. */
    public Bounded dividedBy(double divisor) {
        return new Bounded(least / divisor, most / divisor);
    }

    /** Whether it is certainly below the other, whatever both are within their bounds; false when one is empty. */
    public boolean isSurelyBelow(Bounded other) {
        return most < other.least;
    }

    /** Whether it is known from below, and nothing else. */
    public boolean isFromBelow() {
        return Double.isInfinite(most);
    }

    /**
     * Text for people: the value in this form, {@code > } before it when it is known from below, both bounds when they are
     * shown differently, {@code -} when it is empty.
     */
    public String shown(DoubleFunction<String> form) {
        if (isEmpty()) {
            return "-";
        }
        String low = form.apply(least);
        if (isExact()) {
            return low;
        }
        String high = isFromBelow() ? "" : form.apply(most);
        return isFromBelow() ? "> " + low : high.equals(low) ? low : low + " to " + high;
    }
}
