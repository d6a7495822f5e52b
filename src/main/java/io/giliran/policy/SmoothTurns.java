package io.giliran.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * nginx's smooth weighted round robin: at each turn every candidate's credit grows by its weight; the largest credit
 * takes the turn (the first declared among equals) and pays the sum of the candidates' weights. Weights 5, 1, 1 give
 * a a b a c a a; equal weights give plain round robin.
 *
 * <p>Who is no candidate neither gains nor pays, so the turns of a backend that is out spread over all the others and
 * do not fall to its neighbour.
 *
 * @see <a href="https://github.com/phusion/nginx/commit/27e94984486058d73157038f7950a0a36ecc6e35">the origin</a>
 */
final class SmoothTurns {
    private long[] credits = new long[0];
    private int[] weights = new int[0];
    private @Nullable PickNotes notes;

    void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
    }

    /**
     * Keeps the credit of these backends and forgets that of all others. When weights change, all credits change as the sum
     * of the weights does: credits as large as 256-fold weights leave would otherwise give somebody hundreds of turns in a row.
     */
    void keep(List<Backend> backends) {
        int size = 0;
        long before = 0;
        long now = 0;
        boolean changed = false;
        for (Backend backend : backends) {
            size = Math.max(size, backend.index() + 1);
            int known = backend.index() < weights.length ? weights[backend.index()] : 0;
            if (known != 0) {
                before += known;
                now += backend.weight();
                changed |= known != backend.weight();
            }
        }
        long[] kept = new long[size];
        int[] keptWeights = new int[size];
        for (Backend backend : backends) {
            int index = backend.index();
            if (index < credits.length) {
                kept[index] = changed ? Math.floorDiv(credits[index] * now, before) : credits[index];
            }
            keptWeights[index] = backend.weight();
        }
        credits = kept;
        weights = keptWeights;
    }

    /** The index is this backend's from now on; it begins without credit. */
    void forget(Backend backend) {
        if (backend.index() < credits.length) {
            credits[backend.index()] = 0;
            weights[backend.index()] = 0;
        }
    }

    long credit(Backend backend) {
        return credits[backend.index()];
    }

    void credit(Backend backend, long replaced) {
        credits[backend.index()] = replaced;
    }

    /** The backend whose turn it is among the first {@code count} candidates; null when there is none. */
    @Nullable
    Backend next(Backend[] candidates, int count) {
        Backend best = null;
        long total = 0;
        for (int i = 0; i < count; i++) {
            Backend candidate = candidates[i];
            total += candidate.weight();
            credits[candidate.index()] += candidate.weight();
            if (notes != null) {
                notes.candidate(candidate, (double) credits[candidate.index()]);
            }
            if (best == null || credits[candidate.index()] > credits[best.index()]) {
                best = candidate;
            }
        }
        if (best != null) {
            credits[best.index()] -= total;
            if (notes != null) {
                notes.decidedBy("the largest credit, the first declared among equals");
            }
        }
        return best;
    }
}
