package io.giliran.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a backend for each new connection. The balancer, the simulator and the replay run the same class, in real
 * or in virtual time; {@link Picking} is its only caller.
 *
 * <p>Confined to one thread (the router's or the simulator's). All it may know is handed to it: the time, the eligible
 * backends, the client's key, and what became of its picks. A pick allocates nothing.
 *
 * <p>The caller reports every pick that it follows with {@link #connectionOpened}, at once and before the backend is
 * connected, because a connect still pending is load; and later exactly once with {@link #connectionClosed}.
 */
public interface BalancingPolicy {
    /** The name in the registry, the configuration and the logs. */
    String name();

    /**
     * Replaces the backends that may be picked. State of those that stay is kept; the order is that of declaration.
     *
     * @param backends may be empty; then every pick is null
     */
    void eligible(List<Backend> backends);

    /**
     * Picks an eligible backend for a new connection.
     *
     * @param clientKey a hash of the client's address, for the policies that keep a client with its backend
     * @param tried the backends that have failed this client; never picked
     * @param nowNanos the caller's clock, real or virtual
     * @return null when every eligible backend has been tried
     */
    @Nullable
    Backend pick(long clientKey, TriedBackends tried, long nowNanos);

    /**
     * The backend has the index of an earlier one that is no longer here: what was learnt of that one does not hold for it.
     * Called before it is eligible; nothing of the earlier one is open.
     */
    default void forget(Backend backend) {}

    /** A connection to the backend was begun. */
    default void connectionOpened(Backend backend, long nowNanos) {}

    /** A connection that was begun has ended, or could not be connected. */
    default void connectionClosed(Backend backend, long nowNanos) {}

    /** A backend could not be connected, or ended a connection without a byte; {@link #connectionClosed} follows. */
    default void connectionFailed(Backend backend, long nowNanos) {}

    /** Sets where each pick is noted; null stops that. A pick that is noted may allocate. */
    void noteIn(@Nullable PickNotes notes);

    /** The signals this policy needs; {@link #observed} is called for no others. */
    default Set<Signal> signals() {
        return Set.of();
    }

    /** Most probes that a policy may want at once. */
    int MOST_PROBES = 16;

    /**
     * The backends whose load the policy wants to know; called after each pick. The caller asks these backends, or answers for
     * them, and calls {@link #probed}. A policy without probes wants none.
     *
     * @param wanted is filled from its beginning; has {@link #MOST_PROBES} places
     * @return how many it wants
     */
    default int wantedProbes(Backend[] wanted, long nowNanos) {
        return 0;
    }

    /**
     * A backend that it wanted to know of has answered.
     *
     * @param inFlight how many requests it has
     * @param latencyNanos how long a request that finds so many takes it
     */
    default void probed(Backend backend, int inFlight, long latencyNanos, long nowNanos) {}

    /** A time that was measured on one connection of the backend, in ns. */
    default void observed(Backend backend, Signal signal, long nanos, long nowNanos) {}
}
