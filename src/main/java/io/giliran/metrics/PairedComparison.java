package io.giliran.metrics;

import io.giliran.metrics.tail.Bounded;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Comparison of two alternatives over the same runs with the same requests: the common variation cancels, so far fewer runs are
 * needed. Where a run's value is known from below only, the difference has the bounds that follow from it: a first value that
 * is at least 76 s makes one of 15 ms certainly lower.
 *
 * @param difference of the second from the first, in parts of the first; one whose estimate is NaN cannot be told
 * @param obstacle why there is no difference to tell, if there is none
 */
public record PairedComparison(Interval difference, Obstacle obstacle) {
    /** Verdict of a comparison. */
    public enum Verdict {
        LOWER,
        HIGHER,
        NO_DIFFERENCE_SHOWN,
        /** No comparison: one of the two numbers is missing, see {@link #obstacle}. */
        NOT_COMPARABLE
    }

    /** Reason why a relative difference of two values is missing. */
    public enum Obstacle {
        NONE,
        FIRST_EMPTY,
        SECOND_EMPTY,
        BOTH_EMPTY,
        BOTH_ZERO,
        FIRST_ZERO,
        /** The difference has no interval. */
        HEAVY_TAIL,
        /** In both runs requests that never ended lie at the value. */
        BOTH_FROM_BELOW;

        /** Text for people, with the names of the two. */
        public String words(String first, String second) {
            return switch (this) {
                case NONE -> "nothing to compare";
                case FIRST_EMPTY -> "nothing was answered by " + first;
                case SECOND_EMPTY -> "nothing was answered by " + second;
                case BOTH_EMPTY -> "nothing was answered by either";
                case BOTH_ZERO -> "both are 0";
                case FIRST_ZERO -> "that of " + first + " is 0";
                case HEAVY_TAIL -> "in these runs, which show nothing: the tail is too heavy";
                case BOTH_FROM_BELOW -> "both are known from below only";
            };
        }
    }

    /** A difference that was found otherwise. */
    public PairedComparison(Interval difference) {
        this(difference, Obstacle.NONE);
    }

    /**
     * Compares run by run.
     *
     * @param first one value for each run
     * @param second the other's, in the same order
     */
    public static PairedComparison of(double[] first, double[] second, double confidence) {
        return of(exactly(first), exactly(second), confidence);
    }

    /** The same of values of which some may be known from below only. */
    public static PairedComparison of(List<Bounded> first, List<Bounded> second, double confidence) {
        if (first.size() != second.size()) {
            throw new IllegalArgumentException(first.size() + " runs beside " + second.size());
        }
        Obstacle obstacle = obstacle(first, second);
        if (obstacle == Obstacle.BOTH_ZERO) {
            return new PairedComparison(new Interval(0, 0, 0, confidence), obstacle);
        }
        if (obstacle != Obstacle.NONE) {
            return new PairedComparison(
                    new Interval(Double.NEGATIVE_INFINITY, Double.NaN, Double.POSITIVE_INFINITY, confidence), obstacle);
        }
        double[] least = new double[first.size()];
        double[] most = new double[first.size()];
        for (int i = 0; i < least.length; i++) {
            least[i] = second.get(i).least() / first.get(i).most() - 1;
            most[i] = second.get(i).most() / first.get(i).least() - 1;
        }
        Interval low = Interval.ofReplications(least, confidence);
        if (Arrays.equals(least, most)) {
            // Nothing that is positive can be lower by more than all of it.
            return new PairedComparison(
                    Double.isInfinite(low.low()) || low.low() >= -1
                            ? low
                            : new Interval(-1, low.estimate(), Math.max(-1, low.high()), confidence));
        }
        boolean hasMost = Arrays.stream(most).allMatch(Double::isFinite);
        Interval high = hasMost ? Interval.ofReplications(most, confidence) : low;
        return new PairedComparison(new Interval(
                Double.isInfinite(low.low()) ? low.low() : Math.max(-1, low.low()),
                high.estimate(),
                hasMost ? high.high() : Double.POSITIVE_INFINITY,
                confidence));
    }

    /** The same where runs do not show how far off it may be, because a few requests make up too much of the values. */
    public PairedComparison withoutInterval() {
        return obstacle == Obstacle.NONE
                ? new PairedComparison(
                        new Interval(
                                Double.NEGATIVE_INFINITY,
                                difference.estimate(),
                                Double.POSITIVE_INFINITY,
                                difference.confidence()),
                        Obstacle.HEAVY_TAIL)
                : this;
    }

    /** Verdict that the interval allows. */
    public Verdict verdict() {
        if (Double.isNaN(difference.estimate())) {
            return Verdict.NOT_COMPARABLE;
        }
        if (difference.high() < 0) {
            return Verdict.LOWER;
        }
        return difference.low() > 0 ? Verdict.HIGHER : Verdict.NO_DIFFERENCE_SHOWN;
    }

    /** Text for people: {@code -38.1 % [-43.0, -33.2]}, or {@code no difference shown [-2.1, +3.0] %}. */
    @Override
    public String toString() {
        return toString("the first", "the second");
    }

    /** The same with the names of the two where they are needed. */
    public String toString(String first, String second) {
        if (obstacle == Obstacle.HEAVY_TAIL) {
            return String.format(Locale.ROOT, "%+.1f %% ", 100 * difference.estimate()) + obstacle.words(first, second);
        }
        if (obstacle != Obstacle.NONE || verdict() == Verdict.NOT_COMPARABLE) {
            return obstacle.words(first, second);
        }
        if (Double.isInfinite(difference.low()) && Double.isInfinite(difference.high())) {
            return String.format(Locale.ROOT, "%+.1f %% in one run, which shows nothing", 100 * difference.estimate());
        }
        String bounds = "[" + percent(difference.low()) + ", " + percent(difference.high()) + "]";
        return verdict() == Verdict.NO_DIFFERENCE_SHOWN
                ? "no difference shown " + bounds + " %"
                : String.format(Locale.ROOT, "%+.1f %% ", 100 * difference.estimate()) + bounds;
    }

    private static String percent(double part) {
        return Double.isInfinite(part) ? "?" : String.format(Locale.ROOT, "%+.1f", 100 * part);
    }

    private static Obstacle obstacle(List<Bounded> first, List<Bounded> second) {
        boolean firstEmpty = first.stream().anyMatch(Bounded::isEmpty);
        boolean secondEmpty = second.stream().anyMatch(Bounded::isEmpty);
        if (firstEmpty || secondEmpty) {
            return firstEmpty ? secondEmpty ? Obstacle.BOTH_EMPTY : Obstacle.FIRST_EMPTY : Obstacle.SECOND_EMPTY;
        }
        if (first.stream().anyMatch(value -> value.most() == 0)) {
            boolean allZero = first.stream().allMatch(value -> value.most() == 0)
                    && second.stream().allMatch(value -> value.most() == 0);
            return allZero ? Obstacle.BOTH_ZERO : Obstacle.FIRST_ZERO;
        }
        boolean firstOpen = first.stream().anyMatch(PairedComparison::isOpen);
        boolean secondOpen = second.stream().anyMatch(PairedComparison::isOpen);
        return firstOpen && secondOpen ? Obstacle.BOTH_FROM_BELOW : Obstacle.NONE;
    }

    /** Whether a quotient with it has no bound on one side. */
    private static boolean isOpen(Bounded value) {
        return Double.isInfinite(value.most()) || (value.least() == 0 && !value.isExact());
    }

    private static List<Bounded> exactly(double[] values) {
        return Arrays.stream(values).mapToObj(Bounded::exactly).toList();
    }
}
