package io.giliran.simulation;

import io.giliran.policy.TriedBackends;
import io.giliran.settings.SettingsException;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are under way, as rows of arrays; a row is used again when its request has ended. No request is an
 * object.
 */
final class Requests {
    /** No request has this row. */
    static final int NONE = -1;

    /** When it came, in ns. */
    long[] arrivedAt = new long[64];
    /** When its backend was connected. */
    long[] connectedAt = new long[64];
    /** How long a backend of speed 1 works for it, in ns. */
    long[] demand = new long[64];
    /** Its number in the run, from 0. */
    long[] number = new long[64];
    /** The closed client that asks. */
    int[] client = new int[64];

    int[] balancer = new int[64];
    /** How many it found there. */
    int[] found = new int[64];
    /** The index of the backend it is at. */
    int[] backend = new int[64];
    /** The next one in its backend's queue, or the next free row. */
    int[] next = new int[64];

    private @Nullable TriedBackends[] tried = new @Nullable TriedBackends[64];
    private int free = NONE;
    private int used;

    /** A row for a new request. */
    int add() {
        if (free != NONE) {
            int row = free;
            free = next[row];
            return row;
        }
        if (used == arrivedAt.length) {
            grow();
        }
        return used++;
    }

    void remove(int row) {
        if (tried[row] != null) {
            tried[row] = null;
        }
        next[row] = free;
        free = row;
    }

    /** Hands over the row of each request that is under way. */
    void forEach(IntConsumer taker) {
        boolean[] isFree = new boolean[used];
        for (int row = free; row != NONE; row = next[row]) {
            isFree[row] = true;
        }
        for (int row = 0; row < used; row++) {
            if (!isFree[row]) {
                taker.accept(row);
            }
        }
    }

    TriedBackends tried(int row) {
        TriedBackends ones = tried[row];
        return ones == null ? TriedBackends.NONE : ones;
    }

    void tried(int row, TriedBackends ones) {
        tried[row] = ones;
    }

    private void grow() {
        if (used > EventQueue.MAX_ARGUMENT / 2) {
            throw new SettingsException("scenario: " + used + " requests are under way at once, the most that can be;"
                    + " valid is a load that the backends can do, or a run that ends before");
        }
        int size = 2 * used;
        arrivedAt = Arrays.copyOf(arrivedAt, size);
        connectedAt = Arrays.copyOf(connectedAt, size);
        demand = Arrays.copyOf(demand, size);
        number = Arrays.copyOf(number, size);
        client = Arrays.copyOf(client, size);
        balancer = Arrays.copyOf(balancer, size);
        found = Arrays.copyOf(found, size);
        backend = Arrays.copyOf(backend, size);
        next = Arrays.copyOf(next, size);
        tried = Arrays.copyOf(tried, size);
    }
}
