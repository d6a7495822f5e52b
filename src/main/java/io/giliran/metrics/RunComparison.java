package io.giliran.metrics;

import io.giliran.metrics.tail.Bounded;
import java.util.ArrayList;
import java.util.List;

/**
 * Two runs compared, number by number. Runs with the same requests are compared request by request: by how much their
 * batches go up and down together, the difference is known better. Others have nothing in common.
 *
 * @param paired whether the two had the same requests
 * @param silence which of the two answered nothing
 */
public record RunComparison(List<Line> lines, boolean paired, Silence silence) {
    /** Run of the two that answered nothing. */
    public enum Silence {
        NONE,
        FIRST,
        SECOND,
        BOTH
    }

    /** Unit of a number. */
    public enum Kind {
        /** Time in ns. */
        TIME,
        PER_SECOND,
        /** A part of all requests. Its difference is in such parts too: of none at all nothing can be a part. */
        SHARE
    }

    /**
     * A number in both runs.
     *
     * @param difference of the second from the first, in parts of the first, or plain of a share; unbounded where too
     *     little is known; its estimate is NaN where there is none
     * @param firstKnown whether the first is known; otherwise it is a lower bound; {@code secondKnown} likewise
     */
    public record Line(
            String name,
            Kind kind,
            Interval first,
            Interval second,
            Interval difference,
            boolean firstKnown,
            boolean secondKnown) {
        /** Verdict that the interval allows. */
        public PairedComparison.Verdict verdict() {
            return new PairedComparison(difference).verdict();
        }
    }

    private static final List<Double> PARTS = List.of(0.5, 0.9, 0.99, 0.999);
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9");

    /**
     * Compares.
     *
     * @param paired whether the requests of both are the same, in the same order
     */
    public static RunComparison of(RunSample first, RunSample second, boolean paired) {
        List<Line> lines = new ArrayList<>();
        LatencySeries one = first.rtt();
        LatencySeries other = second.rtt();
        if (one.count() > 0 && other.count() > 0) {
            lines.add(relative(
                    "mean",
                    Kind.TIME,
                    one.mean(),
                    other.mean(),
                    paired ? correlation(one.batches().means(), other.batches().means()) : 0,
                    one.times().mean(),
                    other.times().mean()));
            for (int i = 0; i < PARTS.size(); i++) {
                Interval of = one.percentile(PARTS.get(i));
                Interval ofOther = other.percentile(PARTS.get(i));
                lines.add(relative(
                        PERCENTILES.get(i),
                        Kind.TIME,
                        of,
                        ofOther,
                        paired ? correlation(sharesUpTo(of, one), sharesUpTo(ofOther, other)) : 0,
                        one.times().percentile(100 * PARTS.get(i)),
                        other.times().percentile(100 * PARTS.get(i))));
            }
        }
        lines.add(relative(
                "rate",
                Kind.PER_SECOND,
                first.perSecond(),
                second.perSecond(),
                paired ? correlation(first.rates(), second.rates()) : 0,
                Bounded.exactly(first.perSecond().estimate()),
                Bounded.exactly(second.perSecond().estimate())));
        lines.add(new Line(
                "errors",
                Kind.SHARE,
                first.errors(),
                second.errors(),
                RelativeDifference.plain(first.errors(), second.errors(), 0),
                true,
                true));
        return new RunComparison(List.copyOf(lines), paired, silence(first, second));
    }

    private static Silence silence(RunSample first, RunSample second) {
        if (first.answered() > 0) {
            return second.answered() > 0 ? Silence.NONE : Silence.SECOND;
        }
        return second.answered() > 0 ? Silence.FIRST : Silence.BOTH;
    }

    private static Line relative(
            String name,
            Kind kind,
            Interval first,
            Interval second,
            double correlation,
            Bounded firstValue,
            Bounded secondValue) {
        boolean firstKnown = Double.isFinite(firstValue.most());
        boolean secondKnown = Double.isFinite(secondValue.most());
        return new Line(
                name,
                kind,
                first,
                second,
                difference(first, second, correlation, firstKnown || secondKnown),
                firstKnown,
                secondKnown);
    }

    /** Two values of which neither is known have no difference, and neither has one from nothing. */
    private static Interval difference(Interval first, Interval second, double correlation, boolean oneIsKnown) {
        if (first.estimate() > 0 && second.estimate() == 0) {
            return new Interval(-1, -1, -1, first.confidence());
        }
        if (!oneIsKnown || !(first.estimate() > 0)) {
            return new Interval(Double.NEGATIVE_INFINITY, Double.NaN, Double.POSITIVE_INFINITY, first.confidence());
        }
        return RelativeDifference.ofPositive(first, second, correlation);
    }

    private static double[] sharesUpTo(Interval percentile, LatencySeries series) {
        return series.batches().shares(Batches.bin((long) percentile.estimate()));
    }

    /** Pearson's; 0 where one of the two does not change. */
    private static double correlation(double[] one, double[] other) {
        if (one.length != other.length || one.length < BatchMeans.FEWEST) {
            return 0;
        }
        double meanOne = 0;
        double meanOther = 0;
        for (int i = 0; i < one.length; i++) {
            meanOne += one[i] / one.length;
            meanOther += other[i] / one.length;
        }
        double products = 0;
        double squaresOne = 0;
        double squaresOther = 0;
        for (int i = 0; i < one.length; i++) {
            products += (one[i] - meanOne) * (other[i] - meanOther);
            squaresOne += (one[i] - meanOne) * (one[i] - meanOne);
            squaresOther += (other[i] - meanOther) * (other[i] - meanOther);
        }
        double squares = Math.sqrt(squaresOne * squaresOther);
        return squares > 0 ? products / squares : 0;
    }
}
