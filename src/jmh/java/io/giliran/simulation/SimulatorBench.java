package io.giliran.simulation;

import com.sun.management.OperatingSystemMXBean;
import io.giliran.simulation.engine.RttSeries;
import io.giliran.simulation.engine.RunResult;
import io.giliran.simulation.experiment.Plan;
import io.giliran.simulation.experiment.PolicyResult;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * What an event costs in one simulator. Runs the work once to warm up and once to be measured, and prints a line: events,
 * ns of CPU of the whole process (compiler and collector included), and the mean time that a request took, in ms. Run it
 * with {@code scripts/bench/simulator}.
 */
public final class SimulatorBench {
    private static final double SERVICE_MILLIS = 10;
    /** Events of one customer: it arrives, and it departs. */
    private static final int EVENTS_EACH = 2;

    private SimulatorBench() {}

    private record Outcome(long events, double meanMillis) {}

    /** Takes who is measured, how many requests, the load of each server, and a seed, which is small and above 0. */
    public static void main(String[] arguments) {
        LongFunction<Outcome> work = work(arguments[0], Long.parseLong(arguments[1]), Double.parseDouble(arguments[2]));
        int seed = Integer.parseInt(arguments[3]);
        work.apply(0);
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpuNanos = process.getProcessCpuTime();
        Outcome outcome = work.apply(seed);
        cpuNanos = process.getProcessCpuTime() - cpuNanos;
        System.out.printf(Locale.ROOT, "%d %d %.6f%n", outcome.events, cpuNanos, outcome.meanMillis);
    }

    private static LongFunction<Outcome> work(String name, long requests, double load) {
        double arrivalsPerMilli = load / SERVICE_MILLIS;
        return switch (name) {
            case "giliran" -> giliran("random", 1, requests, load);
            case "giliran-p2c-100" -> giliran("p2c", 100, requests, load);
            case "ssj" -> ssj(SsjQueue.usual(arrivalsPerMilli, 1 / SERVICE_MILLIS), requests);
            case "ssj-tuned" -> ssj(SsjQueue.tuned(arrivalsPerMilli, 1 / SERVICE_MILLIS), requests);
            default ->
                throw new IllegalArgumentException(name + " is none of giliran, giliran-p2c-100, ssj, ssj-tuned");
        };
    }

    private static LongFunction<Outcome> giliran(String policy, int backends, long requests, double load) {
        Plan plan =
                SampleScenarios.plan("""
                load.rate = %s, policies = [ %s ], service = "exp:10ms", backends = [ "b*%d" ], requests = %d
                warm-up = 0s
                """.formatted(backends * load / SERVICE_MILLIS * 1e3, policy, backends, requests));
        return seed -> {
            RunResult result = SampleScenarios.run(plan, policy, seed, RttSeries.UNSEEN);
            return new Outcome(result.events(), result.meanNanos() / PolicyResult.NANOS_PER_MILLI);
        };
    }

    private static LongFunction<Outcome> ssj(SsjQueue queue, long requests) {
        return seed -> {
            for (long i = 0; i < seed; i++) {
                queue.skipToNextSubstream();
            }
            return new Outcome(EVENTS_EACH * requests, queue.run(requests));
        };
    }
}
