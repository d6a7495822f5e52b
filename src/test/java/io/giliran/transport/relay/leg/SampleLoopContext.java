package io.giliran.transport.relay.leg;

import akka.actor.typed.DispatcherSelector;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import java.util.function.LongSupplier;

/** Homes of connections without an actor system. */
public final class SampleLoopContext {
    private SampleLoopContext() {}

    /** A home on this loop with this timer. */
    public static LoopContext of(EventLoop loop, LoopTimer timer, ChunkPool buffers) {
        return of(loop, timer, buffers, System::nanoTime);
    }

    /** A home whose timeouts take the time from this clock. */
    public static LoopContext of(EventLoop loop, LoopTimer timer, ChunkPool buffers, LongSupplier nanoClock) {
        return new LoopContext(
                loop,
                timer,
                new TimeoutSweep(timer, nanoClock),
                new TimeoutSweep(timer, nanoClock),
                DispatcherSelector.defaultDispatcher(),
                new FirstSpeaker(ClientsSpeakFirst.OFF),
                new SpareSocket(),
                new TlsBuffers(loop, buffers),
                buffers,
                new LingeringLegs(timer));
    }
}
