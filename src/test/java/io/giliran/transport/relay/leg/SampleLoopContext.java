package io.giliran.transport.relay.leg;

import akka.actor.typed.DispatcherSelector;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;

/** Homes of connections without an actor system. */
public final class SampleLoopContext {
    private SampleLoopContext() {}

    /** A home on this loop with this timer. */
    public static LoopContext of(EventLoop loop, LoopTimer timer, ChunkPool buffers) {
        return new LoopContext(
                loop,
                timer,
                new TimeoutSweep(timer, System::nanoTime),
                DispatcherSelector.defaultDispatcher(),
                new FirstSpeaker(ClientsSpeakFirst.OFF),
                new SpareSocket(),
                new TlsBuffers(loop, buffers),
                buffers,
                new LingeringLegs(timer));
    }
}
