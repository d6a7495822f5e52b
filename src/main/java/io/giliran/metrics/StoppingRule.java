package io.giliran.metrics;

import java.util.function.Supplier;

/** Rule that ends a run early, once its results are precise or clear enough. */
public interface StoppingRule {
    /**
     * Whether the run may end. Asked as often as one likes.
     *
     * @param count how many requests were measured so far
     * @param series all of them, but for what may be warm-up; made only when it is looked at
     */
    boolean isEnough(long count, Supplier<LatencySeries> series);

    /** Short text of the progress; empty when there is none. */
    String progress(Supplier<LatencySeries> series);
}
