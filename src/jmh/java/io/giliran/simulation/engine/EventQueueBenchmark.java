package io.giliran.simulation.engine;

import io.giliran.workload.RandomStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The hold model: the first event is taken and one is added that is due later by an exponential time, so the queue keeps
 * its size; in ns, the drawing of the time included.
 *
 * @see <a href="https://doi.org/10.1145/5684.5686">Jones, An empirical comparison of priority-queue and event-set
 *     implementations, 1986</a>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventQueueBenchmark {
    private static final double MEAN_NANOS = 1e9;

    @Param({"100", "10000", "1000000"})
    public int size;

    private final RandomStream random = new RandomStream(1);
    private EventQueue events;

    @Setup(Level.Trial)
    public void fill() {
        events = new EventQueue();
        for (int i = 0; i < size; i++) {
            events.add(gap(), Simulation.DONE, i);
        }
    }

    @Benchmark
    public long hold() {
        long now = events.firstTime();
        long ticket = events.take();
        return events.add(now + gap(), Simulation.DONE, EventQueue.argument(ticket));
    }

    private long gap() {
        return (long) (-Math.log(1 - random.nextDouble()) * MEAN_NANOS);
    }
}
