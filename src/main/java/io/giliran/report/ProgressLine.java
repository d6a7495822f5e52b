package io.giliran.report;

import java.util.Locale;

/** What one sees while a run goes on: one short line, without a line's end. */
public final class ProgressLine {
    private ProgressLine() {}

    /**
     * Renders the state of a run.
     *
     * @param clientsConnected how many clients hold a connection now
     * @param done requests that have ended
     * @param planned how many there will be; -1 when only the duration is known
     * @param perSecond requests that end per second, lately
     * @param errors requests that have failed
     * @param elapsedSeconds since the start of the run
     */
    public static String render(
            long clientsConnected, long done, long planned, double perSecond, long errors, double elapsedSeconds) {
        return String.format(Locale.ROOT, "%6.1f s", elapsedSeconds)
                + "  clients " + Numbers.count(clientsConnected)
                + "  requests " + Numbers.count(done) + part(done, planned)
                + "  " + Numbers.perSecond(perSecond)
                + "  errors " + Numbers.count(errors);
    }

    private static String part(long done, long planned) {
        if (planned < 0) {
            return "";
        }
        // Rounded down: 100 % means that all have ended.
        long percent = planned == 0 ? 100 : (long) (100.0 * done / planned);
        return " of " + Numbers.count(planned) + " (" + percent + " %)";
    }
}
