package io.giliran.policy;

import io.giliran.workload.Xxh64;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The highest random weight: each backend has a number u for each client, between 0 and 1, from the hash of both their keys,
 * and the client belongs to the highest {@code -weight / ln u}. Shares are exactly in proportion to weight, and when a
 * backend leaves its clients alone move, spread over all the others in proportion. The price is a look at every backend.
 *
 * <p>When the first one has failed the client, or has reached its bound (see {@link LoadBound}), the next by that order is
 * taken; when all untried ones have reached it, the first of them.
 *
 * @see <a href="https://doi.org/10.1109/90.663936">Thaler, Ravishankar, Using name-based mappings to increase hit rates,
 *     1998</a>
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-bess-weighted-hrw/">the weights</a>
 */
final class Rendezvous implements BalancingPolicy {
    static final String NAME = "rendezvous";

    /** Half of the distance between two numbers u, so that u is neither 0 nor 1. */
    private static final double HALF = 0x1p-53;

    private final LoadBound bound;
    private final EligibleBackends backends = new EligibleBackends();
    /** The hash of each one's key, in the order of declaration. */
    private long[] seeds = new long[0];

    private boolean weighted;
    private @Nullable PickNotes notes;

    Rendezvous(PolicyParameters parameters) {
        bound = new LoadBound(parameters.boundedLoad());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        bound.set(eligible);
        Backend[] all = backends.all();
        seeds = new long[all.length];
        weighted = false;
        for (int i = 0; i < all.length; i++) {
            seeds[i] = Xxh64.hash(all[i].key().getBytes(StandardCharsets.UTF_8), 0);
            weighted |= all[i].weight() != all[0].weight();
        }
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        if (notes != null) {
            backends.siftUntried(tried);
        }
        Backend[] all = backends.all();
        Backend best = null;
        double bestScore = 0;
        boolean bestHasRoom = false;
        for (int i = 0; i < all.length; i++) {
            Backend candidate = all[i];
            if (tried.contains(candidate)) {
                continue;
            }
            double score = score(candidate, Xxh64.hash(clientKey, seeds[i]));
            boolean hasRoom = bound.hasRoom(candidate);
            if (notes != null) {
                if (hasRoom) {
                    notes.candidate(candidate, score);
                } else {
                    notes.skipped(candidate, bound.reason(candidate));
                }
            }
            boolean better = hasRoom == bestHasRoom ? score > bestScore : hasRoom;
            if (best == null || better) {
                best = candidate;
                bestScore = score;
                bestHasRoom = hasRoom;
            }
        }
        if (notes != null && best != null) {
            if (!bestHasRoom) {
                notes.candidate(best, bestScore);
            }
            notes.decidedBy(
                    bestHasRoom
                            ? "the highest random weight for the client's key"
                            : "all have reached their bound: the highest random weight for the client's key");
        }
        return best;
    }

    @Override
    public void connectionOpened(Backend backend, long nowNanos) {
        bound.opened(backend);
    }

    @Override
    public void connectionClosed(Backend backend, long nowNanos) {
        bound.closed(backend);
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }

    /**
     * Score of a backend. With equal weights u itself puts them in the same order. StrictMath, so that balancers on all
     * machines agree.
     */
    private double score(Backend backend, long hash) {
        double u = (hash >>> 12) * (2 * HALF) + HALF;
        return weighted ? -backend.weight() / StrictMath.log(u) : u;
    }
}
