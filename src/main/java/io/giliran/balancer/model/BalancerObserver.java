package io.giliran.balancer.model;

import io.giliran.health.HealthListener;
import io.giliran.policy.Backend;
import io.giliran.transport.ConnectFailure;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a balancer does. Called on any of its threads: must be thread-safe and must not block. */
public interface BalancerObserver {
    /** Sees nothing. */
    BalancerObserver NONE = new BalancerObserver() {};

    /** A backend of this name is here from now on; there may have been one before. */
    default void joined(String backend) {}

    /** The backend of this name is gone; no call about it follows. */
    default void gone(String backend) {}

    /** The policy picked the backend for a client, the first or after another one had failed it. */
    default void picked(String policy, Backend backend) {}

    /**
     * An attempt at a backend ended.
     *
     * @param nanos until it was connected or given up
     * @param failure null when it was connected
     */
    default void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {}

    /** A client whose backend could not be connected gets another one, or waits for one. */
    default void passedOver() {}

    /** A client has to wait for a place. */
    default void queued() {}

    /** A client that waited does not wait any more, whatever became of it. */
    default void unqueued(long waitedNanos) {}

    /** Bytes have moved on an open connection, since the last call for it. */
    default void moved(Backend backend, long bytesIn, long bytesOut) {}

    /**
     * A connection ended. Its bytes are those since the last {@link #moved} for it.
     *
     * @param backend the backend that served it; null when none did
     * @param lifetimeNanos since the backend was connected; negative when none was
     * @param code HAProxy's two letters
     */
    default void ended(@Nullable Backend backend, long bytesIn, long bytesOut, long lifetimeNanos, String code) {}

    /** A client was sent away before it had an actor. */
    default void refused(String code) {}

    /** The balancer's own certificates, from now on: when each chain's first runs out, by the common name. */
    default void certificates(Map<String, Instant> ends) {}

    /** Reports a change of a backend's health. */
    default void healthChanged(String backend, HealthListener.Change change) {}

    /** A check has ended; {@code result} is HAProxy's word. */
    default void checked(String backend, String result, long nanos) {}
}
