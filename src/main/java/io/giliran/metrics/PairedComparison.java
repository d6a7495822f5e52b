package io.giliran.metrics;

import java.util.Locale;

/**
 * Two ways compared over the same runs, which had the same requests: what differs between them is theirs alone, so far
 * fewer runs tell them apart.
 *
 * @param difference of the second from the first, in parts of the first
 */
public record PairedComparison(Interval difference) {
    /** What can be said. */
    public enum Verdict {
        LOWER,
        HIGHER,
        NO_DIFFERENCE_SHOWN
    }

    /**
     * Compares run by run.
     *
     * @param first one value for each run
     * @param second the other's, in the same order
     */
    public static PairedComparison of(double[] first, double[] second, double confidence) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(first.length + " runs beside " + second.length);
        }
        double[] relative = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            relative[i] = second[i] / first[i] - 1;
        }
        return new PairedComparison(Interval.ofReplications(relative, confidence));
    }

    /** What the interval allows to say. */
    public Verdict verdict() {
        if (difference.high() < 0) {
            return Verdict.LOWER;
        }
        return difference.low() > 0 ? Verdict.HIGHER : Verdict.NO_DIFFERENCE_SHOWN;
    }

    /** For people: {@code -38.1 % [-43.0, -33.2]}, or {@code no difference shown [-2.1, +3.0] %}. */
    @Override
    public String toString() {
        if (Double.isInfinite(difference.low())) {
            return String.format(Locale.ROOT, "%+.1f %% in one run, which shows nothing", 100 * difference.estimate());
        }
        String bounds = String.format(Locale.ROOT, "[%+.1f, %+.1f]", 100 * difference.low(), 100 * difference.high());
        return verdict() == Verdict.NO_DIFFERENCE_SHOWN
                ? "no difference shown " + bounds + " %"
                : String.format(Locale.ROOT, "%+.1f %% ", 100 * difference.estimate()) + bounds;
    }
}
