package io.giliran.metrics.recording;

import io.giliran.metrics.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Requests and pauses whose slots are too many to have histograms each, as after a stall: their times one by one, in arrays
 * that are used again. For one thread at a time.
 */
final class LateTimes {
    /** Takes them one by one, in the order in which they were added. */
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

    private static final int PAUSE = -1;
    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final int FIELDS = 5;
    private static final int FIRST_SIZE = 64;

    private long[] fields = new long[FIRST_SIZE * FIELDS];
    private @Nullable String[] backends = new String[FIRST_SIZE];
    private int count;

    void add(
            long slot,
            Outcome outcome,
            long correctedNanos,
            long uncorrectedNanos,
            long lagNanos,
            @Nullable String backend) {
        if (count == backends.length) {
            fields = Arrays.copyOf(fields, 2 * fields.length);
            backends = Arrays.copyOf(backends, 2 * count);
        }
        int at = count * FIELDS;
        fields[at] = slot;
        fields[at + 1] = outcome.ordinal();
        fields[at + 2] = correctedNanos;
        fields[at + 3] = uncorrectedNanos;
        fields[at + 4] = lagNanos;
        backends[count++] = backend;
    }

    void addPause(long slot, long lateNanos) {
        add(slot, Outcome.OK, lateNanos, -1, -1, null);
        fields[(count - 1) * FIELDS + 1] = PAUSE;
    }

    int count() {
        return count;
    }

    void forEach(Taker taker) {
        for (int i = 0; i < count; i++) {
            int at = i * FIELDS;
            if (fields[at + 1] == PAUSE) {
                taker.pause(fields[at], fields[at + 2]);
            } else {
                taker.request(
                        fields[at],
                        OUTCOMES[(int) fields[at + 1]],
                        fields[at + 2],
                        fields[at + 3],
                        fields[at + 4],
                        backends[i]);
            }
        }
    }

    void clear() {
        count = 0;
    }
}
