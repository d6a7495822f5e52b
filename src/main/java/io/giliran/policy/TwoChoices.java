package io.giliran.policy;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The power of two choices: draws two backends, each in proportion to its weight, and takes the one with less load by some
 * metric, such as open connections by weight; of equals the first drawn. Costs the same however many backends there are, and never herds:
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
    static final String PEAK_EWMA = "p2c.peak-ewma";

    private static final String FEWER_OPEN = "the fewer open connections by weight";

    /** Number of draws of the first backend again, after which the second is drawn from the others; the odds are the same. */
    private static final int REDRAWS = 8;

    private final String name;
    private final boolean distinct;
    private final RandomGenerator random;
    private final EligibleBackends backends = new EligibleBackends();
    private final WeightedDraw draw = new WeightedDraw();
    private final LoadMetric metric;
    private final String rule;
    private @Nullable PickNotes notes;

    private TwoChoices(String name, boolean distinct, LoadMetric metric, String rule, RandomGenerator random) {
        this.name = name;
        this.distinct = distinct;
        this.metric = metric;
        this.rule = "of the two drawn " + rule + ", the first among equals";
        this.random = random;
    }

    static TwoChoices distinct(RandomGenerator random) {
        return new TwoChoices(DISTINCT, true, new OpenByWeight(), FEWER_OPEN, random);
    }

    static TwoChoices withReplacement(RandomGenerator random) {
        return new TwoChoices(WITH_REPLACEMENT, false, new OpenByWeight(), FEWER_OPEN, random);
    }

    static TwoChoices peakEwma(PolicyParameters parameters, RandomGenerator random) {
        return new TwoChoices(
                PEAK_EWMA,
                true,
                new PeakEwma(parameters.peakEwma()),
                "the less peak EWMA times (open + 1) by weight, in ns",
                random);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        draw.set(eligible);
        metric.makeRoom(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        if (draw.count() == 0) {
            return null;
        }
        return tried.isEmpty() ? lessLoaded(draw.next(random), nowNanos) : pickUntried(tried, nowNanos);
    }

    @Override
    public void forget(Backend backend) {
        metric.forget(backend);
    }

    @Override
    public void connectionOpened(Backend backend, long nowNanos) {
        metric.opened(backend, nowNanos);
    }

    @Override
    public void connectionClosed(Backend backend, long nowNanos) {
        metric.closed(backend, nowNanos);
    }

    private Backend lessLoaded(Backend first, long nowNanos) {
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
        return better(first, second, nowNanos);
    }

    /** A client comes again because a backend has failed it: rare, so looking at all of them does not matter. */
    private @Nullable Backend pickUntried(TriedBackends tried, long nowNanos) {
        int untried = backends.siftUntried(tried);
        if (untried == 0) {
            return null;
        }
        Backend first = backends.drawSifted(untried, random);
        if (distinct && untried > 1) {
            untried = backends.dropSifted(untried, first);
        }
        return better(first, backends.drawSifted(untried, random), nowNanos);
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }

    @Override
    public void connectionFailed(Backend backend, long nowNanos) {
        metric.failed(backend, nowNanos);
    }

    @Override
    public Set<Signal> signals() {
        return metric.signals();
    }

    @Override
    public void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        metric.observed(backend, signal, nanos, nowNanos);
    }

    private Backend better(Backend first, Backend second, long nowNanos) {
        double one = metric.of(first, nowNanos);
        double other = metric.of(second, nowNanos);
        if (notes != null) {
            notes.drawn(first.name());
            notes.drawn(second.name());
            notes.candidate(first, one);
            if (second.index() != first.index()) {
                notes.candidate(second, other);
            }
            notes.decidedBy(rule);
        }
        return one <= other ? first : second;
    }
}
