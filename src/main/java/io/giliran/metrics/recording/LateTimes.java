package io.giliran.metrics.recording;

import io.giliran.metrics.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Requests and pauses whose slots are too many to have histograms each, as after a stall: their times one by one, in arrays
 * that are used again. For one thread at a time.
 */
final class LateTimes {
    /** Receives the values one by one, in the order in which they were added. */
    interface Taker {
        void request(
                long slot,
                Outcome outcome,
                long correctedNanos,
                long uncorrectedNanos,
                long lagNanos,
                @Nullable String backend);

        void pause(long slot, long lateNanos);
    }

    private static final int FIELDS = 4;
    private static final int FIRST_SIZE = 64;

    private long[] fields = new long[FIRST_SIZE * FIELDS];
    /** Null for a pause. */
    private @Nullable Outcome[] outcomes = new Outcome[FIRST_SIZE];

    private @Nullable String[] backends = new String[FIRST_SIZE];
    private int count;

    void add(
            long slot,
            Outcome outcome,
            long correctedNanos,
            long uncorrectedNanos,
            long lagNanos,
            @Nullable String backend) {
        put(slot, outcome, correctedNanos, uncorrectedNanos, lagNanos, backend);
    }

    void addPause(long slot, long lateNanos) {
        put(slot, null, lateNanos, -1, -1, null);
    }

    private void put(
            long slot,
            @Nullable Outcome outcome,
            long correctedNanos,
            long uncorrectedNanos,
            long lagNanos,
            @Nullable String backend) {
        if (count == backends.length) {
            fields = Arrays.copyOf(fields, 2 * fields.length);
            backends = Arrays.copyOf(backends, 2 * count);
            outcomes = Arrays.copyOf(outcomes, 2 * count);
        }
        int at = count * FIELDS;
        fields[at] = slot;
        fields[at + 1] = correctedNanos;
        fields[at + 2] = uncorrectedNanos;
        fields[at + 3] = lagNanos;
        outcomes[count] = outcome;
        backends[count++] = backend;
    }

    int count() {
        return count;
    }

    void forEach(Taker taker) {
        for (int i = 0; i < count; i++) {
            int at = i * FIELDS;
            Outcome outcome = outcomes[i];
            if (outcome == null) {
                taker.pause(fields[at], fields[at + 1]);
            } else {
                taker.request(fields[at], outcome, fields[at + 1], fields[at + 2], fields[at + 3], backends[i]);
            }
        }
    }

    void clear() {
        count = 0;
    }
}
