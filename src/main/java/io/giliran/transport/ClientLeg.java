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

    /** Local address of the connection. */
    SocketAddress localAddress();

    /** The peer of the socket: the client itself, or a proxy in front of it. */
    default SocketAddress peerAddress() {
        return remoteAddress();
    }

    /** The PROXY protocol header that it has sent; null when none was asked for or sent. */
    default @Nullable ProxyHeader proxyHeader() {
        return null;
    }

    /** The decision about it before anything was awaited of it; null when it was not judged yet. */
    default Reception.@Nullable Entry entry() {
        return null;
    }

    /** The reason why it cannot be served; the owner must end it then. Null when there is none. */
    default @Nullable ClientFault fault() {
        return null;
    }

    /** The host name that it asks for by TLS (SNI), in lower case; null when it names none, or TLS is not looked into. */
    default @Nullable String serverName() {
        return null;
    }

    /** Facts of its TLS when that ends here; else null. */
    default @Nullable TlsFacts tls() {
        return null;
    }

    /** Best dispatcher for the actor that talks to this leg and its relay. */
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
