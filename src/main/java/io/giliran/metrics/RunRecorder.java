package io.giliran.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Sums up the requests of one run. For one thread. It takes what the loops have recorded, stretch by stretch, and keeps the
 * stretches apart (at most {@value #MOST_SLOTS}; of a longer run neighbours are joined), so that a warm-up can be cut off
 * when the run is over and one knows how long it was, and so that how stretches differ tells how sure the percentiles are.
 */
public final class RunRecorder {
    private static final int MOST_SLOTS = 256;

    private final Recording whole = new Recording();
    private final List<Slot> slots = new ArrayList<>();
    private final Recording slot = new Recording();
    private final Recording stretch = new Recording();
    private Recording interval = new Recording();
    private Recording spare = new Recording();
    private long slotStartNanos;
    private int stretchesInSlot;
    private int stretchesASlot = 1;
    private long warmUpNanos;

    /** A recorder that learns the backends' names from their answers. */
    public RunRecorder() {
        this(List.of());
    }

    /** A recorder that knows backends beforehand, so that one without any connection is seen too. */
    public RunRecorder(Collection<String> backendNames) {
        backendNames.forEach(whole::know);
    }

    /** Adds a request that has ended. */
    public void record(MeasuredRequest request) {
        stretch.record(request);
        whole.record(request);
    }

    /** Adds what a loop has recorded in the stretch that is under way. */
    public void add(Recording recorded) {
        stretch.add(recorded);
        whole.add(recorded);
    }

    /** Ends a stretch, some of which make an interval. They are of equal length, but for the last one. */
    public void endStretch(long endNanos) {
        interval.add(stretch);
        slot.add(stretch);
        stretch.clear();
        if (++stretchesInSlot >= stretchesASlot) {
            slots.add(Slot.of(slotStartNanos, endNanos, slot));
            slot.clear();
            slotStartNanos = endNanos;
            stretchesInSlot = 0;
            if (slots.size() == MOST_SLOTS) {
                join();
            }
        }
    }

    /**
     * Ends an interval, and a stretch with it.
     *
     * @return all of it; valid until the next call
     */
    public Recording endInterval(long endNanos) {
        endStretch(endNanos);
        return takeInterval();
    }

    /** The interval that ended with the last stretch; valid until the next one is taken. */
    public Recording takeInterval() {
        Recording ended = interval;
        interval = spare;
        interval.clear();
        spare = ended;
        return ended;
    }

    /** The corrected RTTs stretch by stretch, without the warm-up that is known: how sure the run is of them. */
    public LatencySeries series() {
        return series(warmUpNanos, whole.corrected());
    }

    /**
     * The same while the run goes on and its warm-up is not known yet.
     *
     * @param part of the run so far that is left out for it, from 0 to below 1
     */
    public LatencySeries seriesWithoutFirst(double part) {
        long from = Math.max(warmUpNanos, Math.round(slotStartNanos * part));
        if (from == warmUpNanos) {
            return series();
        }
        Histogram all = Recording.histogram();
        slots.stream().filter(one -> one.startNanos >= from).forEach(one -> one.corrected.addTo(all));
        return series(from, all);
    }

    private LatencySeries series(long fromNanos, Histogram all) {
        long usual = slots.isEmpty() ? 0 : slots.get(0).endNanos - slots.get(0).startNanos;
        return LatencySeries.ofStretches(
                slots.stream()
                        // The last stretch of a run may be any bit of one.
                        .filter(one -> one.startNanos >= fromNanos && 2 * (one.endNanos - one.startNanos) >= usual)
                        .map(one -> one.corrected.histogram())
                        .toList(),
                all);
    }

    /**
     * Takes out of the histograms what ended in the first stretches, up to and with the one in which so many requests had
     * ended well. Counts stay those of the whole run.
     *
     * @param requests what {@link MserTruncation} says; 0 cuts nothing
     * @param mostNanos since the run's start: no stretch is cut that ends later. Where RTTs grow, the first tenth of the
     *     requests may take a third of the time
     * @param endNanos of the run
     */
    public void cutWarmUp(long requests, long mostNanos, long endNanos) {
        if (requests == 0) {
            return;
        }
        slots.add(Slot.of(slotStartNanos, endNanos, slot));
        slot.clear();
        slotStartNanos = endNanos;
        long seen = 0;
        int cut = 0;
        while (cut < slots.size() - 1 && seen < requests && slots.get(cut).endNanos <= mostNanos) {
            seen += slots.get(cut).corrected.count();
            warmUpNanos = slots.get(cut).endNanos;
            cut++;
        }
        List<Slot> kept = slots.subList(cut, slots.size());
        whole.replaceHistograms(kept);
    }

    /** Says that the loops themselves leave out what was meant to start before this time. */
    public void statedWarmUp(long nanos) {
        warmUpNanos = nanos;
    }

    /** Up to when requests are in no histogram of the whole run, ns since its start; 0 when nothing was cut. */
    public long warmUpNanos() {
        return warmUpNanos;
    }

    /** All of the run so far, without the warm-up that was cut. Read it, do not change it. */
    public Recording whole() {
        return whole;
    }

    /** Corrected RTTs of the requests that ended well. The recorder's own histogram: read it, do not change it. */
    public Histogram corrected() {
        return whole.corrected();
    }

    /** Uncorrected RTTs of the requests that ended well. */
    public Histogram uncorrected() {
        return whole.uncorrected();
    }

    /** Connect times, one for each connection that stood. */
    public Histogram connect() {
        return whole.connect();
    }

    /** Send lags of all requests that were sent, however they ended. */
    public Histogram sendLag() {
        return whole.sendLag();
    }

    /** How many requests ended in this way. */
    public long count(Outcome outcome) {
        return whole.count(outcome);
    }

    /** How many requests have ended, well or not. */
    public long total() {
        return whole.total();
    }

    /** How many requests have failed. */
    public long failed() {
        return total() - count(Outcome.OK);
    }

    /** A copy of what each backend was given so far: the ones known beforehand first, then by their first answer. */
    public Map<String, BackendLoad> backends() {
        return new LinkedHashMap<>(whole.backends());
    }

    private void join() {
        List<Slot> joined = new ArrayList<>();
        for (int i = 0; i + 1 < slots.size(); i += 2) {
            joined.add(slots.get(i).with(slots.get(i + 1)));
        }
        slots.clear();
        slots.addAll(joined);
        stretchesASlot *= 2;
    }

    /** Some time of a run, in little memory. */
    record Slot(
            long startNanos,
            long endNanos,
            StoredHistogram corrected,
            StoredHistogram uncorrected,
            StoredHistogram sendLag,
            StoredHistogram pauses) {
        static Slot of(long startNanos, long endNanos, Recording recorded) {
            return new Slot(
                    startNanos,
                    endNanos,
                    StoredHistogram.of(recorded.corrected()),
                    StoredHistogram.of(recorded.uncorrected()),
                    StoredHistogram.of(recorded.sendLag()),
                    StoredHistogram.of(recorded.pauses()));
        }

        Slot with(Slot next) {
            return new Slot(
                    startNanos,
                    next.endNanos,
                    corrected.with(next.corrected),
                    uncorrected.with(next.uncorrected),
                    sendLag.with(next.sendLag),
                    pauses.with(next.pauses));
        }
    }
}
