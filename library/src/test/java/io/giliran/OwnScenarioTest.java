package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.policy.BackendPool;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicyParameters;
import io.giliran.simulation.engine.Measurements;
import io.giliran.simulation.engine.RttSeries;
import io.giliran.simulation.engine.RunResult;
import io.giliran.simulation.engine.Simulation;
import io.giliran.simulation.engine.StopWish;
import io.giliran.workload.Distribution;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** A scenario that is run in code: M/M/1 at a load of 0.8, whose mean sojourn time is 50 ms. */
final class OwnScenarioTest {
    private static final long SEED = 1;

    @Test
    void runsAScenario() {
        ScenarioBackend backend = new ScenarioBackend(
                "b1", 1, 1, 1, false, ScenarioBackend.ENDLESS, ScenarioBackend.ENDLESS, false, false);
        Scenario scenario = new Scenario(
                "mm1",
                new Scenario.Open(true, List.of(new Scenario.Stage(Long.MAX_VALUE, 80))),
                Distribution.parse("exp:10ms"),
                Scenario.ALL_DIFFERENT,
                List.of(backend),
                1,
                0,
                0,
                0,
                List.of(),
                OptionalLong.of(200_000),
                Long.MAX_VALUE);
        Simulation simulation = new Simulation(
                scenario,
                () -> new BackendPool(
                        () -> Policies.create("p2c", PolicyParameters.DEFAULTS, new SplittableRandom(SEED)), 0),
                SEED,
                new Measurements(1, 0, 0, RttSeries.UNSEEN));

        RunResult result = simulation.run(StopWish.NONE);

        assertThat(result.meanNanos()).isCloseTo(50e6, Percentage.withPercentage(10));
    }
}
