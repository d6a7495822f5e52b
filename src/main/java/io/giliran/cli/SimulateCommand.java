package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.console.WholeNumber;
import io.giliran.cli.console.WrittenReport;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.Version;
import io.giliran.cli.simulate.SimulationProgress;
import io.giliran.cli.simulate.SimulationThreads;
import io.giliran.metrics.Slo;
import io.giliran.policy.PolicyParameters;
import io.giliran.policy.PolicySettings;
import io.giliran.report.RunDirectory;
import io.giliran.settings.NearestWord;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import io.giliran.simulation.experiment.Experiment;
import io.giliran.simulation.experiment.ExperimentFiles;
import io.giliran.simulation.experiment.ExperimentResult;
import io.giliran.simulation.experiment.ExperimentTable;
import io.giliran.simulation.experiment.Plan;
import io.giliran.simulation.experiment.RequestExplanation;
import io.giliran.simulation.experiment.ScenarioSettings;
import io.giliran.simulation.experiment.SimulatedSlos;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
    private @Nullable String replications;

    @Option(names = "--seed", paramLabel = "N", description = "Governs all that is random.")
    private @Nullable String seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many runs are under way at once, each on a thread; auto, the default, for one on each"
                    + " processor. Results do not depend on it.")
    private @Nullable String threads;

    @Option(
            names = "--slo",
            paramLabel = "EXPR",
            description =
                    "What each policy has to keep to instead of the scenario's, as in k6, times in ms: 'p(99)<50',"
                            + " 'errors: rate<0.001'; may be given again. Exit code 99 when one does not hold.")
    private @Nullable List<String> slos;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the run directory is made; ${DEFAULT-VALUE} unless given.",
            defaultValue = "runs")
    private Path out = Path.of("runs");

    @Option(
            names = "--explain",
            paramLabel = "N",
            description = "Only show how each policy comes to its pick for the N-th request of the first run.")
    private @Nullable String explain;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        Program.run(new SimulateCommand(), args);
    }

    @Override
    public Integer call() {
        Config config = Configuration.loadInTime(SimulationThreads.option(threads));
        PolicyParameters parameters = PolicySettings.parameters(SettingsReader.at(config, "giliran.balancer.policy"));
        int atOnce = SimulationThreads.from(config);
        Plan plan = ScenarioSettings.read(
                scenario,
                parameters,
                new ScenarioSettings.Overrides(
                        checked(policies),
                        WholeNumber.of("--replications", replications, 1, ScenarioSettings.MOST_REPLICATIONS),
                        WholeNumber.of("--seed", seed),
                        parsed(slos)));
        Console console = new Console();
        Integer explained = WholeNumber.of("--explain", explain, 1, Integer.MAX_VALUE);
        if (explained != null) {
            refuseBeside("--explain", "--replications");
            refuseBeside("--explain", "--slo");
            refuseBeside("--explain", "--out");
            refuseBeside("--explain", "--threads");
            console.line(RequestExplanation.render(plan, explained).stripTrailing());
            return ExitCode.DONE;
        }
        RunDirectory directory = RunDirectory.create(out, plan.scenario().name(), Instant.now());
        SimulationProgress progress = new SimulationProgress(console);
        try (progress) {
            ExperimentResult result = new Experiment(plan, atOnce, progress).run();
            console.line(ExperimentTable.render(result) + "files       " + directory);
            ExperimentFiles.write(result, directory, scenario);
            return WrittenReport.in(directory, console, code(progress, result));
        }
    }

    private static int code(SimulationProgress progress, ExperimentResult result) {
        if (progress.isInterrupted()) {
            return ExitCode.INTERRUPTED;
        }
        return result.disappointed().isEmpty() && result.slosHold() ? ExitCode.DONE : ExitCode.EXPECTATION_FAILED;
    }

    private void refuseBeside(String option, String other) {
        if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
            throw new SettingsException(other + " is not valid beside " + option
                    + ", which shows one request of the first run and writes no"
                    + " file; valid are --policy and --seed");
        }
    }

    private static @Nullable List<Slo> parsed(@Nullable List<String> expressions) {
        if (expressions == null) {
            return null;
        }
        List<Slo> parsed = new ArrayList<>();
        for (String expression : expressions) {
            try {
                parsed.add(SimulatedSlos.parse(expression));
            } catch (IllegalArgumentException unusable) {
                throw new SettingsException("--slo " + (expression.isBlank() ? "\"" + expression + "\"" : expression)
                        + " " + unusable.getMessage());
            }
        }
        return parsed;
    }

    private static @Nullable List<String> checked(@Nullable List<String> names) {
        if (names != null) {
            List<String> valid = ScenarioSettings.policyNames();
            for (String name : names) {
                if (!valid.contains(name)) {
                    throw new SettingsException("--policy " + (name.isEmpty() ? "\"\"" : name)
                            + " is not valid; valid is one of " + String.join(", ", valid)
                            + NearestWord.question(name, valid));
                }
            }
            if (Set.copyOf(names).size() < names.size()) {
                throw new SettingsException("--policy " + String.join(",", names)
                        + " is not valid; valid is a list that has each policy once");
            }
        }
        return names;
    }
}
