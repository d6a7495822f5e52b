package io.giliran.transport.relay;

import io.giliran.transport.ClientLeg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.loop.EventLoop;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** A client that was accepted on the loop. */
record LoopClientLeg(
        EventLoop loop,
        LoopTimer timer,
        SocketChannel channel,
        InetSocketAddress remoteAddress,
        InetSocketAddress localAddress)
        implements ClientLeg {
    @Override
    public Relay relay(RelayEvents events) {
        return new LoopRelay(loop, timer, channel, events);
    }
}
