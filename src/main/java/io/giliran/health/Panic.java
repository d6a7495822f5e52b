package io.giliran.health;

/**
 * Panic of a pool: so few backends are healthy that all are used, because a few survivors would not bear the load of all, and
 * because then the checks may be wrong.
 *
 * @param reason how it stands, for people; empty where there is no threshold
 */
public record Panic(boolean isOn, String reason) {
    static final Panic OFF = new Panic(false, "");

    private static final int WHOLE = 100;

    /**
     * The rule: there is panic when less than the percentage of the primaries is healthy and no backup is.
     *
     * @param percent 0 for never
     * @param healthy how many of the primaries are
     * @param primaries how many there are, without those in drain or maint and those not checked yet
     * @param backupHealthy whether a backup could take over
     */
    static Panic of(int percent, int healthy, int primaries, boolean backupHealthy) {
        if (percent == 0 || primaries == 0) {
            return OFF;
        }
        boolean few = healthy * WHOLE < percent * primaries;
        String stand =
                healthy + " of " + primaries + " are healthy, " + (few ? "below " : "at least ") + percent + " %";
        return new Panic(few && !backupHealthy, few && backupHealthy ? stand + ", but a backup is" : stand);
    }
}
