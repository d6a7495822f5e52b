package io.giliran.transport;

import akka.actor.typed.DispatcherSelector;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * Data plane of a balancer: listens, hands over each accepted client, connects backend legs and relays bytes between the two. A
 * plane listens, hands over each accepted client, connects backend legs and relays between the two; it knows nothing of
 * policies. The actors decide and never see a byte.
 *
 * <p>Transparent to any TCP protocol: no byte is lost, added or reordered; one direction may finish while the other goes on; a
 * reset of one leg resets the other; either side may speak first; a reader that is slow stops the writer on the other leg, with
 * bounded memory between them. What a plane may do beyond that is a {@link PlaneFeature}, asked only of those that support it.
 */
public interface DataPlane {
    /** Dispatcher on which an actor that receives all clients should run. */
    DispatcherSelector dispatcher();

    /**
     * Listens for clients.
     *
     * @param address port 0 asks the system for a free one
     * @return the listener once it is bound; fails when it cannot be
     */
    CompletionStage<Listener> listen(SocketAddress address, ListenerOptions options, Reception reception);
}
