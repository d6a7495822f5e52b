package io.giliran.report.comparing;

import io.giliran.metrics.Interval;
import io.giliran.metrics.PairedComparison;
import io.giliran.metrics.RunComparison;
import io.giliran.report.TextTable;
import io.giliran.workload.DurationText;
import java.util.Locale;

/** A {@link RunDifference} for people. */
public final class DifferenceTable {
    private static final int WIDEST_CELL = 48;

    static final String CHANCE = "of two runs that are equal, one line in twenty says a difference by chance";

    private DifferenceTable() {}

    /** The values of both runs and the difference, a row for each metric. */
    static TextTable table(RunDifference difference) {
        TextTable table = new TextTable(WIDEST_CELL).row("", "A", "B", "B against A");
        for (RunComparison.Line line : difference.comparison().lines()) {
            table.row(
                    line.name(),
                    (line.firstKnown() ? "" : "> ") + value(line, line.first()),
                    (line.secondKnown() ? "" : "> ") + value(line, line.second()),
                    verdict(line));
        }
        return table;
    }

    /** The requests that were compared, in words. */
    static String compared(RunDifference difference) {
        return difference.pairs().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "%,d requests that both had, one by one",
                        difference.pairs().getAsLong())
                : "as a whole: they did not have the same requests, or these were not kept";
    }

    /** Renders it, with the last line's end. */
    public static String render(RunDifference difference) {
        StringBuilder text = new StringBuilder(table(difference).render()).append('\n');
        text.append("A        ").append(difference.nameA()).append('\n');
        text.append("B        ").append(difference.nameB()).append('\n');
        text.append("compared ").append(compared(difference)).append("; intervals of 95 %\n");
        String silent = silence(difference.comparison().silence());
        if (!silent.isEmpty()) {
            text.append("verdict  ").append(silent).append('\n');
        }
        text.append("note     ").append(CHANCE).append('\n');
        difference
                .warnings()
                .forEach(warning -> text.append("WARNING  ").append(warning).append('\n'));
        return text.toString();
    }

    /** The run that answered nothing, so that there is little to compare; empty when both answered. */
    static String silence(RunComparison.Silence silence) {
        return switch (silence) {
            case NONE -> "";
            case FIRST -> "A answered nothing";
            case SECOND -> "B answered nothing";
            case BOTH -> "neither A nor B answered anything";
        };
    }

    private static String value(RunComparison.Line line, Interval interval) {
        return switch (line.kind()) {
            case TIME -> DurationText.format(Math.round(interval.estimate()));
            case PER_SECOND -> String.format(Locale.ROOT, "%,.1f/s", interval.estimate());
            case SHARE -> String.format(Locale.ROOT, "%.3f %%", 100 * interval.estimate());
        };
    }

    /** {@code B is 38 % lower [33, 43]}, or that no difference is shown, and how great it may be. */
    static String verdict(RunComparison.Line line) {
        Interval difference = line.difference();
        boolean share = line.kind() == RunComparison.Kind.SHARE;
        if (Double.isNaN(difference.estimate())) {
            return line.firstKnown() || line.secondKnown()
                    ? "not comparable: that of A is 0"
                    : "not comparable: both are known from below only";
        }
        if (Double.isInfinite(difference.low()) && Double.isInfinite(difference.high())) {
            return "not known: too few requests, or not steady";
        }
        String unit = share ? "points" : "%";
        PairedComparison.Verdict verdict = line.verdict();
        if (verdict == PairedComparison.Verdict.NO_DIFFERENCE_SHOWN) {
            return "no difference shown [" + signed(difference.low()) + ", " + signed(difference.high()) + "] " + unit;
        }
        boolean lower = verdict == PairedComparison.Verdict.LOWER;
        double one = lower ? -difference.high() : difference.low();
        double other = lower ? -difference.low() : difference.high();
        return "B is " + number(Math.abs(difference.estimate())) + " " + unit + (lower ? " lower [" : " higher [")
                + number(one) + ", " + number(other) + "]";
    }

    private static String signed(double part) {
        return Double.isInfinite(part) ? "?" : (part < 0 ? "-" : "+") + number(Math.abs(part));
    }

    private static String number(double part) {
        double percent = 100 * part;
        return Double.isInfinite(part)
                ? "?"
                : String.format(Locale.ROOT, percent < 1 ? "%.2f" : percent < 10 ? "%.1f" : "%.0f", percent);
    }
}
