package io.giliran.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Prequal: asks a few random backends for their load after each pick and keeps the answers in a pool. A pick takes, of those
 * in the pool that have no more in flight than most (the cold ones), the one with the lowest latency; when all are hot, the
 * one with the fewest in flight. Answers age, are used a few times only, and at each pick the oldest or the worst goes. With
 * fewer than two answers it picks at random.
 *
 * @see <a href="https://www.usenix.org/conference/nsdi24/presentation/wydrowski">Wydrowski et al., Load is not what you should
 *     balance: Introducing Prequal, 2024</a>
 */
final class Prequal implements BalancingPolicy {
    static final String NAME = "prequal";
    private static final int FEWEST = 2;

    private final PolicyParameters.Prequal parameters;
    private final long failurePenaltyNanos;
    private final RandomGenerator random;
    private final EligibleBackends backends = new EligibleBackends();
    private final WeightedDraw draw = new WeightedDraw();
    /** Eligible backends, in whatever order the probes have shuffled them into. */
    private Backend[] shuffled = new Backend[0];

    private boolean[] eligible = new boolean[0];
    /** Time until which a backend that has failed counts as slow, however fast it fails. */
    private long[] shunnedUntil = new long[0];

    private final Backend[] who;
    private final int[] inFlight;
    private final long[] latency;
    private final long[] answeredAt;
    private final int[] usesLeft;
    private final int[] sorted;
    private int size;
    private double probesOwed;
    private double removalsOwed;
    private boolean oldestGoesNext = true;
    private @Nullable PickNotes notes;

    Prequal(PolicyParameters parameters, RandomGenerator random) {
        this.parameters = parameters.prequal();
        failurePenaltyNanos = parameters.peakEwma().failurePenaltyNanos();
        this.random = random;
        int most = this.parameters.poolSize();
        who = new Backend[most];
        inFlight = new int[most];
        latency = new long[most];
        answeredAt = new long[most];
        usesLeft = new int[most];
        sorted = new int[most];
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> replaced) {
        backends.set(replaced);
        draw.set(replaced);
        shuffled = replaced.toArray(Backend[]::new);
        int last = -1;
        for (Backend backend : replaced) {
            last = Math.max(last, backend.index());
        }
        eligible = new boolean[last + 1];
        if (last >= shunnedUntil.length) {
            int known = shunnedUntil.length;
            shunnedUntil = Arrays.copyOf(shunnedUntil, last + 1);
            Arrays.fill(shunnedUntil, known, last + 1, Long.MIN_VALUE);
        }
        for (Backend backend : replaced) {
            eligible[backend.index()] = true;
        }
        for (int i = size - 1; i >= 0; i--) {
            if (who[i].index() > last || !eligible[who[i].index()]) {
                remove(i);
            }
        }
    }

    @Override
    public void forget(Backend backend) {
        if (backend.index() < shunnedUntil.length) {
            shunnedUntil[backend.index()] = Long.MIN_VALUE;
        }
        dropAnswer(backend);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        for (int i = size - 1; i >= 0; i--) {
            if (nowNanos - answeredAt[i] > parameters.maximumAgeNanos()) {
                remove(i);
            }
        }
        probesOwed = Math.min(MOST_PROBES, probesOwed + parameters.probesPerPick());
        int best = size < FEWEST ? -1 : best(tried);
        Backend picked = best < 0 ? atRandom(tried) : who[best];
        if (best >= 0) {
            // Who was picked has one more from now on, though nobody has been asked.
            inFlight[best]++;
            if (--usesLeft[best] <= 0) {
                remove(best);
            }
        }
        removalsOwed = Math.min(size, removalsOwed + parameters.removalsPerPick());
        while (removalsOwed >= 1 && size > 0) {
            remove(oldestGoesNext ? oldest() : worst());
            oldestGoesNext = !oldestGoesNext;
            removalsOwed--;
        }
        return picked;
    }

    @Override
    public int wantedProbes(Backend[] wanted, long nowNanos) {
        int count = Math.min(Math.min((int) probesOwed, wanted.length), shuffled.length);
        if (count == 0) {
            return 0;
        }
        probesOwed -= (int) probesOwed;
        // The first steps of a shuffle that never ends: any that are left are as likely, whatever the order was before.
        for (int i = 0; i < count; i++) {
            int drawn = i + random.nextInt(shuffled.length - i);
            wanted[i] = shuffled[drawn];
            shuffled[drawn] = shuffled[i];
            shuffled[i] = wanted[i];
        }
        return count;
    }

    @Override
    public void probed(Backend backend, int nowInFlight, long latencyNanos, long nowNanos) {
        if (backend.index() >= eligible.length || !eligible[backend.index()]) {
            return;
        }
        dropAnswer(backend);
        if (size == who.length) {
            remove(oldest());
        }
        who[size] = backend;
        inFlight[size] = nowInFlight;
        latency[size] =
                nowNanos < shunnedUntil[backend.index()] ? Math.max(latencyNanos, failurePenaltyNanos) : latencyNanos;
        answeredAt[size] = nowNanos;
        usesLeft[size] = uses();
        size++;
    }

    @Override
    public void connectionFailed(Backend backend, long nowNanos) {
        shunnedUntil[backend.index()] = nowNanos + failurePenaltyNanos;
        for (int i = 0; i < size; i++) {
            if (who[i].index() == backend.index()) {
                latency[i] = failurePenaltyNanos;
            }
        }
    }

    /** Returns the signal from which the caller estimates the latencies that answer its probes. */
    @Override
    public Set<Signal> signals() {
        return Set.of(Signal.FIRST_BYTE);
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }

    /** Hot-cold lexicographic. */
    private int best(TriedBackends tried) {
        int threshold = coldUpTo();
        int cold = -1;
        int hot = -1;
        for (int i = 0; i < size; i++) {
            if (tried.contains(who[i])) {
                continue;
            }
            if (inFlight[i] <= threshold && (cold < 0 || latency[i] < latency[cold])) {
                cold = i;
            }
            if (hot < 0 || inFlight[i] < inFlight[hot]) {
                hot = i;
            }
        }
        if (notes != null && hot >= 0) {
            for (int i = 0; i < size; i++) {
                if (tried.contains(who[i])) {
                    notes.skipped(who[i], "has failed this client");
                } else if (cold >= 0 && inFlight[i] > threshold) {
                    notes.skipped(who[i], "is hot: it has " + inFlight[i] + " in flight");
                } else {
                    notes.candidate(who[i], cold >= 0 ? (double) latency[i] : inFlight[i]);
                }
            }
            notes.decidedBy(
                    cold >= 0
                            ? "of those with at most " + threshold + " in flight the lowest latency, in ns"
                            : "all are hot: the fewest in flight");
            backends.siftUntried(tried);
        }
        return cold >= 0 ? cold : hot;
    }

    private @Nullable Backend atRandom(TriedBackends tried) {
        Backend drawn;
        if (tried.isEmpty()) {
            drawn = draw.count() == 0 ? null : draw.next(random);
        } else {
            int untried = backends.siftUntried(tried);
            drawn = untried == 0 ? null : backends.drawSifted(untried, random);
        }
        if (notes != null && drawn != null) {
            int untried = backends.siftUntried(tried);
            for (int i = 0; i < untried; i++) {
                notes.candidate(backends.sifted()[i], backends.sifted()[i].weight());
            }
            notes.drawn(drawn.name());
            notes.decidedBy("too few answers: drawn in proportion to weight");
        }
        return drawn;
    }

    /** max(1, (1 + δ) / ((1 - m/n) · probes - removals)), rounded up or down at random so that its mean is right. */
    private int uses() {
        double fresh = Math.max(0, 1 - (double) who.length / shuffled.length) * parameters.probesPerPick()
                - parameters.removalsPerPick();
        if (fresh <= 0) {
            // Answers come in more slowly than they go: only age and removal end them.
            return Integer.MAX_VALUE;
        }
        double uses = Math.max(1, (1 + parameters.reuseSlack()) / fresh);
        return (int) uses + (random.nextDouble() < uses - (int) uses ? 1 : 0);
    }

    private void dropAnswer(Backend backend) {
        for (int i = size - 1; i >= 0; i--) {
            if (who[i].index() == backend.index()) {
                remove(i);
            }
        }
    }

    private int oldest() {
        int oldest = 0;
        for (int i = 1; i < size; i++) {
            if (answeredAt[i] < answeredAt[oldest]) {
                oldest = i;
            }
        }
        return oldest;
    }

    /** The one that would be picked last: of the hot the one with the most in flight, else the slowest of the cold. */
    private int worst() {
        int threshold = coldUpTo();
        int fullest = 0;
        int slowest = 0;
        for (int i = 1; i < size; i++) {
            if (inFlight[i] > inFlight[fullest]) {
                fullest = i;
            }
            if (latency[i] > latency[slowest]) {
                slowest = i;
            }
        }
        return inFlight[fullest] > threshold ? fullest : slowest;
    }

    /** The quantile of what those in the pool have in flight; who has more is hot. */
    private int coldUpTo() {
        System.arraycopy(inFlight, 0, sorted, 0, size);
        Arrays.sort(sorted, 0, size);
        return sorted[(int) Math.min(size - 1L, (long) (parameters.hotQuantile() * size))];
    }

    private void remove(int at) {
        int last = --size;
        who[at] = who[last];
        inFlight[at] = inFlight[last];
        latency[at] = latency[last];
        answeredAt[at] = answeredAt[last];
        usesLeft[at] = usesLeft[last];
    }
}
