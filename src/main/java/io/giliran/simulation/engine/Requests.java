package io.giliran.simulation.engine;

import io.giliran.policy.TriedBackends;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests that are under way, and objects for those to come. */
final class Requests {
    private Request[] rows = new Request[64];
    private @Nullable Request free;
    private int used;

    /** An object for a new request; what it held of an earlier one has to be replaced. */
    Request add() {
        Request again = free;
        if (again != null) {
            free = again.next;
            return again;
        }
        if (used == rows.length) {
            grow();
        }
        Request made = new Request(used);
        rows[used++] = made;
        return made;
    }

    /** The request of this row. */
    Request at(int row) {
        return rows[row];
    }

    void remove(Request ended) {
        if (!ended.tried.isEmpty()) {
            ended.tried = TriedBackends.NONE;
        }
        ended.next = free;
        free = ended;
    }

    /** Hands over each request that is under way. */
    void forEach(Consumer<Request> taker) {
        boolean[] isFree = new boolean[used];
        for (Request one = free; one != null; one = one.next) {
            isFree[one.row] = true;
        }
        for (int row = 0; row < used; row++) {
            if (!isFree[row]) {
                taker.accept(rows[row]);
            }
        }
    }

    private void grow() {
        if (used > EventQueue.MAX_ARGUMENT / 2) {
            throw new RunTooLarge("scenario: " + used + " requests are under way at once, the most that can be;"
                    + " valid is a load that the backends can do, or a run that ends before");
        }
        rows = Arrays.copyOf(rows, 2 * used);
    }
}
