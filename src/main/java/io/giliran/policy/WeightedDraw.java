package io.giliran.policy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws backends in proportion to their weights, in constant time and without allocating: Walker's alias method, built as
 * Vose does.
 *
 * @see <a href="https://doi.org/10.1109/32.92917">Vose, A linear algorithm for generating random numbers with a given
 *     distribution, 1991</a>
 */
final class WeightedDraw {
    private Backend[] backends = new Backend[0];
    /**
     * Threshold of each column: a draw below it is the column's own backend, any other its alias. Whole numbers, so nothing is
     * rounded.
     */
    private int[] own = new int[0];

    private int[] alias = new int[0];
    private int total;

    /** Replaces the backends that are drawn from. */
    void set(List<Backend> replaced) {
        backends = replaced.toArray(Backend[]::new);
        int count = backends.length;
        own = new int[count];
        alias = new int[count];
        total = 0;
        for (Backend backend : backends) {
            total += backend.weight();
        }
        // Each column is as high as the sum of the weights; a weight fills its share of all columns together.
        long[] left = new long[count];
        ArrayDeque<Integer> low = new ArrayDeque<>();
        ArrayDeque<Integer> high = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            left[i] = (long) backends[i].weight() * count;
            (left[i] < total ? low : high).add(i);
        }
        while (!low.isEmpty()) {
            int filled = low.remove();
            int giver = high.element();
            own[filled] = (int) left[filled];
            alias[filled] = giver;
            left[giver] -= total - left[filled];
            if (left[giver] < total) {
                low.add(high.remove());
            }
        }
        for (int full : high) {
            own[full] = total;
        }
    }

    int count() {
        return backends.length;
    }

    /** Draws a backend; there must be one. */
    Backend next(RandomGenerator random) {
        int column = random.nextInt(backends.length);
        if (own[column] == total) {
            return backends[column];
        }
        return random.nextInt(total) < own[column] ? backends[column] : backends[alias[column]];
    }
}
