package io.giliran.cli;

import io.giliran.backend.BackendSettings;
import io.giliran.backend.WorkMode;
import io.giliran.metrics.tail.Bounded;
import io.giliran.policy.BackendPool;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicySettings;
import io.giliran.report.TheoryValue;
import io.giliran.simulation.engine.Measurements;
import io.giliran.simulation.engine.RttSeries;
import io.giliran.simulation.engine.RunResult;
import io.giliran.simulation.engine.Simulation;
import io.giliran.simulation.engine.StopWish;
import io.giliran.swarm.SwarmSettings;
import io.giliran.workload.Distribution;
import io.giliran.workload.LoadModel;
import io.giliran.workload.RandomStream;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Simulates the load of a demo for which no queueing model is known, with the same policy code. */
final class DemoSimulation {
    private static final String MODEL = "the simulator";
    private static final long REQUESTS = 200_000;
    /** The part of the requests that is left out at the start. */
    private static final double WARM_UP = 0.05;

    private DemoSimulation() {}

    /**
     * The mean and the p99 of the RTT; empty when the demo does what the simulator does not.
     *
     * @param backend any of them: they are alike
     */
    static List<TheoryValue> of(int backends, BackendSettings backend, SwarmSettings swarm, PolicySettings policy) {
        Distribution work = swarm.serviceTime() == null ? backend.serviceTime() : swarm.serviceTime();
        boolean closed = swarm.model() == LoadModel.CLOSED;
        Double rate = swarm.ratePerSecond();
        if ((!closed && (swarm.model() != LoadModel.OPEN || rate == null))
                || swarm.stages() != null
                || swarm.trace() != null
                || swarm.exchange() != null
                || swarm.connections() != SwarmSettings.Connecting.PER_REQUEST
                || backend.work() != WorkMode.TIMER
                || !(work.meanNanos() > 0)
                || !Double.isFinite(work.meanNanos())) {
            return List.of();
        }
        double perNano =
                closed || rate == null ? swarm.clients() / (swarm.think().meanNanos() + work.meanNanos()) : rate / 1e9;
        if (perNano * work.meanNanos() >= (double) backends * backend.workers() && !closed) {
            return List.of();
        }
        Scenario.Load load = closed || rate == null
                ? new Scenario.Closed(swarm.clients(), swarm.think())
                : new Scenario.Open(
                        swarm.arrivals() == SwarmSettings.ArrivalKind.POISSON,
                        List.of(new Scenario.Stage(Long.MAX_VALUE, rate)));
        Scenario scenario = new Scenario(
                "demo",
                load,
                work,
                Scenario.ALL_DIFFERENT,
                IntStream.rangeClosed(1, backends)
                        .mapToObj(i -> new ScenarioBackend(
                                "b" + i,
                                1,
                                1,
                                backend.workers(),
                                false,
                                ScenarioBackend.ENDLESS,
                                ScenarioBackend.ENDLESS,
                                false,
                                false))
                        .toList(),
                1,
                0,
                0,
                0,
                List.of(),
                OptionalLong.of(REQUESTS),
                Long.MAX_VALUE);
        long from = Math.round(WARM_UP * REQUESTS / perNano);
        RunResult result = new Simulation(
                        scenario,
                        () -> new BackendPool(
                                () -> Policies.create(
                                        policy.name(), policy.parameters(), new RandomStream(swarm.seed())),
                                0),
                        swarm.seed(),
                        new Measurements(backends, closed ? swarm.clients() : 0, from, RttSeries.UNSEEN))
                .run(StopWish.NONE);
        return values(result, assumptions(load, work, backends, backend, policy));
    }

    private static List<TheoryValue> values(RunResult result, List<String> assumptions) {
        List<TheoryValue> values = new ArrayList<>();
        if (result.rtt().getTotalCount() > 0) {
            values.add(new TheoryValue(TheoryValue.Metric.MEAN, MODEL, result.meanNanos(), assumptions));
            Bounded p99 = result.times().percentile(99);
            values.add(new TheoryValue(TheoryValue.Metric.P99, MODEL, p99.least(), assumptions));
        }
        return values;
    }

    private static List<String> assumptions(
            Scenario.Load load, Distribution work, int backends, BackendSettings backend, PolicySettings policy) {
        return List.of(
                String.format(
                        Locale.ROOT, "%,d simulated requests of the same plan, under %s", REQUESTS, policy.name()),
                load instanceof Scenario.Closed closed
                        ? String.format(Locale.ROOT, "%,d clients that think for %s", closed.clients(), closed.think())
                        : "arrivals whatever becomes of earlier ones",
                "work of " + work + ", each request's independent of all else",
                String.format(
                        Locale.ROOT,
                        "%d alike backend%s of %d worker%s, first come, first served",
                        backends,
                        backends == 1 ? "" : "s",
                        backend.workers(),
                        backend.workers() == 1 ? "" : "s"),
                "nothing but waiting and work takes time; in a live run network, kernel and balancer do");
    }
}
