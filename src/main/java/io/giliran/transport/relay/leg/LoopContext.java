package io.giliran.transport.relay.leg;

import akka.actor.typed.DispatcherSelector;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;

/**
 * The loop of one acceptor's connections, and what they share there.
 *
 * @param timeouts of the connections that have some
 * @param young connections whose peers are not probed yet
 * @param dispatcher the one that has the loop as its executor
 * @param speakingOrder what is known of the backends on this loop
 * @param spares for their backend legs
 * @param tlsBuffers for all that speaks TLS
 * @param buffers for what legs do not take at once
 * @param lingering legs that are reset a moment later
 */
public record LoopContext(
        EventLoop loop,
        LoopTimer timer,
        TimeoutSweep timeouts,
        TimeoutSweep young,
        DispatcherSelector dispatcher,
        FirstSpeaker speakingOrder,
        SpareSocket spares,
        TlsBuffers tlsBuffers,
        ChunkPool buffers,
        LingeringLegs lingering) {}
