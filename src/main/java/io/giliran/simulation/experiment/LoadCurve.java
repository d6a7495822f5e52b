package io.giliran.simulation.experiment;

import io.giliran.policy.PolicyParameters;
import io.giliran.simulation.engine.ParallelTasks;
import io.giliran.workload.Distribution;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * RTT against load as the simulator has it: the same backends and policy at one rate after the other.
 *
 * @param backends how many, all alike
 * @param workers of each
 * @param service what each request asks for
 * @param poisson whether gaps between requests are exponential; else they are constant
 */
public record LoadCurve(
        int backends,
        int workers,
        Distribution service,
        boolean poisson,
        String policy,
        PolicyParameters parameters,
        long seed) {
    private static final long REQUESTS = 50_000;
    private static final int POINTS = 16;
    private static final double HIGHEST_LOAD = 0.97;

    /** RTTs at a rate, in ns, without the warm-up. */
    public record Point(double perSecond, Histogram rtt) {}

    /** Requests a second that the backends can do. */
    public double capacityPerSecond() {
        return backends * workers / (service.meanNanos() / 1e9);
    }

    /**
     * Points from a small load up to the highest rate, or to just below what the backends can do.
     *
     * @param most requests a second
     * @param threads points that are simulated at once, at most
     */
    public List<Point> points(double most, int threads) {
        double highest = Math.min(most, capacityPerSecond() * HIGHEST_LOAD);
        List<Supplier<Point>> points = new ArrayList<>();
        for (int i = 1; i <= POINTS; i++) {
            double perSecond = highest * i / POINTS;
            points.add(() -> at(perSecond));
        }
        return ParallelTasks.run(threads, points);
    }

    /** A point of the curve; the rate must be below what the backends can do. */
    public Point at(double perSecond) {
        List<ScenarioBackend> all = new ArrayList<>();
        for (int i = 1; i <= backends; i++) {
            all.addAll(ScenarioBackend.parse("b" + i + ",workers=" + workers));
        }
        Scenario scenario = new Scenario(
                "load",
                new Scenario.Open(poisson, List.of(new Scenario.Stage(Long.MAX_VALUE, perSecond))),
                service,
                Scenario.ALL_DIFFERENT,
                all,
                1,
                0,
                0,
                0,
                List.of(),
                OptionalLong.of(REQUESTS),
                Long.MAX_VALUE);
        Plan plan =
                new Plan(scenario, List.of(), List.of(), List.of(policy), parameters, seed, 1, OptionalLong.empty(), 0);
        ExperimentResult result = new Experiment(plan, done -> true).run();
        return new Point(perSecond, result.policies().get(0).rtt());
    }
}
