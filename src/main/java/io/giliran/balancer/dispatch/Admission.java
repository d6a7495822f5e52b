package io.giliran.balancer.dispatch;

import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.Termination;

/** What becomes of a client that wants a backend. */
public sealed interface Admission {
    /** It is connected to this one. */
    record Go(Destination destination) implements Admission {}

    /**
     * It waits until a backend has a place.
     *
     * @param position how many wait before it
     */
    record Wait(int position) implements Admission {}

    /** It is sent away. */
    record Refuse(Termination why) implements Admission {}
}
