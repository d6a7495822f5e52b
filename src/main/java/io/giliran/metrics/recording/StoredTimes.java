package io.giliran.metrics.recording;

import org.jspecify.annotations.Nullable;

/**
 * {@link SlotTimes} in a few kilobytes, without those of single backends.
 *
 * @param others uncorrected and punctual RTTs, send lags and pauses; null where no cut will ever need them
 */
record StoredTimes(
        StoredHistogram ended,
        StoredHistogram unended,
        long failed,
        @Nullable Others others) {
    /** Histograms that only a cut of the warm-up needs. */
    record Others(
            StoredHistogram uncorrected,
            StoredHistogram uncorrectedUnended,
            StoredHistogram punctual,
            StoredHistogram punctualUnended,
            StoredHistogram sendLag,
            StoredHistogram pauses) {}

    /** @param whole whether all of it is kept, for a cut */
    static StoredTimes of(SlotTimes times, boolean whole) {
        return new StoredTimes(
                StoredHistogram.of(times.corrected.ended()),
                StoredHistogram.of(times.corrected.unended()),
                times.failed,
                whole
                        ? new Others(
                                StoredHistogram.of(times.uncorrected.ended()),
                                StoredHistogram.of(times.uncorrected.unended()),
                                StoredHistogram.of(times.punctual.ended()),
                                StoredHistogram.of(times.punctual.unended()),
                                StoredHistogram.of(times.sendLag),
                                StoredHistogram.of(times.pauses))
                        : null);
    }

    void addTo(SlotTimes times) {
        ended.addTo(times.corrected.ended());
        unended.addTo(times.corrected.unended());
        times.failed += failed;
        if (others != null) {
            others.uncorrected.addTo(times.uncorrected.ended());
            others.uncorrectedUnended.addTo(times.uncorrected.unended());
            others.punctual.addTo(times.punctual.ended());
            others.punctualUnended.addTo(times.punctual.unended());
            others.sendLag.addTo(times.sendLag);
            others.pauses.addTo(times.pauses);
        }
    }
}
