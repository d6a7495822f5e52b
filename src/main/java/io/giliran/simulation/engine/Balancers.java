package io.giliran.simulation.engine;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PickNotes;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Balancers of a scenario, each with its own view of the backends. Either each sees its own connections at once and nobody
 * else's, or all see everybody's on a board that is written anew at fixed times, and know nothing of what happened since.
 */
final class Balancers {
    private static final int OPENED = 0;
    private static final int CLOSED = 1;
    private static final int FAILED = 2;
    private static final int WHAT_BITS = 2;

    private final BackendPool[] pools;
    private final Backend[] backends;
    private final long boardEvery;
    private long boardDue;
    private int[] unwritten = new int[64];
    private int unwrittenCount;
    private final Set<Signal> learnt;
    private final boolean learns;

    /**
     * Balancers that know of nothing yet.
     *
     * @param pools one of each
     * @param boardEvery 0 when each sees its own
     */
    Balancers(List<BackendPool> pools, List<Backend> backends, long boardEvery) {
        this.pools = pools.toArray(BackendPool[]::new);
        this.backends = backends.toArray(Backend[]::new);
        this.boardEvery = boardEvery;
        this.boardDue = boardEvery;
        learnt = EnumSet.noneOf(Signal.class);
        learnt.addAll(pools.get(0).signals());
        learns = !learnt.isEmpty();
    }

    int count() {
        return pools.length;
    }

    void members(List<BackendPool.Member> members, long now) {
        for (BackendPool pool : pools) {
            pool.set(members, now);
        }
    }

    @Nullable
    Backend pick(int balancer, long clientKey, TriedBackends tried, long now) {
        if (boardEvery > 0) {
            writeBoard(now);
        }
        return pools[balancer].pick(clientKey, tried, now);
    }

    /** See {@link io.giliran.policy.BalancingPolicy#noteIn}. */
    void noteIn(int balancer, @Nullable PickNotes notes) {
        pools[balancer].noteIn(notes);
    }

    /** The backends whose load the balancer wants to know; see {@link io.giliran.policy.BalancingPolicy#wantedProbes}. */
    int wantedProbes(int balancer, Backend[] wanted, long now) {
        return pools[balancer].wantedProbes(wanted, now);
    }

    void probed(int balancer, Backend backend, int inFlight, long latency, long now) {
        pools[balancer].probed(backend, inFlight, latency, now);
    }

    void opened(int balancer, Backend backend, long now) {
        if (boardEvery > 0) {
            note(backend.index(), OPENED, now);
        } else {
            pools[balancer].connectionOpened(backend, now);
        }
    }

    void closed(int balancer, int backend, long now) {
        if (boardEvery > 0) {
            note(backend, CLOSED, now);
        } else {
            pools[balancer].connectionClosed(backends[backend], now);
        }
    }

    void failed(int balancer, int backend, long now) {
        if (boardEvery > 0) {
            note(backend, FAILED, now);
        } else {
            pools[balancer].connectionFailed(backends[backend], now);
        }
    }

    /** Times are measured by each balancer itself, so they are never old. */
    void observed(int balancer, int backend, Signal signal, long nanos, long now) {
        if (learns && learnt.contains(signal)) {
            pools[balancer].observed(backends[backend], signal, nanos, now);
        }
    }

    private void note(int backend, int what, long now) {
        writeBoard(now);
        if (unwrittenCount == unwritten.length) {
            unwritten = Arrays.copyOf(unwritten, 2 * unwrittenCount);
        }
        unwritten[unwrittenCount++] = backend << WHAT_BITS | what;
    }

    private void writeBoard(long now) {
        if (now < boardDue) {
            return;
        }
        for (int i = 0; i < unwrittenCount; i++) {
            Backend backend = backends[unwritten[i] >> WHAT_BITS];
            for (BackendPool pool : pools) {
                switch (unwritten[i] & (1 << WHAT_BITS) - 1) {
                    case OPENED -> pool.connectionOpened(backend, boardDue);
                    case CLOSED -> pool.connectionClosed(backend, boardDue);
                    default -> pool.connectionFailed(backend, boardDue);
                }
            }
        }
        unwrittenCount = 0;
        boardDue = (now / boardEvery + 1) * boardEvery;
    }
}
