package io.giliran.transport.relay.leg;

import akka.actor.typed.DispatcherSelector;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;

/**
 * Objects that all connections of one acceptor share, confined to its loop.
 *
 * @param timeouts of the connections that have any
 * @param dispatcher the one that has the loop as its executor
 * @param speakingOrder which of the backends on this loop speak first
 * @param spares sockets for backend legs
 * @param tlsBuffers for all TLS legs
 * @param buffers for bytes that a leg does not take at once
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
