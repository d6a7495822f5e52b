package io.giliran.metrics;

import java.util.List;

/**
 * A run has told enough when it is clear of each SLO about the RTT whether it holds: when the interval of the mean or of
 * the percentile lies on one side of the bound. Of an SLO about anything else nothing is awaited.
 */
public final class ClearSlos implements StoppingRule {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double GROWTH = 1.1;

    private final List<Slo> slos;
    private double next;
    private boolean clearBefore;

    /** @param least so many requests before it looks for the first time */
    public ClearSlos(List<Slo> slos, long least) {
        this.slos = List.copyOf(slos);
        next = least;
    }

    /** Looks as seldom as {@link PrecisionRule}, and for the same reason. */
    @Override
    public boolean isEnough(LatencySeries series) {
        if (series.count() < next) {
            return false;
        }
        next = series.count() * GROWTH;
        boolean clear = slos.stream().allMatch(slo -> isClear(slo, series));
        boolean enough = clear && clearBefore;
        clearBefore = clear;
        return enough;
    }

    @Override
    public String progress(LatencySeries series) {
        return "";
    }

    private static boolean isClear(Slo slo, LatencySeries series) {
        if (slo.metric() != Slo.Metric.RTT) {
            return true;
        }
        double bound = slo.bound() * NANOS_PER_MILLI;
        return switch (slo.aggregation()) {
            case AVG -> lies(series.mean(), bound);
            case MED -> lies(series.percentile(0.5), bound);
            case P ->
                slo.percentile() == 0
                        || slo.percentile() == 100
                        || lies(series.percentile(slo.percentile() / 100), bound);
            default -> true;
        };
    }

    private static boolean lies(Interval interval, double bound) {
        return interval.high() < bound || interval.low() > bound;
    }
}
