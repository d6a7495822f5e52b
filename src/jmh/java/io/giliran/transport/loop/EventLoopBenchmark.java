package io.giliran.transport.loop;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the loop itself costs: a task of its own thread, a task of another thread, a channel that is ready; in ns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventLoopBenchmark {
    /** Tasks that wait at once. */
    private static final int BATCH = 1_000;
    /** The way to the loop's thread and back takes as long as thousands of own tasks, so one way serves many batches. */
    private static final int BATCHES = 100;

    private static final int PINGS = 10_000;

    private final Semaphore ran = new Semaphore(0);
    private final Runnable countedTask = this::count;
    private EventLoop loop;
    private PingedChannel channel;
    private int batchesLeft;
    private int tasksLeft;

    @Setup
    public void start() throws IOException {
        loop = EventLoop.start("benchmark-loop");
        channel = new PingedChannel();
        CompletableFuture.runAsync(() -> channel.watchOn(loop), loop).join();
    }

    @TearDown
    public void stop() throws IOException {
        loop.close();
        channel.close();
    }

    /** Handing in a task on the loop's thread, and running it, with the share in the selects in between. */
    @Benchmark
    @OperationsPerInvocation(BATCHES * BATCH)
    public void ownTask() throws InterruptedException {
        batchesLeft = BATCHES;
        loop.execute(this::handInBatch);
        ran.acquire();
    }

    /** There and back: the loop's thread is woken for the task, and this one when it has run. */
    @Benchmark
    public void otherThreadsTask() throws InterruptedException {
        loop.execute(ran::release);
        ran.acquire();
    }

    /** A select, the dispatch, and the handler's read of one byte and write of the next; all on the loop's thread. */
    @Benchmark
    @OperationsPerInvocation(PINGS)
    public void readyChannel() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> channel.ping(PINGS, done));
        done.join();
    }

    private void handInBatch() {
        tasksLeft = BATCH;
        for (int i = 0; i < BATCH; i++) {
            loop.execute(countedTask);
        }
    }

    private void count() {
        if (--tasksLeft > 0) {
            return;
        }
        if (--batchesLeft > 0) {
            handInBatch();
        } else {
            ran.release();
        }
    }
}
