package io.giliran.policy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The power of two choices: draws two backends, each in proportion to its weight, and takes the one with fewer open
 * connections for its weight; of equals the first drawn. Costs the same however many backends there are, and never herds:
 * balancers that see the same loads still draw differently.
 *
 * <p>Distinct, as Finagle and ServiceTalk draw, two different backends are compared whenever there are two. With
 * replacement, as HAProxy and Envoy draw, the second may be the first again, and that one is taken unseen: among few
 * backends this is noticeably worse.
 *
 * @see <a href="https://doi.org/10.1109/71.963420">Mitzenmacher, The power of two choices in randomized load balancing,
 *     2001</a>
 */
final class TwoChoices implements BalancingPolicy {
    static final String DISTINCT = "p2c";
    static final String WITH_REPLACEMENT = "p2c-with-replacement";

    /** After so many draws of the first one again the second is sought among the others; the odds are the same. */
    private static final int REDRAWS = 8;

    private final String name;
    private final boolean distinct;
    private final RandomGenerator random;
    private final EligibleBackends backends = new EligibleBackends();
    private final WeightedDraw draw = new WeightedDraw();
    private final OpenByWeight open = new OpenByWeight();
    private @Nullable PickNotes notes;

    private TwoChoices(String name, boolean distinct, RandomGenerator random) {
        this.name = name;
        this.distinct = distinct;
        this.random = random;
    }

    static TwoChoices distinct(RandomGenerator random) {
        return new TwoChoices(DISTINCT, true, random);
    }

    static TwoChoices withReplacement(RandomGenerator random) {
        return new TwoChoices(WITH_REPLACEMENT, false, random);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        draw.set(eligible);
        open.makeRoom(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        if (draw.count() == 0) {
            return null;
        }
        return tried.count() == 0 ? lessLoaded(draw.next(random)) : pickUntried(tried);
    }

    @Override
    public void connectionOpened(Backend backend, long nowNanos) {
        open.opened(backend);
    }

    @Override
    public void connectionClosed(Backend backend, long nowNanos) {
        open.closed(backend);
    }

    private Backend lessLoaded(Backend first) {
        Backend second = draw.next(random);
        if (distinct && draw.count() > 1) {
            for (int i = 0; second.index() == first.index() && i < REDRAWS; i++) {
                second = draw.next(random);
            }
            if (second.index() == first.index()) {
                int all = backends.siftUntried(TriedBackends.NONE);
                second = backends.drawSifted(backends.dropSifted(all, first), random);
            }
        }
        return better(first, second);
    }

    /** A client comes again because a backend has failed it: rare, so looking at all of them does not matter. */
    private @Nullable Backend pickUntried(TriedBackends tried) {
        int untried = backends.siftUntried(tried);
        if (untried == 0) {
            return null;
        }
        Backend first = backends.drawSifted(untried, random);
        if (distinct && untried > 1) {
            untried = backends.dropSifted(untried, first);
        }
        return better(first, backends.drawSifted(untried, random));
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }

    private Backend better(Backend first, Backend second) {
        if (notes != null) {
            notes.drawn(first.name());
            notes.drawn(second.name());
            notes.candidate(first, open.of(first));
            if (second.index() != first.index()) {
                notes.candidate(second, open.of(second));
            }
            notes.decidedBy("of the two drawn the fewer open connections by weight, the first among equals");
        }
        return open.compare(first, second) <= 0 ? first : second;
    }
}
