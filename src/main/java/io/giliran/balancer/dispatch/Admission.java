package io.giliran.balancer.dispatch;

import io.giliran.balancer.model.ConnectionMessage;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.Termination;
import org.jspecify.annotations.Nullable;

/** Decision about a client that needs a backend. A connection that has asked for another backend gets one as the answer. */
public sealed interface Admission extends ConnectionMessage {
    /**
     * The client is connected to this backend.
     *
     * @param explanation of the pick; null unless picks are explained
     */
    record Go(Destination destination, @Nullable PickExplanation explanation) implements Admission {}

    /**
     * The client waits until a backend has a free slot; another admission follows.
     *
     * @param position how many wait before it
     */
    record Wait(int position) implements Admission {}

    /** The client's connection is ended. */
    record Refuse(Termination why) implements Admission {}
}
