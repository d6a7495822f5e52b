package io.giliran.simulation.engine;

import io.giliran.policy.TriedBackends;
import org.jspecify.annotations.Nullable;

/**
 * A request that is under way. Its object is used again when it has ended, so none is made in the long run; fields of an
 * object cost a processor less than a row of as many arrays, each with its own bounds.
 */
final class Request {
    /** Place in {@link Requests}, by which events name it. */
    final int row;
    /** Time of arrival, in ns. */
    long arrivedAt;
    /** Time at which its backend was connected, in ns. */
    long connectedAt;
    /** Work for a backend of speed 1, in ns. */
    long demand;
    /** Number in the run, from 0. */
    long number;
    /** The closed client that asks. */
    int client;

    int balancer;
    /** Number of requests that it found at its backend. */
    int found;
    /** The index of the backend it is at. */
    int backend;
    /** The next one in its backend's queue, or the next free one. */
    @Nullable
    Request next;

    TriedBackends tried = TriedBackends.NONE;

    Request(int row) {
        this.row = row;
    }
}
