package io.giliran.policy;

import java.util.Arrays;
import java.util.List;

/** Counts the open connections of each backend, pending connects included, and compares them in relation to weight. */
final class OpenByWeight {
    private int[] open = new int[0];

    /** Makes room for them; the counts of all others are kept too, because their connections are still open. */
    void makeRoom(List<Backend> backends) {
        int last = -1;
        for (Backend backend : backends) {
            last = Math.max(last, backend.index());
        }
        growTo(last);
    }

    void opened(Backend backend) {
        growTo(backend.index());
        open[backend.index()]++;
    }

    void closed(Backend backend) {
        open[backend.index()]--;
    }

    /** Open connections by weight. */
    double of(Backend backend) {
        return (double) open[backend.index()] / backend.weight();
    }

    int open(Backend backend) {
        return open[backend.index()];
    }

    /** Compares open/weight without dividing: negative when the one has less to do than the other. */
    int compare(Backend one, Backend other) {
        return Long.compare((long) open[one.index()] * other.weight(), (long) open[other.index()] * one.weight());
    }

    private void growTo(int index) {
        if (index >= open.length) {
            open = Arrays.copyOf(open, index + 1);
        }
    }
}
