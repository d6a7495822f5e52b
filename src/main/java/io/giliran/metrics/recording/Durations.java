package io.giliran.metrics.recording;

import io.giliran.metrics.tail.CensoredHistogram;
import org.HdrHistogram.Histogram;

/**
 * Durations of which some have not ended: of these the histogram {@code unended} has the time until they were given up.
 * Nanoseconds from 1 ns to 1 h with three significant digits; longer ones count as 1 h.
 */
record Durations(Histogram ended, Histogram unended) {
    static final long MAX_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    Durations() {
        this(histogram(), histogram());
    }

    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /** Adds a duration; nothing when it is below 0. */
    void record(long nanos, boolean hasEnded) {
        record(hasEnded ? ended : unended, nanos);
    }

    void add(Durations other) {
        addAll(ended, other.ended);
        addAll(unended, other.unended);
    }

    void subtract(Durations other) {
        ended.subtract(other.ended);
        unended.subtract(other.unended);
    }

    /** Returns all durations in one histogram. */
    Histogram together() {
        Histogram all = ended.copy();
        addAll(all, unended);
        return all;
    }

    /** Returns the durations as a censored distribution, which shares the histograms. */
    CensoredHistogram censored() {
        return new CensoredHistogram(ended, unended);
    }

    void clear() {
        ended.reset();
        unended.reset();
    }

    static void record(Histogram histogram, long nanos) {
        if (nanos >= 0) {
            histogram.recordValue(Math.min(nanos, MAX_NANOS));
        }
    }

    static void addAll(Histogram to, Histogram from) {
        if (from.getTotalCount() > 0) {
            to.add(from);
        }
    }
}
