package io.giliran.metrics.recording;

import io.giliran.metrics.MeasuredRequest;
import io.giliran.metrics.Outcome;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Recording of one loop in one stretch: counts, and times by the intended starts of requests. For one thread at a time.
 *
 * <p>Requests that end in one stretch were mostly meant to start in it or shortly before, so a few slots have histograms; the
 * times of others are kept one by one. Recording a request allocates nothing.
 */
public final class Recording {
    /** A request that begins this much after its intended start is counted as late, and sent all the same. */
    public static final long LATE_NANOS = 1_000_000;

    /** A moment in which a loop was held up longer than this is counted as a pause. */
    public static final long PAUSE_NANOS = 1_000_000;

    private static final int MOST_SLOTS = 8;

    private final SlotGrid grid;
    private final RunCounts counts = new RunCounts();
    private final @Nullable SlotTimes[] slots = new SlotTimes[MOST_SLOTS];
    private final long[] numbers = new long[MOST_SLOTS];
    private final LateTimes late = new LateTimes();
    private int slotCount;
    private @Nullable SlotTimes last;
    private long lastFromNanos;
    private long settledUntilNanos;

    /** An empty one of a run without a stated warm-up. */
    public Recording() {
        this(0);
    }

    /** @param warmUpNanos the stated warm-up, ns since the start of the run; at its end a slot begins */
    public Recording(long warmUpNanos) {
        grid = new SlotGrid(warmUpNanos);
    }

    /** Adds a request that has ended, or was given up. */
    public void record(MeasuredRequest request) {
        long lag = request.sendLagNanos();
        counts.record(request, lag);
        long intended = request.intendedNanos();
        Outcome outcome = request.outcome();
        SlotTimes times = timesOf(intended);
        if (times == null) {
            late.add(
                    grid.slot(intended),
                    outcome,
                    request.correctedNanos(),
                    request.uncorrectedNanos(),
                    lag,
                    request.backend());
        } else {
            times.record(outcome, request.correctedNanos(), request.uncorrectedNanos(), lag, request.backend());
        }
    }

    /**
     * Adds one look at whether the loop runs.
     *
     * @param lateNanos how much later than planned the loop came to it
     * @param nowNanos since the run's start
     */
    public void recordPause(long lateNanos, long nowNanos) {
        SlotTimes times = timesOf(nowNanos);
        if (times == null) {
            late.addPause(grid.slot(nowNanos), lateNanos);
        } else {
            times.recordPause(lateNanos);
        }
    }

    /** Counts a pause that has ended. */
    public void countPause() {
        counts.pauseCount++;
    }

    /** Notes up to when all requests that were meant to start have ended, ns since the start of the run. */
    public void settledUntil(long nanos) {
        settledUntilNanos = nanos;
    }

    /** Empties it for the next stretch; the backends it knows stay. */
    public void clear() {
        counts.clear();
        for (int i = 0; i < slotCount; i++) {
            slot(i).clear();
        }
        slotCount = 0;
        last = null;
        late.clear();
    }

    /** Lateness of the loop at each of its checks in the measured part: the time that the swarm itself stood still, in ns. */
    public Histogram pauses() {
        Histogram pauses = Durations.histogram();
        for (int i = 0; i < slotCount; i++) {
            if (numbers[i] >= 0) {
                pauses.add(slot(i).pauses);
            }
        }
        late.forEach(new LateTimes.Taker() {
            @Override
            public void request(
                    long slot, Outcome outcome, long corrected, long uncorrected, long lag, @Nullable String backend) {}

            @Override
            public void pause(long slot, long lateNanos) {
                if (slot >= 0) {
                    Durations.record(pauses, lateNanos);
                }
            }
        });
        return pauses;
    }

    /** Number of pauses of the loop longer than {@link #PAUSE_NANOS}. */
    public long pauseCount() {
        return counts.pauseCount;
    }

    RunCounts counts() {
        return counts;
    }

    LateTimes late() {
        return late;
    }

    /** Up to when all requests that were meant to start have ended, ns since the start of the run. */
    public long settledUntilNanos() {
        return settledUntilNanos;
    }

    int slotCount() {
        return slotCount;
    }

    /** The number of the slot at this place. */
    long number(int place) {
        return numbers[place];
    }

    SlotTimes slot(int place) {
        SlotTimes times = slots[place];
        if (times == null) {
            times = new SlotTimes();
            slots[place] = times;
        }
        return times;
    }

    /** The histograms of that moment; null when there are none left. */
    private @Nullable SlotTimes timesOf(long nanos) {
        long since = nanos - lastFromNanos;
        return last != null && since >= 0 && since < SlotGrid.WIDTH_NANOS ? last : find(grid.slot(nanos));
    }

    private @Nullable SlotTimes find(long number) {
        int place = 0;
        while (place < slotCount && numbers[place] != number) {
            place++;
        }
        if (place == MOST_SLOTS) {
            return null;
        }
        if (place == slotCount) {
            numbers[slotCount++] = number;
        }
        SlotTimes found = slot(place);
        last = found;
        lastFromNanos = grid.fromNanos(number);
        return found;
    }
}
