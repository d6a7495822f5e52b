package io.giliran.policy;

import io.giliran.workload.Xxh64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Client affinity: the client's key alone determines its backend. The placements differ in how even they are, and in who moves
 * when backends come or go.
 *
 * <p>When that backend has failed the client, or has reached its bound (see {@link LoadBound}), the key is hashed anew, as
 * often as needed but only so often; then one of the others is taken by the key in proportion to weight. So the clients of a
 * backend that is out spread over all the others and do not fall on its neighbour. Envoy's bounded load goes on by a random
 * walk with the key as its seed; hashing anew has the same purpose and allocates nothing.
 *
 * <p>When all that the client has not tried have reached their bound, the one with the fewest open connections for its weight
 * is taken: the client is rather served than the bound kept.
 */
final class ClientHash implements BalancingPolicy {
    static final String SOURCE_HASH = "source-hash";
    static final String RING_HASH = "ring-hash";
    static final String MAGLEV = "maglev";

    /**
     * Number of new hashes before all backends are searched. With half of them tried or full, that happens once in 512 picks.
     */
    private static final int REHASHES = 8;

    private final String name;
    private final Placement placement;
    private final LoadBound bound;
    private final EligibleBackends backends = new EligibleBackends();
    private @Nullable PickNotes notes;

    private ClientHash(String name, Placement placement, PolicyParameters parameters) {
        this.name = name;
        this.placement = placement;
        bound = new LoadBound(parameters.boundedLoad());
    }

    static ClientHash sourceHash(PolicyParameters parameters) {
        return new ClientHash(SOURCE_HASH, new WeightedModulo(), parameters);
    }

    static ClientHash ringHash(PolicyParameters parameters) {
        return new ClientHash(RING_HASH, new HashRing(parameters.ringHash()), parameters);
    }

    static ClientHash maglev(PolicyParameters parameters) {
        return new ClientHash(MAGLEV, new MaglevTable(parameters.maglev()), parameters);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        placement.set(eligible);
        bound.set(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        if (backends.all().length == 0) {
            return null;
        }
        if (notes != null) {
            backends.siftUntried(tried);
        }
        for (int attempt = 0; attempt <= REHASHES; attempt++) {
            Backend placed = placement.of(clientKey, attempt);
            boolean untried = !tried.contains(placed);
            boolean taken = untried && bound.hasRoom(placed);
            if (notes != null) {
                notes.drawn(placed.name());
                if (taken) {
                    note(placed, attempt == 0 ? "the client's key" : "the client's key, hashed anew");
                } else if (untried) {
                    notes.skipped(placed, bound.reason(placed));
                }
            }
            if (taken) {
                return placed;
            }
        }
        return scan(clientKey, tried);
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

    /** Looks at all of them: takes one that has room by the client's key, or else the least loaded one. */
    private @Nullable Backend scan(long clientKey, TriedBackends tried) {
        int untried = backends.siftUntried(tried);
        Backend[] sifted = backends.sifted();
        Backend least = null;
        int roomy = 0;
        long total = 0;
        for (int i = 0; i < untried; i++) {
            Backend candidate = sifted[i];
            if (least == null || bound.compare(candidate, least) < 0) {
                least = candidate;
            }
            if (bound.hasRoom(candidate)) {
                sifted[roomy++] = candidate;
                total += candidate.weight();
            } else if (notes != null) {
                notes.skipped(candidate, bound.reason(candidate));
            }
        }
        if (roomy == 0) {
            if (notes != null && least != null) {
                note(least, "all have reached their bound: the fewest open connections by weight");
            }
            return least;
        }
        long place = Long.remainderUnsigned(Xxh64.hash(clientKey, REHASHES + 1L), total);
        int picked = 0;
        while (place >= sifted[picked].weight()) {
            place -= sifted[picked++].weight();
        }
        if (notes != null) {
            note(sifted[picked], "the client's key among those that are left");
        }
        return sifted[picked];
    }

    private void note(Backend picked, String rule) {
        if (notes != null) {
            notes.candidate(picked, Double.NaN);
            notes.decidedBy(rule);
        }
    }
}
