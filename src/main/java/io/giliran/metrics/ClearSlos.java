package io.giliran.metrics;

import java.util.List;
import java.util.function.Supplier;

/**
 * Stops a run when each SLO about the RTT is decided: when the interval of the mean or of the percentile lies on one side of
 * the bound. An SLO about anything else is not waited for. Stops it too when an SLO cannot hold any more: when more requests
 * lie above the bound than may in all of the run. That is how a target that is too slow shows, whose times grow so that they
 * never have an interval.
 */
public final class ClearSlos implements StoppingRule {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double GROWTH = 1.1;

    private final List<Slo> slos;
    private final double most;
    private double next;
    private boolean clearBefore;

    /**
     * Has not looked yet.
     *
     * @param least so many requests before it looks for the first time
     * @param most so many there will be when it does not end the run
     */
    public ClearSlos(List<Slo> slos, long least, double most) {
        this.slos = List.copyOf(slos);
        this.most = most;
        next = Math.min((double) least, most);
    }

    /** Looks as seldom as {@link PrecisionRule}, and for the same reason. */
    @Override
    public boolean isEnough(long count, Supplier<LatencySeries> series) {
        if (count < next) {
            return false;
        }
        next = count * GROWTH;
        LatencySeries measured = series.get();
        if (slos.stream().anyMatch(slo -> isLost(slo, measured))) {
            return true;
        }
        boolean clear = slos.stream().allMatch(slo -> isClear(slo, measured));
        boolean enough = clear && clearBefore;
        clearBefore = clear;
        return enough;
    }

    @Override
    public String progress(Supplier<LatencySeries> series) {
        return "";
    }

    /** Whether it will not hold, whatever is still to come. */
    private boolean isLost(Slo slo, LatencySeries series) {
        if (slo.metric() != Slo.Metric.RTT
                || (slo.operator() != Slo.Operator.LESS && slo.operator() != Slo.Operator.LESS_OR_EQUAL)) {
            return false;
        }
        long bound = Math.round(slo.bound() * NANOS_PER_MILLI);
        double above = series.histogram().getCountBetweenValues(bound + 1, Long.MAX_VALUE);
        return switch (slo.aggregation()) {
            case MAX -> above > 0;
            case MED -> above > most / 2;
            case P -> above > most * (1 - slo.percentile() / 100);
            default -> false;
        };
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
