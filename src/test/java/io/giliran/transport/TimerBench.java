package io.giliran.transport;

import akka.actor.ActorSystem;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Measures the lateness of {@link PreciseTimer} and Akka's scheduler for tasks that are due in 1 ms, and the cost of a task.
 * Run it with {@code scripts/bench/timer}.
 */
public final class TimerBench {
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int WARM_UP_SECONDS = 3;

    private TimerBench() {}

    /** Measures each row for as many seconds as the argument says. */
    public static void main(String[] args) throws InterruptedException {
        int seconds = Integer.parseInt(args[0]);
        System.out.printf(
                "Java %s, %d processors; tasks due in 1 ms, for %d s after %d s of warm-up%n%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), seconds, WARM_UP_SECONDS);
        System.out.printf(
                "%-18s %-15s %8s %10s %10s %10s %12s%n",
                "timer", "tasks", "count", "p50 µs", "p99 µs", "p99.9 µs", "CPU µs/task");
        try (PreciseTimer timer = new PreciseTimer("bench-timer")) {
            Scheduling precise = task -> timer.schedule(System.nanoTime() + DELAY_NANOS, task);
            measure("PreciseTimer", "one at a time", seconds, new OneAtATime(precise));
            measure("PreciseTimer", "2000 a second", seconds, new ManyASecond(precise, 2_000));
        }
        ActorSystem system = ActorSystem.create("bench");
        Scheduling akka =
                task -> system.scheduler().scheduleOnce(Duration.ofNanos(DELAY_NANOS), task, system.dispatcher());
        measure("Akka's scheduler", "one at a time", seconds, new OneAtATime(akka));
        measure("Akka's scheduler", "2000 a second", seconds, new ManyASecond(akka, 2_000));
        system.terminate();
    }

    private static void measure(String timer, String tasks, int seconds, Load load) throws InterruptedException {
        load.run(WARM_UP_SECONDS);
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpuNanos = process.getProcessCpuTime();
        Histogram lateness = load.run(seconds);
        cpuNanos = process.getProcessCpuTime() - cpuNanos;
        System.out.printf(
                "%-18s %-15s %8d %10.1f %10.1f %10.1f %12.1f%n",
                timer,
                tasks,
                lateness.getTotalCount(),
                lateness.getValueAtPercentile(50) / 1e3,
                lateness.getValueAtPercentile(99) / 1e3,
                lateness.getValueAtPercentile(99.9) / 1e3,
                cpuNanos / 1e3 / lateness.getTotalCount());
    }

    /** Has a task run in 1 ms. */
    private interface Scheduling {
        void schedule(Runnable task);
    }

    /** Schedules tasks for a time and tells how late they ran, in nanoseconds. */
    private interface Load {
        Histogram run(int seconds) throws InterruptedException;
    }

    /** The next task is scheduled when the one before has run. */
    private record OneAtATime(Scheduling scheduling) implements Load {
        @Override
        public Histogram run(int seconds) throws InterruptedException {
            Histogram lateness = new Histogram(3);
            Semaphore ran = new Semaphore(0);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() < end) {
                long due = System.nanoTime() + DELAY_NANOS;
                scheduling.schedule(() -> {
                    lateness.recordValue(Math.max(0, System.nanoTime() - due));
                    ran.release();
                });
                ran.acquire();
            }
            return lateness;
        }
    }

    /** Tasks are scheduled at a rate, whether those before have run or not. */
    private record ManyASecond(Scheduling scheduling, int rate) implements Load {
        @Override
        public Histogram run(int seconds) throws InterruptedException {
            Histogram lateness = new ConcurrentHistogram(3);
            Semaphore ran = new Semaphore(0);
            long periodNanos = TimeUnit.SECONDS.toNanos(1) / rate;
            long start = System.nanoTime();
            int tasks = seconds * rate;
            for (int task = 0; task < tasks; task++) {
                LockSupport.parkNanos(start + task * periodNanos - System.nanoTime());
                long due = System.nanoTime() + DELAY_NANOS;
                scheduling.schedule(() -> {
                    lateness.recordValue(Math.max(0, System.nanoTime() - due));
                    ran.release();
                });
            }
            ran.acquire(tasks);
            return lateness;
        }
    }
}
