package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.policy.PolicyParameters;
import io.giliran.policy.PolicySettings;
import io.giliran.report.RunDirectory;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import io.giliran.simulation.Experiment;
import io.giliran.simulation.ExperimentFiles;
import io.giliran.simulation.ExperimentResult;
import io.giliran.simulation.ExperimentTable;
import io.giliran.simulation.Plan;
import io.giliran.simulation.ScenarioSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Simulates a scenario under several policies and compares them. */
@Command(
        name = "simulate",
        description = "Run a scenario in virtual time under several policies, and compare them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class SimulateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCENARIO.conf", description = "What happens; scenarios/ has some.")
    private Path scenario = Path.of("");

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            description = "Compare these policies instead of the scenario's; several with commas.")
    private @Nullable List<String> policies;

    @Option(names = "--replications", paramLabel = "K", description = "Independent runs of each policy.")
    private @Nullable Integer replications;

    @Option(names = "--seed", paramLabel = "N", description = "Governs all that is random.")
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the run directory is made; ${DEFAULT-VALUE} unless given.",
            defaultValue = "runs")
    private Path out = Path.of("runs");

    public static void main(String[] args) {
        Program.run(new SimulateCommand(), args);
    }

    @Override
    public Integer call() {
        Config config = Configuration.load(new Overrides());
        PolicyParameters parameters = PolicySettings.parameters(SettingsReader.at(config, "giliran.balancer.policy"));
        Plan plan = ScenarioSettings.read(
                scenario, parameters, new ScenarioSettings.Overrides(checked(policies), replications, seed));
        if (replications != null && replications < 1) {
            throw new SettingsException("--replications " + replications + " is not valid; valid is a number from 1");
        }
        Console console = new Console();
        RunDirectory directory = RunDirectory.create(out, plan.scenario().name(), Instant.now());
        SimulationProgress progress = new SimulationProgress(console);
        ExperimentResult result;
        try (progress) {
            result = new Experiment(plan, progress).run();
            console.line(ExperimentTable.render(result) + "files       " + directory);
            ExperimentFiles.write(result, directory, scenario);
        }
        if (progress.isInterrupted()) {
            return ExitCode.INTERRUPTED;
        }
        return result.disappointed().isEmpty() ? ExitCode.DONE : ExitCode.EXPECTATION_FAILED;
    }

    private static @Nullable List<String> checked(@Nullable List<String> names) {
        if (names != null) {
            List<String> valid = ScenarioSettings.policyNames();
            for (String name : names) {
                if (!valid.contains(name)) {
                    throw new SettingsException(
                            "--policy " + name + " is not valid; valid is one of " + String.join(", ", valid));
                }
            }
        }
        return names;
    }
}
