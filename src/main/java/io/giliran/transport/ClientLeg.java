package io.giliran.transport;

import akka.actor.typed.DispatcherSelector;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.tls.TlsFacts;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A client that was accepted and waits for its backend. */
public interface ClientLeg {
    /** The client's address: the one its PROXY protocol header names, otherwise the peer of the socket. */
    SocketAddress remoteAddress();

    /** Local address at which the connection was accepted. */
    SocketAddress localAddress();

    /** The peer of the socket: the client itself, or a proxy in front of it. */
    default SocketAddress peerAddress() {
        return remoteAddress();
    }

    /** PROXY protocol header of the client; null when none was expected or the client sent none. */
    default @Nullable ProxyHeader proxyHeader() {
        return null;
    }

    /**
     * Entry that {@link Reception#judge} returned before the plane awaited anything of the client; null when the client was not
     * judged yet.
     */
    default Reception.@Nullable Entry entry() {
        return null;
    }

    /** Reason why the client cannot be served: the owner must end the leg. Null when all is well. */
    default @Nullable ClientFault fault() {
        return null;
    }

    /** The host name that it asks for by TLS (SNI), in lower case; null when it names none, or TLS is not looked into. */
    default @Nullable String serverName() {
        return null;
    }

    /** Parameters of the client's TLS session when TLS is terminated here; else null. */
    default @Nullable TlsFacts tls() {
        return null;
    }

    /** Dispatcher on which the actor of this leg and its relay should run. */
    DispatcherSelector dispatcher();

    /**
     * Starts the relay: from now on the end of the client leg is noticed, and {@link Relay#connect} gives it a backend. Call it
     * once.
     *
     * @param options how long it may live
     * @param events receives what happens, on a thread of the plane's, in order; must not block
     */
    Relay relay(RelayOptions options, RelayEvents events);

    /**
     * Sends the client away; no event follows. Call it instead of {@link #relay}, once.
     *
     * @param gently whether by a FIN; otherwise by a reset
     */
    void refuse(boolean gently);
}
