package io.giliran.transport.relay;

import akka.actor.typed.DispatcherSelector;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A client that was accepted on the loop.
 *
 * @param spare for its backend leg
 */
record LoopClientLeg(
        LoopHome home,
        SocketChannel channel,
        @Nullable SocketChannel spare,
        InetSocketAddress remoteAddress,
        InetSocketAddress localAddress)
        implements ClientLeg {
    @Override
    public DispatcherSelector dispatcher() {
        return home.dispatcher();
    }

    @Override
    public Relay relay(RelayOptions options, RelayEvents events) {
        return new LoopRelay(home, channel, spare, options, events);
    }
}
