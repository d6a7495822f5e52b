package io.giliran.policy;

import java.util.List;
import java.util.Set;

/** Load of a backend as one number, the smaller, the better. The comparison is up to another class. */
interface LoadMetric {
    /** Makes room for them; what is known of all others is kept too, because their connections are still open. */
    void makeRoom(List<Backend> backends);

    /** Load of the backend now, divided by its weight. */
    double of(Backend backend, long nowNanos);

    /** See {@link BalancingPolicy#forget}. */
    default void forget(Backend backend) {}

    void opened(Backend backend, long nowNanos);

    void closed(Backend backend, long nowNanos);

    /** See {@link BalancingPolicy#connectionFailed}. */
    default void failed(Backend backend, long nowNanos) {}

    /** See {@link BalancingPolicy#signals}. */
    default Set<Signal> signals() {
        return Set.of();
    }

    /** See {@link BalancingPolicy#observed}. */
    default void observed(Backend backend, Signal signal, long nanos, long nowNanos) {}
}
