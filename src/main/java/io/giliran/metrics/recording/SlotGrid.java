package io.giliran.metrics.recording;

/**
 * Cuts the time of a run into slots of {@value #WIDTH_NANOS} ns, and into intervals of {@value #SLOTS_AN_INTERVAL} slots. Both are
 * counted from the end of the stated warm-up, so that it ends at a border; slots of the warm-up have indices below 0.
 *
 * @param originNanos where slot 0 begins, ns since the start of the run
 */
record SlotGrid(long originNanos) {
    static final long WIDTH_NANOS = 250_000_000;
    static final int SLOTS_AN_INTERVAL = 4;

    /** The slot of a request by its intended start. */
    long slot(long intendedNanos) {
        return Math.floorDiv(intendedNanos - originNanos, WIDTH_NANOS);
    }

    /** Start of a slot, in ns since the start of the run. */
    long fromNanos(long slot) {
        return originNanos + slot * WIDTH_NANOS;
    }

    /** The interval that a slot lies in. */
    static long interval(long slot) {
        return Math.floorDiv(slot, SLOTS_AN_INTERVAL);
    }
}
