package io.giliran.metrics.recording;

import io.giliran.metrics.BackendLoad;
import io.giliran.metrics.LatencySeries;
import io.giliran.metrics.MeasuredRequest;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.tail.CensoredHistogram;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the requests of one run. For one thread. It takes what the loops have recorded, stretch by stretch, and keeps the
 * times apart by when requests were meant to start, so that a warm-up can be cut off when the run is over and its length is
 * known, and so that the differences between slots give the intervals of percentiles.
 *
 * <p>{@link MeasuredPart} says which requests are in the histograms. Counts are of all.
 */
public final class RunRecorder {
    /** Longest warm-up that can be cut off afterwards; a stated one may be longer. */
    public static final long LONGEST_CUT_NANOS = 30_000_000_000L;

    /** Requests that ended since the last call, for the progress line; RTTs of timeouts as far as they were waited for. */
    public record Recent(long ended, Histogram corrected) {}

    /** Corrected RTTs of the first half of the measured part and of the second. */
    public record Halves(CensoredHistogram first, CensoredHistogram second) {}

    private final SlotGrid grid;
    private final RunCounts counts = new RunCounts();
    private final SlotTimes measured = new SlotTimes();
    private final SlotTimes warmUp = new SlotTimes();
    private final TimeSlots slots;
    private final TreeMap<Long, IntervalTimes> intervals = new TreeMap<>();
    private final Histogram recent = Durations.histogram();
    private final Recording alone;
    private MeasuredPart part;
    private long settledUntilNanos;
    private long recentEnded;

    /** A recorder that learns the backends' names from their answers, of a run without a stated warm-up. */
    public RunRecorder() {
        this(List.of());
    }

    /** A recorder that knows backends beforehand, so that one without any connection is seen too. */
    public RunRecorder(Collection<String> backendNames) {
        this(backendNames, 0);
    }

    /**
     * The same of a run with a stated warm-up.
     *
     * @param warmUpNanos as the recordings that are added have it; 0 for none
     */
    public RunRecorder(Collection<String> backendNames, long warmUpNanos) {
        grid = new SlotGrid(warmUpNanos);
        part = new MeasuredPart(warmUpNanos);
        slots = new TimeSlots(grid, LONGEST_CUT_NANOS);
        alone = new Recording(warmUpNanos);
        backendNames.forEach(counts::know);
    }

    /** Adds a single request. */
    public void record(MeasuredRequest request) {
        alone.record(request);
        add(alone);
        alone.clear();
    }

    /** Adds what a loop has recorded in a stretch. */
    public void add(Recording recorded) {
        counts.add(recorded.counts());
        recentEnded += recorded.counts().total();
        for (int place = 0; place < recorded.slotCount(); place++) {
            long slot = recorded.number(place);
            SlotTimes times = recorded.slot(place);
            (slot < 0 ? warmUp : measured).add(times);
            slots.add(slot, times);
            interval(slot).add(times);
            Durations.addAll(recent, times.corrected.ended());
            Durations.addAll(recent, times.corrected.unended());
        }
        recorded.late().forEach(new LateTimes.Taker() {
            @Override
            public void request(
                    long slot, Outcome outcome, long corrected, long uncorrected, long lag, @Nullable String backend) {
                addLate(slot, outcome, corrected, uncorrected, lag, backend);
            }

            @Override
            public void pause(long slot, long lateNanos) {
                (slot < 0 ? warmUp : measured).recordPause(lateNanos);
                slots.addPause(slot, lateNanos);
            }
        });
    }

    private void addLate(
            long slot, Outcome outcome, long corrected, long uncorrected, long lag, @Nullable String backend) {
        (slot < 0 ? warmUp : measured).record(outcome, corrected, uncorrected, lag, null);
        slots.add(slot, outcome, corrected, uncorrected, lag);
        if (outcome == Outcome.OK || outcome.isUnanswered()) {
            Durations.record(recent, corrected);
            interval(slot).add(outcome == Outcome.OK, corrected, backend);
        }
    }

    private IntervalTimes interval(long slot) {
        long number = SlotGrid.interval(slot);
        IntervalTimes known = intervals.get(number);
        if (known == null) {
            long from = grid.fromNanos(number * SlotGrid.SLOTS_AN_INTERVAL);
            long to = grid.fromNanos((number + 1) * SlotGrid.SLOTS_AN_INTERVAL);
            known = new IntervalTimes(Math.max(0, from), to);
            intervals.put(number, known);
        }
        return known;
    }

    /**
     * Notes up to when all requests that were meant to start have ended; what began later is not yet part of the run's
     * stretches.
     */
    public void settledUntil(long nanos) {
        settledUntilNanos = Math.max(settledUntilNanos, nanos);
    }

    /**
     * Takes what ended since the last time, for the intervals that are over: mostly one, and those before it of which a request
     * has ended late.
     *
     * @param nowNanos since the start of the run; greater than any for all that there is
     */
    public List<IntervalTimes> takeIntervals(long nowNanos) {
        List<IntervalTimes> over = new ArrayList<>();
        while (!intervals.isEmpty() && intervals.firstEntry().getValue().toNanos() <= nowNanos) {
            over.add(intervals.pollFirstEntry().getValue());
        }
        return over;
    }

    /** Takes what ended since the last time. */
    public Recent takeRecent() {
        Recent taken = new Recent(recentEnded, recent.copy());
        recentEnded = 0;
        recent.reset();
        return taken;
    }

    /** The corrected RTTs slot by slot, without the warm-up that is known: how sure the run is of them. */
    public LatencySeries series() {
        return series(part.fromNanos(), measured.corrected);
    }

    /**
     * The same while the run goes on and its warm-up is not known yet.
     *
     * @param leftOut part of the run so far that is left out for it, from 0 to below 1
     */
    public LatencySeries seriesWithoutFirst(double leftOut) {
        long from = Math.max(part.fromNanos(), Math.round(settledUntilNanos * leftOut));
        if (from == part.fromNanos()) {
            return series();
        }
        Durations all = new Durations();
        for (int slot = 0; slot < slots.count(); slot++) {
            if (slots.fromNanos(slot) >= from) {
                slots.addCorrected(slot, all);
            }
        }
        return series(from, all);
    }

    private LatencySeries series(long fromNanos, Durations all) {
        List<Histogram> stretches = new ArrayList<>();
        long half = slots.widthNanos() / 2;
        for (int slot = 0; slot < slots.count(); slot++) {
            // The last stretch of a run may be any bit of one.
            if (slots.fromNanos(slot) >= fromNanos && slots.fromNanos(slot) + half <= settledUntilNanos) {
                Durations times = new Durations();
                slots.addCorrected(slot, times);
                stretches.add(times.together());
            }
        }
        return LatencySeries.ofStretches(stretches, all.censored());
    }

    /** The halves of the measured part, to see whether it was still changing. */
    public Halves halves() {
        int first = 0;
        while (first < slots.count() && slots.fromNanos(first) < part.fromNanos()) {
            first++;
        }
        Durations one = new Durations();
        Durations other = new Durations();
        for (int slot = first; slot < slots.count(); slot++) {
            slots.addCorrected(slot, 2 * (slot - first) < slots.count() - first ? one : other);
        }
        return new Halves(one.censored(), other.censored());
    }

    /**
     * Takes the first requests out of the histograms: those that were meant to start in the first whole seconds, as many of these
     * as have so many answered requests.
     *
     * @param requests what {@code MserTruncation} says; 0 cuts nothing
     * @param mostNanos since the run's start, at most {@link #LONGEST_CUT_NANOS}: no more is cut. Where RTTs grow, the first
     *     tenth of the requests may take a third of the time
     */
    public void cutWarmUp(long requests, long mostNanos) {
        if (requests == 0 || grid.originNanos() > 0) {
            return;
        }
        long most = Math.min(mostNanos, LONGEST_CUT_NANOS);
        int together = (int) Math.max(1, SlotGrid.SLOTS_AN_INTERVAL * SlotGrid.WIDTH_NANOS / slots.widthNanos());
        long seen = 0;
        int cut = 0;
        while (seen < requests && cut + together < slots.count() && slots.fromNanos(cut + together) <= most) {
            for (int slot = cut; slot < cut + together; slot++) {
                seen += slots.answered(slot);
                SlotTimes times = slots.times(slot);
                measured.subtract(times);
                warmUp.add(times);
            }
            cut += together;
        }
        part = new MeasuredPart(slots.fromNanos(cut));
    }

    /** Part of the run whose requests are in the histograms. */
    public MeasuredPart part() {
        return part;
    }

    /** Up to when requests are in no histogram of the whole run, ns since its start; 0 when nothing was cut. */
    public long warmUpNanos() {
        return part.fromNanos();
    }

    /** Corrected RTTs, with those that were not answered in time as far as these lasted. */
    public CensoredHistogram rtt() {
        return measured.corrected.censored();
    }

    /** The same from the actual send. */
    public CensoredHistogram uncorrectedRtt() {
        return measured.uncorrected.censored();
    }

    /** The same from when the swarm itself began: corrected RTTs without its own send lag. */
    public CensoredHistogram punctual() {
        return measured.punctual.censored();
    }

    /** Corrected RTTs of the answered requests. The recorder's own histogram, as all that follow: read it, do not change it. */
    public Histogram corrected() {
        return measured.corrected.ended();
    }

    /** The same of those in the warm-up, which is in no other histogram. */
    public Histogram correctedOfWarmUp() {
        return warmUp.corrected.ended();
    }

    /** The 99th percentile of the corrected RTT, in ns, if no warm-up had been cut. */
    public long p99WithWarmUp() {
        Durations all = new Durations();
        all.add(measured.corrected);
        all.add(warmUp.corrected);
        return all.together().getValueAtPercentile(99);
    }

    /** Uncorrected RTTs of the answered requests. */
    public Histogram uncorrected() {
        return measured.uncorrected.ended();
    }

    /** Connect times, one for each connection that stood. Also those of the warm-up: kept connections are all made then. */
    public Histogram connect() {
        return counts.connect;
    }

    /** Send lags of all requests that were sent, however they ended. */
    public Histogram sendLag() {
        return measured.sendLag;
    }

    /** Lateness of the loops at each of their checks, so the time that the swarm itself stood still, in ns. */
    public Histogram pauses() {
        return measured.pauses;
    }

    /** Number of pauses of a loop longer than {@link Recording#PAUSE_NANOS}. */
    public long pauseCount() {
        return counts.pauseCount;
    }

    /** Requests that began more than {@link Recording#LATE_NANOS} after their intended start. */
    public long late() {
        return counts.late;
    }

    /** The greatest send lag; -1 when nothing was sent. */
    public long maxSendLagNanos() {
        return counts.maxSendLagNanos;
    }

    /** Range of the intended starts and of the actual ones. */
    public SendSpan sends() {
        return counts.sends;
    }

    /** Number of requests with this outcome. */
    public long count(Outcome outcome) {
        return counts.count(outcome);
    }

    /** Number of requests that have ended, well or not; without those that were under way when the run was cut. */
    public long total() {
        return counts.total();
    }

    /** Number of requests that have failed. */
    public long failed() {
        return total() - count(Outcome.OK);
    }

    /** A copy of what each backend was given so far: the ones known beforehand first, then by their first answer. */
    public Map<String, BackendLoad> backends() {
        return counts.loads();
    }
}
