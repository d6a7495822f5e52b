package io.giliran.report;

import io.giliran.workload.DurationText;
import java.util.Locale;

/** Formats the progress of a run: one short line, without a line's end. */
public final class ProgressLine {
    private static final int BAR = 20;
    private static final double MOST_SECONDS_LEFT = 1e6;

    private ProgressLine() {}

    /**
     * The state of a run.
     *
     * @param connected how many connections there are now
     * @param eachRequestConnects whether each of them is a request in flight, and not a client
     * @param done requests that have ended
     * @param planned how many there will be; -1 when that is not known
     * @param perSecond requests that end per second, lately
     * @param p50Nanos the median of the corrected RTTs, lately; -1 when there were none
     * @param p99Nanos their 99th percentile
     * @param errors requests that have failed
     * @param elapsedSeconds since the start of the run
     * @param part how much of the run is over, from 0 to 1; -1 when that is not known
     */
    public record State(
            long connected,
            boolean eachRequestConnects,
            long done,
            long planned,
            double perSecond,
            long p50Nanos,
            long p99Nanos,
            long errors,
            double elapsedSeconds,
            double part) {}

    /** The state as a line for a file. */
    public static String render(State state) {
        return seconds(state) + connections(state) + "  requests " + Numbers.count(state.done) + ofPlan(state)
                + numbers(state);
    }

    /** The same for a terminal, where it stays in its place: with a bar, and short enough for most windows. */
    public static String renderWithBar(State state) {
        String bar = "";
        if (state.part >= 0) {
            int full = (int) (BAR * Math.min(1, state.part));
            bar = "  [" + "#".repeat(full) + ".".repeat(BAR - full) + "]"
                    + String.format(Locale.ROOT, " %3.0f %%", Math.floor(100 * Math.min(1, state.part)));
        }
        return seconds(state) + bar + connections(state) + numbers(state);
    }

    private static String connections(State state) {
        return (state.eachRequestConnects ? "  in flight " : "  clients ") + Numbers.count(state.connected);
    }

    private static String seconds(State state) {
        return String.format(Locale.ROOT, "%6.1f s", state.elapsedSeconds);
    }

    private static String numbers(State state) {
        String rtt = state.p50Nanos < 0
                ? ""
                : "  p50 " + DurationText.format(state.p50Nanos) + "  p99 " + DurationText.format(state.p99Nanos);
        return "  " + Numbers.perSecond(state.perSecond) + rtt + "  errors " + Numbers.count(state.errors)
                + left(state);
    }

    private static String left(State state) {
        double left = state.elapsedSeconds / state.part - state.elapsedSeconds;
        return state.part > 0 && state.part < 1 && left < MOST_SECONDS_LEFT
                ? String.format(Locale.ROOT, "  %,.0f s left", left)
                : "";
    }

    private static String ofPlan(State state) {
        if (state.planned < 0) {
            return "";
        }
        // Rounded down: 100 % means that all have ended.
        long percent = state.planned == 0 ? 100 : (long) (100.0 * state.done / state.planned);
        return " of " + Numbers.count(state.planned) + " (" + percent + " %)";
    }
}
