package io.giliran.report.searching;

import io.giliran.metrics.Interval;
import io.giliran.metrics.RateSearch;
import io.giliran.metrics.Slo;
import java.util.List;
import java.util.Locale;

/**
 * Try of a rate in a search.
 *
 * @param perSecond the rate that was asked for
 * @param achievedPerSecond requests answered well, a second
 * @param p50 corrected RTT in ns; NaN, as the others, when nothing was answered; infinite, with its lower bound, when requests
 *     without an answer lie there
 * @param p99 as {@code p50}
 * @param errors the part of the requests that failed
 * @param slos how each came out
 * @param outcome what the search makes of it
 * @param reason why the run is not valid; empty when it is
 * @param directory the run directory of this step, as seen from the search's
 */
public record SearchStep(
        double perSecond,
        double achievedPerSecond,
        Interval p50,
        Interval p99,
        double errors,
        List<Slo.Result> slos,
        RateSearch.Outcome outcome,
        String reason,
        String directory) {
    public SearchStep {
        slos = List.copyOf(slos);
    }

    /** The interval of a time that is known from below only. */
    public static Interval atLeast(double nanos) {
        return new Interval(nanos, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Interval.USUAL_CONFIDENCE);
    }

    /** The estimate, or the lower bound where there is no more. */
    static double known(Interval time) {
        return Double.isInfinite(time.estimate()) ? time.low() : time.estimate();
    }

    /** Text of the outcome: {@code holds}, or what did not. */
    public String verdict() {
        return switch (outcome) {
            case HELD -> "holds";
            case FAILED -> "fails: " + failed();
            case GENERATOR_LIMIT -> "INVALID: " + reason;
        };
    }

    private String failed() {
        return String.join(
                ", ",
                slos.stream()
                        .filter(slo -> !slo.ok())
                        .map(slo -> slo.expression() + " is " + shown(slo.value()))
                        .toList());
    }

    private static String shown(double value) {
        return Double.isNaN(value) ? "not measured" : String.format(Locale.ROOT, "%.4g", value);
    }
}
