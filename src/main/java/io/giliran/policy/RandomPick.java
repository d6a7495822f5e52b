package io.giliran.policy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One backend at random, each with a probability in proportion to its weight. */
final class RandomPick implements BalancingPolicy {
    static final String NAME = "random";

    private final RandomGenerator random;
    private final EligibleBackends backends = new EligibleBackends();
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
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        int untried = backends.siftUntried(tried);
        if (untried == 0) {
            return null;
        }
        Backend drawn = backends.drawSifted(untried, random);
        if (notes != null) {
            for (int i = 0; i < untried; i++) {
                notes.candidate(backends.sifted()[i], backends.sifted()[i].weight());
            }
            notes.drawn(drawn.name());
            notes.decidedBy("drawn in proportion to weight");
        }
        return drawn;
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }
}
