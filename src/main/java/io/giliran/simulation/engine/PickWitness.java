package io.giliran.simulation.engine;

import io.giliran.policy.Backend;
import io.giliran.policy.PickNotes;
import org.jspecify.annotations.Nullable;

/** Observes the pick for one request. */
public interface PickWitness {
    /**
     * A balancer has chosen for it; more than once when backends refuse it.
     *
     * @param picked null when nobody could be picked
     */
    void picked(PickNotes notes, int balancer, @Nullable Backend picked, long nowNanos);

    void ended(boolean well, long rttNanos);

    /** The run ends, and the request has had no answer for so long. */
    void unended(long nanos);
}
