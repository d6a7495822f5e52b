package io.giliran.swarm;

/**
 * Warm-up of a run: the part at its beginning that is in no percentile.
 *
 * @param automatic whether that is found out from what was measured
 * @param nanos else, how much it is; may be 0
 */
public record WarmUp(boolean automatic, long nanos) {
    static final WarmUp AUTO = new WarmUp(true, 0);
    static final WarmUp OFF = new WarmUp(false, 0);

    /** A shorter run has no part that is surely only its beginning. */
    private static final long SHORTEST_RUN_NANOS = 10_000_000_000L;

    private static final double MOST_PART = 0.1;
    private static final double MOST_NANOS = 30e9;

    /** How much of a run that goes on may be its warm-up. */
    double mostPart() {
        return automatic ? MOST_PART : 0;
    }

    /** How much of a run may be taken for its warm-up; 0 when nothing may. */
    double mostPartOf(long runNanos) {
        return automatic && runNanos >= SHORTEST_RUN_NANOS ? Math.min(MOST_PART, MOST_NANOS / runNanos) : 0;
    }
}
