package io.giliran.metrics.recording;

/**
 * Part of a run to which its percentiles refer: the requests whose intended start lies at its beginning or later. This is the
 * only rule of the warm-up; whatever shows a number of a live run asks it.
 *
 * @param fromNanos where the warm-up ends, ns since the start of the run; 0 when nothing is cut
 */
public record MeasuredPart(long fromNanos) {
    /** The whole run. */
    public static final MeasuredPart ALL = new MeasuredPart(0);

    private static final double NANOS_PER_SECOND = 1e9;

    /** The part after a warm-up as {@code summary.json} has it. */
    public static MeasuredPart afterSeconds(double warmUpSeconds) {
        return new MeasuredPart(Math.round(warmUpSeconds * NANOS_PER_SECOND));
    }

    /** Whether a request that was meant to start then is measured. */
    public boolean has(long intendedNanos) {
        return intendedNanos >= fromNanos;
    }

    /**
     * Whether the requests of an interval of the histogram log are. Its bounds have three decimals in the file, so the middle
     * decides; no interval lies across the border.
     */
    public boolean hasInterval(double fromSeconds, double toSeconds) {
        return (fromSeconds + toSeconds) / 2 * NANOS_PER_SECOND >= fromNanos;
    }
}
