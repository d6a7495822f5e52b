package io.giliran.simulation;

import io.giliran.policy.SampleParameters;
import io.giliran.simulation.engine.Measurements;
import io.giliran.simulation.engine.RttSeries;
import io.giliran.simulation.engine.RunResult;
import io.giliran.simulation.engine.Simulation;
import io.giliran.simulation.engine.StopWish;
import io.giliran.simulation.experiment.Plan;
import io.giliran.simulation.experiment.PoolsOfPlan;
import io.giliran.simulation.experiment.ScenarioSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scenarios for tests, from the text of their files. */
public final class SampleScenarios {
    private SampleScenarios() {}

    public static Plan plan(String text) {
        try {
            Path file = Files.createTempFile("scenario", ".conf");
            try {
                Files.writeString(file, text);
                return ScenarioSettings.read(
                        file, SampleParameters.all(), new ScenarioSettings.Overrides(null, null, null, null));
            } finally {
                Files.delete(file);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** One run of the scenario's first policy. */
    public static RunResult run(String text) {
        return run(text, RttSeries.UNSEEN);
    }

    public static RunResult run(String text, RttSeries series) {
        Plan plan = plan(text);
        return run(plan, plan.policies().get(0), plan.seed(), series);
    }

    public static RunResult run(Plan plan, String policy, long seed, RttSeries series) {
        Measurements measurements = new Measurements(
                plan.scenario().backends().size(),
                plan.scenario().knownClients(),
                plan.warmUpNanos().orElse(0),
                series);
        return new Simulation(plan.scenario(), PoolsOfPlan.of(plan, policy, seed), seed, measurements)
                .run(StopWish.NONE);
    }
}
