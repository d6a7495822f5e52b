package io.giliran.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every backend in turn; with weights, nginx's smooth weighted round robin (see {@link SmoothTurns}).
 *
 * <p>Strict: of any k·n connections over n backends of one weight that are all up, each gets exactly k. A client whose
 * backend failed takes the turn that comes next among those it has not tried, so the survivors share a dead backend's
 * connections evenly.
 *
 * <p>When nobody has been tried a pick costs log n ({@link SmoothTournament}); else, and with notes, it looks at everybody.
 */
final class RoundRobin implements BalancingPolicy {
    static final String NAME = "round-robin";

    private final EligibleBackends backends = new EligibleBackends();
    private final SmoothTurns turns = new SmoothTurns();
    private final SmoothTournament tournament = new SmoothTournament(turns);
    private @Nullable PickNotes notes;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        tournament.end();
        backends.set(eligible);
        turns.keep(eligible);
        tournament.set(eligible);
    }

    @Override
    public void forget(Backend backend) {
        tournament.end();
        turns.forget(backend);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        if (notes == null && tried.isEmpty()) {
            return tournament.next();
        }
        tournament.end();
        int untried = backends.siftUntried(tried);
        return turns.next(backends.sifted(), untried);
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
        turns.noteIn(replaced);
    }
}
