package io.giliran.metrics.recording;

import io.giliran.metrics.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The times of a run by when requests were meant to start, in at most {@value #MOST} slots of equal width: when there would be
 * more, neighbours are joined. The newest {@value #OPEN} have histograms; older ones are stored, and requests that end late are
 * added to them. For one thread.
 */
final class TimeSlots {
    private static final int MOST = 256;
    private static final int OPEN = 4;
    private static final int MOST_PENDING = 4_096;

    /** A slot: what is stored, open and pending. */
    private static final class Slot {
        @Nullable
        StoredTimes stored;

        @Nullable
        SlotTimes open;

        @Nullable
        LateTimes pending;
    }

    private final SlotGrid grid;
    private final long longestCutNanos;
    private final List<Slot> slots = new ArrayList<>();
    private final ArrayDeque<SlotTimes> spare = new ArrayDeque<>();
    private int shift;

    /** @param longestCutNanos of what begins later only corrected RTTs are kept */
    TimeSlots(SlotGrid grid, long longestCutNanos) {
        this.grid = grid;
        this.longestCutNanos = longestCutNanos;
    }

    /** Adds what a recording has in one slot of the grid; what belongs to the stated warm-up is left out. */
    void add(long gridSlot, SlotTimes times) {
        if (gridSlot >= 0) {
            open(slot(gridSlot)).add(times);
            closeOld();
        }
    }

    /** Adds a request of which the slot may be any. */
    void add(long gridSlot, Outcome outcome, long correctedNanos, long uncorrectedNanos, long lagNanos) {
        if (gridSlot >= 0) {
            int number = slot(gridSlot);
            Slot slot = slots.get(number);
            if (slot.open != null) {
                slot.open.record(outcome, correctedNanos, uncorrectedNanos, lagNanos, null);
            } else {
                pending(slot).add(gridSlot, outcome, correctedNanos, uncorrectedNanos, lagNanos, null);
                foldWhenMany(number, slot);
            }
        }
    }

    /** Adds a look of which the slot may be any. */
    void addPause(long gridSlot, long lateNanos) {
        if (gridSlot >= 0) {
            int number = slot(gridSlot);
            Slot slot = slots.get(number);
            if (slot.open != null) {
                slot.open.recordPause(lateNanos);
            } else {
                pending(slot).addPause(gridSlot, lateNanos);
                foldWhenMany(number, slot);
            }
        }
    }

    int count() {
        return slots.size();
    }

    long widthNanos() {
        return SlotGrid.WIDTH_NANOS << shift;
    }

    /** Start of a slot, in ns since the start of the run. */
    long fromNanos(int number) {
        return grid.fromNanos((long) number << shift);
    }

    /** A copy of what a slot has, without backends. */
    SlotTimes times(int number) {
        SlotTimes copy = new SlotTimes();
        Slot slot = slots.get(number);
        fold(number, slot);
        if (slot.open != null) {
            copy.add(slot.open);
        }
        if (slot.stored != null) {
            slot.stored.addTo(copy);
        }
        return copy;
    }

    /** Number of requests of a slot that were answered. */
    long answered(int number) {
        Slot slot = slots.get(number);
        fold(number, slot);
        return (slot.open == null ? 0 : slot.open.corrected.ended().getTotalCount())
                + (slot.stored == null ? 0 : slot.stored.ended().count());
    }

    /** Adds the corrected RTTs of a slot. */
    void addCorrected(int number, Durations to) {
        Slot slot = slots.get(number);
        fold(number, slot);
        if (slot.open != null) {
            to.add(slot.open.corrected);
        }
        if (slot.stored != null) {
            slot.stored.ended().addTo(to.ended());
            slot.stored.unended().addTo(to.unended());
        }
    }

    /** The slot of the run, which is made when it is not there yet. */
    private int slot(long gridSlot) {
        while (gridSlot >>> shift >= MOST) {
            join();
        }
        int number = (int) (gridSlot >>> shift);
        while (slots.size() <= number) {
            slots.add(new Slot());
        }
        return number;
    }

    private SlotTimes open(int number) {
        Slot slot = slots.get(number);
        SlotTimes open = slot.open;
        if (open == null) {
            SlotTimes used = spare.poll();
            open = used == null ? new SlotTimes() : used;
            slot.open = open;
        }
        return open;
    }

    private void closeOld() {
        for (int number = 0; number < slots.size() - OPEN; number++) {
            if (slots.get(number).open != null) {
                close(number, slots.get(number));
            }
        }
    }

    private void close(int number, Slot slot) {
        SlotTimes open = slot.open;
        if (open != null) {
            if (slot.stored != null) {
                slot.stored.addTo(open);
            }
            slot.stored = StoredTimes.of(open, fromNanos(number) + widthNanos() <= longestCutNanos);
            slot.open = null;
            open.clear();
            spare.push(open);
        }
    }

    private static LateTimes pending(Slot slot) {
        LateTimes pending = slot.pending;
        if (pending == null) {
            pending = new LateTimes();
            slot.pending = pending;
        }
        return pending;
    }

    private void foldWhenMany(int number, Slot slot) {
        if (slot.pending != null && slot.pending.count() >= MOST_PENDING) {
            fold(number, slot);
        }
    }

    /** Adds to the histograms of a slot what waits for it. */
    private void fold(int number, Slot slot) {
        LateTimes pending = slot.pending;
        if (pending == null || pending.count() == 0) {
            return;
        }
        boolean wasOpen = slot.open != null;
        SlotTimes open = open(number);
        pending.forEach(new LateTimes.Taker() {
            @Override
            public void request(
                    long of, Outcome outcome, long corrected, long uncorrected, long lag, @Nullable String backend) {
                open.record(outcome, corrected, uncorrected, lag, null);
            }

            @Override
            public void pause(long of, long lateNanos) {
                open.recordPause(lateNanos);
            }
        });
        slot.pending = null;
        if (!wasOpen) {
            close(number, slot);
        }
    }

    private void join() {
        for (int number = 0; number < slots.size(); number++) {
            fold(number, slots.get(number));
            close(number, slots.get(number));
        }
        List<Slot> joined = new ArrayList<>();
        for (int number = 0; number < slots.size(); number += 2) {
            joined.add(joined(number));
        }
        shift++;
        slots.clear();
        slots.addAll(joined);
    }

    private Slot joined(int number) {
        SlotTimes both = new SlotTimes();
        boolean whole = true;
        for (int one = number; one < Math.min(number + 2, slots.size()); one++) {
            StoredTimes stored = slots.get(one).stored;
            if (stored != null) {
                stored.addTo(both);
                whole &= stored.others() != null;
            }
        }
        Slot slot = new Slot();
        slot.stored = StoredTimes.of(both, whole);
        return slot;
    }
}
