package io.giliran.transport;

import akka.actor.typed.DispatcherSelector;
import java.net.InetSocketAddress;

/** A client that was accepted and waits for its backend. */
public interface ClientLeg {
    InetSocketAddress remoteAddress();

    InetSocketAddress localAddress();

    /** Where the actor that talks to this leg and its relay runs best. */
    DispatcherSelector dispatcher();

    /**
     * Starts the relay: from now on the client's leaving is noticed, and {@link Relay#connect} gives it a backend. Call
     * it once.
     *
     * @param options how long it may live
     * @param events told what happens, on a thread of the plane's, in order; must not block
     */
    Relay relay(RelayOptions options, RelayEvents events);
}
