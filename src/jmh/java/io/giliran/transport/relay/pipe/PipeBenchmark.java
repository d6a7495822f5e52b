package io.giliran.transport.relay.pipe;

import io.giliran.transport.Leg;
import io.giliran.transport.loop.BufferBudget;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.leg.EarlyBytes;
import io.giliran.transport.relay.leg.LegChannel;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.leg.LoopTimer;
import io.giliran.transport.relay.leg.SampleLoopContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A message from a client's socket to a backend's, in µs: straight over loopback, and through a {@link Pipe} between two
 * such connections. The difference is what relaying adds; waiting for readiness is no part of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PipeBenchmark {
    /** So many that the way to the loop's thread and back hardly counts. */
    private static final int BATCH = 1_000;

    @Param({"32", "16384", "262144"})
    public int messageBytes;

    private EventLoop loop;
    private LoopbackPair client;
    private LoopbackPair backend;
    private Pipe pipe;
    private ByteBuffer message;
    private ByteBuffer received;

    @Setup
    public void connect() throws IOException {
        loop = EventLoop.start("benchmark-loop");
        client = LoopbackPair.open();
        backend = LoopbackPair.open();
        LegChannel source = new LegChannel(loop, Leg.CLIENT, client.far(), null);
        LegChannel sink = new LegChannel(loop, Leg.BACKEND, backend.near(), null);
        pipe = new Pipe(home(), source, sink, new ThrowingOwner(), EarlyBytes.NONE, 0);
        message = ByteBuffer.allocateDirect(messageBytes);
        received = ByteBuffer.allocateDirect(messageBytes);
    }

    /** Of which a pipe uses the loop and its buffers. */
    private LoopContext home() {
        BufferBudget budget = new BufferBudget();
        budget.open(0);
        ChunkPool buffers = new ChunkPool(budget, loop.readBuffer().capacity());
        LoopTimer never = (delay, task) -> () -> {};
        return SampleLoopContext.of(loop, never, buffers);
    }

    @TearDown
    public void close() throws IOException {
        loop.close();
        client.close();
        backend.close();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void straight() {
        onLoop(() -> {
            for (message.clear(), received.clear(); received.hasRemaining(); ) {
                client.send(message);
                client.receive(received);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void relayed() {
        onLoop(() -> {
            for (message.clear(), received.clear(); received.hasRemaining(); ) {
                client.send(message);
                relay();
                backend.receive(received);
            }
        });
    }

    /** As the loop would: reads when the pipe wants to, or writes what it has kept. */
    private void relay() {
        if (pipe.wantsToRead()) {
            pipe.pump();
        } else {
            pipe.flush();
        }
    }

    private void onLoop(Message oneMessage) {
        Runnable batch = () -> {
            try {
                for (int i = 0; i < BATCH; i++) {
                    oneMessage.move();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        };
        CompletableFuture.runAsync(batch, loop).join();
    }

    private interface Message {
        void move() throws IOException;
    }
}
