package io.giliran.transport.relay.accept;

import akka.actor.typed.DispatcherSelector;
import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.Leg;
import io.giliran.transport.Reception;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.relay.leg.ClientOpening;
import io.giliran.transport.relay.leg.LegChannel;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.pipe.LoopRelay;
import io.giliran.transport.tls.TlsFacts;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A client that was accepted on the loop.
 *
 * @param spare for its backend leg
 * @param prelude null when nothing has happened yet
 * @param entry null when it was not judged yet
 */
record LoopClientLeg(
        LoopContext home,
        SocketChannel channel,
        @Nullable SocketChannel spare,
        SocketAddress peerAddress,
        SocketAddress localAddress,
        @Nullable ClientOpening prelude,
        Reception.@Nullable Entry entry)
        implements ClientLeg {
    @Override
    public SocketAddress remoteAddress() {
        return client(proxyHeader(), peerAddress);
    }

    /** The address that the header names, otherwise the peer's. */
    static SocketAddress client(@Nullable ProxyHeader header, SocketAddress peer) {
        SocketAddress client = header == null ? null : header.client();
        return client == null ? peer : client;
    }

    @Override
    public @Nullable ProxyHeader proxyHeader() {
        return prelude == null ? null : prelude.header();
    }

    @Override
    public @Nullable String serverName() {
        return prelude == null ? null : prelude.serverName();
    }

    @Override
    public @Nullable TlsFacts tls() {
        return prelude == null ? null : prelude.tls();
    }

    @Override
    public @Nullable ClientFault fault() {
        return prelude == null ? null : prelude.fault();
    }

    @Override
    public DispatcherSelector dispatcher() {
        return home.dispatcher();
    }

    @Override
    public Relay relay(RelayOptions options, RelayEvents events) {
        return new LoopRelay(home, channel, spare, prelude, options, events);
    }

    @Override
    public void refuse(boolean gently) {
        if (home.loop().onLoop()) {
            end(gently);
        } else if (!home.loop().isClosed()) {
            home.loop().execute(() -> end(gently));
        }
    }

    private void end(boolean gently) {
        home.spares().giveBack(spare);
        if (prelude != null) {
            prelude.early().release();
        }
        LegChannel leg = prelude == null ? new LegChannel(home.loop(), Leg.CLIENT, channel, null) : prelude.leg();
        if (gently) {
            leg.discardUnread();
        }
        leg.end(gently);
    }
}
