package io.giliran.transport.streams;

import akka.actor.typed.DispatcherSelector;
import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.IgnoredEvents;
import io.giliran.transport.Opening;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.tls.TlsFacts;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A client that Akka has accepted.
 *
 * @param socket null when it is not known any more
 * @param opening what was awaited of it; null for nothing
 * @param tls what was agreed on with it; null when its TLS does not end here
 * @param fault what it did wrong; null for nothing
 * @param start makes its relay run
 */
record StreamsClientLeg(
        InetSocketAddress peerAddress,
        InetSocketAddress localAddress,
        @Nullable Socket socket,
        @Nullable Opening opening,
        @Nullable TlsFacts tls,
        @Nullable ClientFault fault,
        BiFunction<RelayOptions, RelayEvents, Relay> start)
        implements ClientLeg {
    @Override
    public InetSocketAddress remoteAddress() {
        ProxyHeader header = proxyHeader();
        InetSocketAddress client = header == null ? null : header.client();
        return client == null ? peerAddress : client;
    }

    @Override
    public @Nullable ProxyHeader proxyHeader() {
        return opening == null ? null : opening.header();
    }

    @Override
    public @Nullable String serverName() {
        if (tls != null) {
            return tls.serverName();
        }
        return opening == null ? null : opening.serverName();
    }

    @Override
    public DispatcherSelector dispatcher() {
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public Relay relay(RelayOptions options, RelayEvents events) {
        if (options.keepAlive()) {
            keepAlive();
        }
        return start.apply(options, new LoggedFaults(events));
    }

    @Override
    public void refuse(boolean gently) {
        Relay relay = start.apply(RelayOptions.NONE, new IgnoredEvents());
        if (gently) {
            relay.close();
        } else {
            relay.abort();
        }
    }

    private void keepAlive() {
        try {
            if (socket != null) {
                socket.setKeepAlive(true);
            }
        } catch (SocketException alreadyGone) {
            // Whoever reads or writes it next notices.
        }
    }
}
