package io.giliran.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drives one policy. The live balancer, the simulator and the replay of recorded runs pick backends by this class and no other,
 * so that not only the policy but the whole path of a decision is the same: the pick, the count of open connections, the probes
 * and their answers, and the journal of picks. Confined to one thread, as policies are; the time is handed in.
 *
 * <p>Each pick is a connection that has begun, and counts; {@link #closed} has to follow exactly once, after {@link #failed} if
 * the backend could not be connected.
 */
public final class Picking {
    /** Asks backends for their load when a policy wants to know it. */
    public interface Probes {
        /** Asks the backend; its answer, if there is one, goes to {@link Picking#probed}, at once or later. */
        void ask(Picking asking, Backend backend, long nowNanos);
    }

    private final BackendPool pool;
    private final @Nullable Probes probes;
    private final Set<Signal> signals = EnumSet.noneOf(Signal.class);
    private final boolean learns;
    private final Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
    private RecentLatencies latencies = new RecentLatencies();
    private @Nullable PickJournal journal;

    /**
     * Picks from a pool without members. Backends speak any protocol and cannot be asked, so probes are answered from what was
     * seen here: the open connections, and how long the first bytes took.
     */
    public Picking(BackendPool pool) {
        this(pool, null);
    }

    /** Picks from a pool without members, whose backends answer probes themselves. */
    public Picking(BackendPool pool, @Nullable Probes probes) {
        this.pool = pool;
        this.probes = probes;
        signals.addAll(pool.signals());
        learns = !signals.isEmpty();
    }

    /** The policy's name. */
    public String name() {
        return pool.name();
    }

    /** See {@link BalancingPolicy#signals}. */
    public Set<Signal> signals() {
        return pool.signals();
    }

    /** Records all inputs and picks in the journal from now on. */
    public void recordIn(PickJournal begun) {
        journal = begun;
    }

    /** See {@link BalancingPolicy#noteIn}. */
    public void noteIn(@Nullable PickNotes notes) {
        pool.noteIn(notes);
    }

    // Who can be picked

    /** Replaces the backends; see {@link BackendPool#set}. */
    public void set(List<BackendPool.Member> members, long nowNanos) {
        if (journal != null) {
            journal.members(members, nowNanos);
        }
        pool.set(members, nowNanos);
    }

    /** Replaces how long a ramp-up takes. A ramp-up that is under way goes on as if it had begun with this. */
    public void slowStart(long nanos, long nowNanos) {
        if (journal != null) {
            journal.slowStart(nanos, nowNanos);
        }
        pool.slowStart(nanos, nowNanos);
    }

    /** Takes the place of another one: ramp-ups that are under way there are as far here, and what was measured holds. */
    public void replace(Picking before, long nowNanos) {
        latencies = before.latencies;
        List<BackendPool.Member> ramping = pool.rampUpAs(before.pool, nowNanos);
        if (journal != null) {
            for (BackendPool.Member member : ramping) {
                journal.joined(member.backend(), pool.joinedAt(member.backend()), nowNanos);
            }
        }
    }

    /** A member has joined at another time than when it was set. */
    void joined(Backend backend, long atNanos, long nowNanos) {
        if (journal != null) {
            journal.joined(backend, atNanos, nowNanos);
        }
        pool.joined(backend, atNanos, nowNanos);
    }

    /** The index is a new backend's from now on: what was measured of an earlier one does not hold for it. */
    public void forgetLatencies(Backend backend) {
        latencies.forget(backend.index());
    }

    /** Whether a member that is not among the tried has all the connections that it may have, so that waiting may help. */
    public boolean hasFullOne(TriedBackends tried) {
        return pool.hasFullOne(tried);
    }

    /**
     * Whether a member that is not among the tried may have one more connection: then, and only then, {@link #pick} finds one.
     * Costs no more than the number of the tried.
     */
    public boolean hasFreeOne(TriedBackends tried) {
        return pool.hasFreeOne(tried);
    }

    // What becomes of connections

    /**
     * Picks a backend for a new connection, counts the connection, and asks for the loads that the policy wants to know.
     *
     * @param clientKey a hash of the client's address
     * @param tried the backends that have failed this client; never picked
     * @return null when no member can be picked
     */
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        Backend picked = choose(clientKey, tried, nowNanos);
        if (picked != null) {
            opened(picked, nowNanos);
            probe(picked, nowNanos);
        }
        return picked;
    }

    /** The same, but the connection is counted only when {@link #opened} is called: whoever picks sees the count late. */
    public @Nullable Backend pickUncounted(long clientKey, TriedBackends tried, long nowNanos) {
        Backend picked = choose(clientKey, tried, nowNanos);
        if (picked != null) {
            probe(null, nowNanos);
        }
        return picked;
    }

    @Nullable
    Backend choose(long clientKey, TriedBackends tried, long nowNanos) {
        Backend picked = pool.pick(clientKey, tried, nowNanos);
        if (journal != null) {
            journal.picked(clientKey, tried, picked, nowNanos);
        }
        return picked;
    }

    /** Counts a connection that was begun without {@link #pick} here. */
    public void opened(Backend backend, long nowNanos) {
        if (journal != null) {
            journal.opened(backend, nowNanos);
        }
        pool.connectionOpened(backend, nowNanos);
    }

    /** A connection that was begun has ended, or could not be connected. */
    public void closed(Backend backend, long nowNanos) {
        if (journal != null) {
            journal.closed(backend, nowNanos);
        }
        pool.connectionClosed(backend, nowNanos);
    }

    /** A backend could not be connected, or ended a connection without a byte; {@link #closed} follows. */
    public void failed(Backend backend, long nowNanos) {
        if (journal != null) {
            journal.failed(backend, nowNanos);
        }
        pool.connectionFailed(backend, nowNanos);
    }

    /** A time was measured on one connection of the backend; does nothing for a signal that the policy does not need. */
    public void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        if (!learns || !signals.contains(signal)) {
            return;
        }
        if (probes == null && signal == Signal.FIRST_BYTE) {
            latencies.add(backend.index(), pool.open(backend), nanos);
        }
        if (journal != null) {
            journal.observed(backend, signal, nanos, nowNanos);
        }
        pool.observed(backend, signal, nanos, nowNanos);
    }

    // Probes

    /** @param picked the connection just begun, which no backend has seen yet; null for none */
    private void probe(@Nullable Backend picked, long nowNanos) {
        int count = probesWanted(nowNanos);
        for (int i = 0; i < count; i++) {
            Backend backend = wanted[i];
            if (probes != null) {
                probes.ask(this, backend, nowNanos);
            } else {
                int inFlight = pool.open(backend) - (picked != null && picked.index() == backend.index() ? 1 : 0);
                probed(backend, inFlight, latencies.estimate(backend.index(), inFlight), nowNanos);
            }
        }
    }

    /** Number of backends that the policy wants to probe after a pick. */
    int probesWanted(long nowNanos) {
        int count = pool.wantedProbes(wanted, nowNanos);
        if (journal != null && count > 0) {
            journal.probes(nowNanos);
        }
        return count;
    }

    /** A backend has answered a probe; see {@link BalancingPolicy#probed}. */
    public void probed(Backend backend, int inFlight, long latencyNanos, long nowNanos) {
        if (journal != null) {
            journal.probed(backend, inFlight, latencyNanos, nowNanos);
        }
        pool.probed(backend, inFlight, latencyNanos, nowNanos);
    }
}
