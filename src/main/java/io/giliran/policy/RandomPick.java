package io.giliran.policy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Picks a backend at random, each with a probability in proportion to its weight; in constant time when none has been tried.
 */
final class RandomPick implements BalancingPolicy {
    static final String NAME = "random";

    private final RandomGenerator random;
    private final EligibleBackends backends = new EligibleBackends();
    private final WeightedDraw draw = new WeightedDraw();
    private @Nullable PickNotes notes;

    RandomPick(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        draw.set(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        Backend drawn;
        if (tried.isEmpty()) {
            drawn = draw.count() == 0 ? null : draw.next(random);
        } else {
            int untried = backends.siftUntried(tried);
            drawn = untried == 0 ? null : backends.drawSifted(untried, random);
        }
        if (notes != null && drawn != null) {
            note(notes, drawn, backends.siftUntried(tried));
        }
        return drawn;
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }

    private void note(PickNotes into, Backend drawn, int untried) {
        for (int i = 0; i < untried; i++) {
            into.candidate(backends.sifted()[i], backends.sifted()[i].weight());
        }
        into.drawn(drawn.name());
        into.decidedBy("drawn in proportion to weight");
    }
}
