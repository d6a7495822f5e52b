package io.giliran.report.searching;

import io.giliran.metrics.Interval;
import io.giliran.metrics.RateSearch;
import io.giliran.workload.DurationText;
import java.util.Locale;
import java.util.OptionalDouble;

/** A search for people, line by line as it goes. */
public final class SearchTable {
    private static final String COLUMNS = "%12s  %10s  %10s  %-23s %8s  %s";

    private SearchTable() {}

    /** The line above the steps. */
    public static String header() {
        return String.format(Locale.ROOT, COLUMNS, "rate", "p50", "p99", "[95 %]", "errors", "verdict");
    }

    /** The line of a step. */
    public static String line(SearchStep step) {
        return String.format(
                Locale.ROOT,
                COLUMNS,
                rate(step.perSecond()),
                time(step.p50()),
                time(step.p99()),
                bounds(step.p99()),
                String.format(Locale.ROOT, "%.2f %%", 100 * step.errors()),
                step.verdict());
    }

    /** Result of the search, one sentence. */
    public static String result(RateSearch search) {
        OptionalDouble held = search.held();
        OptionalDouble failed = search.failed();
        if (held.isEmpty()) {
            return failed.isEmpty()
                    ? "no rate was tried to its end"
                    : "no rate held; " + tried(search, failed.getAsDouble()) + because(search);
        }
        return "holds up to " + rate(held.getAsDouble())
                + (failed.isEmpty()
                        ? " and maybe more: no higher rate was tried"
                        : ", no more at " + rate(failed.getAsDouble()) + because(search))
                + " (" + tried(search, held.getAsDouble())
                + (failed.isEmpty() ? "" : "; " + tried(search, failed.getAsDouble())) + ")";
    }

    private static String because(RateSearch search) {
        return search.bound() == RateSearch.Bound.GENERATOR
                ? ", where the swarm itself is the limit: of the target nothing more is known"
                : "";
    }

    private static String tried(RateSearch search, double rate) {
        return String.format(Locale.ROOT, "%s held %d of %d times", rate(rate), search.holds(rate), search.tries(rate));
    }

    /** {@code 53.9/s}. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 1_000 ? "%,.1f/s" : "%,.0f/s", perSecond);
    }

    static String time(Interval time) {
        return (Double.isInfinite(time.estimate()) ? "> " : "") + time(SearchStep.known(time));
    }

    private static String time(double nanos) {
        return Double.isNaN(nanos) ? "-" : DurationText.format(Math.round(nanos));
    }

    static String bounds(Interval interval) {
        return !Double.isFinite(interval.estimate())
                ? ""
                : "[" + bound(interval.low()) + ", " + bound(interval.high()) + "]";
    }

    private static String bound(double nanos) {
        return Double.isInfinite(nanos) ? "?" : time(nanos);
    }
}
