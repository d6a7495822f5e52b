package io.giliran.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every backend in turn; with weights, nginx's smooth weighted round robin (see {@link SmoothTurns}).
 *
 * <p>Strict: of any k·n connections over n backends of one weight that are all up, each gets exactly k. A client whose
 * backend failed takes the turn that comes next among those it has not tried, so the survivors share a dead backend's
 * connections evenly.
 */
final class RoundRobin implements BalancingPolicy {
    static final String NAME = "round-robin";

    private final EligibleBackends backends = new EligibleBackends();
    private final SmoothTurns turns = new SmoothTurns();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        turns.keep(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        int untried = backends.siftUntried(tried);
        return turns.next(backends.sifted(), untried);
    }

    @Override
    public void noteIn(@Nullable PickNotes notes) {
        backends.noteIn(notes);
        turns.noteIn(notes);
    }
}
