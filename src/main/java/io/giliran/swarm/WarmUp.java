package io.giliran.swarm;

/**
 * Beginning of a run that is excluded from its percentiles.
 *
 * @param automatic whether its length is detected in the measurements
 * @param nanos its length otherwise; may be 0
 */
public record WarmUp(boolean automatic, long nanos) {
    static final WarmUp AUTO = new WarmUp(true, 0);
    static final WarmUp OFF = new WarmUp(false, 0);

    /** A shorter run has no part that is surely only its beginning. */
    private static final long SHORTEST_RUN_NANOS = 10_000_000_000L;

    private static final double MOST_PART = 0.1;
    private static final double MOST_NANOS = 30e9;

    /** Longest part of a running run that may be its warm-up. */
    double mostPart() {
        return automatic ? MOST_PART : 0;
    }

    /** Longest part of a run that may be taken for its warm-up; 0 for none. */
    double mostPartOf(long runNanos) {
        return automatic && runNanos >= SHORTEST_RUN_NANOS ? Math.min(MOST_PART, MOST_NANOS / runNanos) : 0;
    }
}
