package io.giliran.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backend with the fewest open connections for its weight, pending connects included; ties take turns by smooth
 * weighted round robin, as nginx's least_conn does.
 */
final class LeastConnections implements BalancingPolicy {
    static final String NAME = "least-connections";

    private final EligibleBackends backends = new EligibleBackends();
    private final SmoothTurns turns = new SmoothTurns();
    private final OpenByWeight open = new OpenByWeight();
    private @Nullable PickNotes notes;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        turns.keep(eligible);
        open.makeRoom(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        int untried = backends.siftUntried(tried);
        Backend[] candidates = backends.sifted();
        int tied = 0;
        for (int i = 0; i < untried; i++) {
            Backend candidate = candidates[i];
            if (notes != null) {
                notes.candidate(candidate, open.of(candidate));
            }
            int order = tied == 0 ? -1 : open.compare(candidate, candidates[0]);
            if (order < 0) {
                tied = 0;
            }
            if (order <= 0) {
                candidates[tied++] = candidate;
            }
        }
        Backend next = turns.next(candidates, tied);
        if (notes != null && next != null) {
            notes.decidedBy("the fewest open connections by weight; among equals smooth round robin");
        }
        return next;
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }

    @Override
    public void connectionOpened(Backend backend, long nowNanos) {
        open.opened(backend);
    }

    @Override
    public void connectionClosed(Backend backend, long nowNanos) {
        open.closed(backend);
    }
}
