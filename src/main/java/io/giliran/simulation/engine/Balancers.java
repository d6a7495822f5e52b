package io.giliran.simulation.engine;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PickNotes;
import io.giliran.policy.Picking;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import java.util.Arrays;
import java.util.List;
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

    private final Picking[] pickings;
    private final Backend[] backends;
    private final long boardEvery;
    private long boardDue;
    private int[] unwritten = new int[64];
    private int unwrittenCount;

    /**
     * Balancers that know of nothing yet.
     *
     * @param pickings one of each
     * @param boardEvery 0 when each sees its own
     */
    Balancers(List<Picking> pickings, List<Backend> backends, long boardEvery) {
        this.pickings = pickings.toArray(Picking[]::new);
        this.backends = backends.toArray(Backend[]::new);
        this.boardEvery = boardEvery;
        this.boardDue = boardEvery;
    }

    int count() {
        return pickings.length;
    }

    void members(List<BackendPool.Member> members, long now) {
        for (Picking picking : pickings) {
            picking.set(members, now);
        }
    }

    /** Picks, and counts the connection: at once, or on the board. */
    @Nullable
    Backend pick(int balancer, long clientKey, TriedBackends tried, long now) {
        if (boardEvery == 0) {
            return pickings[balancer].pick(clientKey, tried, now);
        }
        writeBoard(now);
        Backend picked = pickings[balancer].pickUncounted(clientKey, tried, now);
        if (picked != null) {
            note(picked.index(), OPENED, now);
        }
        return picked;
    }

    /** See {@link Picking#noteIn}. */
    void noteIn(int balancer, @Nullable PickNotes notes) {
        pickings[balancer].noteIn(notes);
    }

    void probed(int balancer, Backend backend, int inFlight, long latency, long now) {
        pickings[balancer].probed(backend, inFlight, latency, now);
    }

    void closed(int balancer, int backend, long now) {
        if (boardEvery > 0) {
            note(backend, CLOSED, now);
        } else {
            pickings[balancer].closed(backends[backend], now);
        }
    }

    void failed(int balancer, int backend, long now) {
        if (boardEvery > 0) {
            note(backend, FAILED, now);
        } else {
            pickings[balancer].failed(backends[backend], now);
        }
    }

    /** Times are measured by each balancer itself, so they are never old. */
    void observed(int balancer, int backend, Signal signal, long nanos, long now) {
        pickings[balancer].observed(backends[backend], signal, nanos, now);
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
            for (Picking picking : pickings) {
                switch (unwritten[i] & (1 << WHAT_BITS) - 1) {
                    case OPENED -> picking.opened(backend, boardDue);
                    case CLOSED -> picking.closed(backend, boardDue);
                    default -> picking.failed(backend, boardDue);
                }
            }
        }
        unwrittenCount = 0;
        boardDue = (now / boardEvery + 1) * boardEvery;
    }
}
