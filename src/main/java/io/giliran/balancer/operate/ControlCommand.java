package io.giliran.balancer.operate;

import io.giliran.balancer.model.Destination;
import io.giliran.health.AdminState;

/** Commands of an operator to a running balancer. Each is answered by a {@link ControlReply}. */
public sealed interface ControlCommand {
    /** Asks for the state of the balancer; answered by {@link ControlReply.Status}. */
    record GetStatus() implements ControlCommand {}

    /** Answered by {@link ControlReply.Backends}. */
    record GetBackends() implements ControlCommand {}

    /** Report the bytes of open connections to the observer. */
    record TellBytes() implements ControlCommand {}

    /**
     * The longest open connections first; answered by {@link ControlReply.Connections}.
     *
     * @param backend of this one only; empty for all
     */
    record GetConnections(String backend, int most) implements ControlCommand {}

    /** Answered by {@link ControlReply.Connections} of one. */
    record GetConnection(long id) implements ControlCommand {}

    /** Ends a connection with a reset. */
    record CutConnection(long id) implements ControlCommand {}

    record SetState(String backend, AdminState state) implements ControlCommand {}

    record SetWeight(String backend, int weight) implements ControlCommand {}

    /**
     * Changes how many connections a backend may have.
     *
     * @param most {@link io.giliran.policy.BackendPool#ENDLESS} for no bound
     */
    record SetMaxConnections(String backend, int most) implements ControlCommand {}

    record SetPolicy(String name) implements ControlCommand {}

    /** Whether picks are explained from now on, which costs each of them some microseconds. */
    record Explain(boolean on) implements ControlCommand {}

    /**
     * A backend joins.
     *
     * @param backend its index does not matter
     */
    record AddBackend(Destination backend) implements ControlCommand {}

    /**
     * The backend gets no new connections and is gone when its last one has ended.
     *
     * @param cut whether they are ended at once
     */
    record RemoveBackend(String name, boolean cut) implements ControlCommand {}

    /**
     * Closes the excess of idle connections of backends that have more than their part.
     *
     * @param perSecond at most so many
     * @param leastIdleNanos only those on which nothing moved for so long
     */
    record Rebalance(double perSecond, long leastIdleNanos) implements ControlCommand {}
}
