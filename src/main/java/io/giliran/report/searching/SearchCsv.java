package io.giliran.report.searching;

import java.util.List;
import java.util.Locale;

/**
 * {@code search.csv}: one line a step, in the order in which they were made. What is not known is empty; a time that is
 * known from below only has a lower bound alone.
 */
public final class SearchCsv {
    /** The name of the file. */
    public static final String FILE = "search.csv";

    private static final String HEADER = "rate_per_s,achieved_per_s,p50_ns,p50_low_ns,p50_high_ns,p99_ns,p99_low_ns,"
            + "p99_high_ns,errors,outcome,directory";

    private SearchCsv() {}

    /** The text of the file. */
    public static String render(List<SearchStep> steps) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (SearchStep step : steps) {
            text.append(String.join(
                            ",",
                            number(step.perSecond()),
                            number(step.achievedPerSecond()),
                            nanos(step.p50().estimate()),
                            nanos(step.p50().low()),
                            nanos(step.p50().high()),
                            nanos(step.p99().estimate()),
                            nanos(step.p99().low()),
                            nanos(step.p99().high()),
                            number(step.errors()),
                            step.outcome().name().toLowerCase(Locale.ROOT),
                            step.directory()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "";
    }

    private static String nanos(double value) {
        return Double.isFinite(value) ? String.valueOf(Math.round(value)) : "";
    }
}
