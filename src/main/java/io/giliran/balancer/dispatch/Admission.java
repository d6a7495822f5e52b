package io.giliran.balancer.dispatch;

import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.Termination;

/** Decision about a client that wants a backend. */
public sealed interface Admission {
    /** The client is connected to this backend. */
    record Go(Destination destination) implements Admission {}

    /**
     * The client waits until a backend has a free slot.
     *
     * @param position how many wait before it
     */
    record Wait(int position) implements Admission {}

    /** The client is sent away. */
    record Refuse(Termination why) implements Admission {}
}
