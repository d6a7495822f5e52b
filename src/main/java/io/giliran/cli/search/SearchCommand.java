package io.giliran.cli.search;

import com.typesafe.config.Config;
import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.CommonOptions;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.KeyedOptions;
import io.giliran.cli.options.Overrides;
import io.giliran.cli.options.SwarmOptions;
import io.giliran.cli.options.Version;
import io.giliran.cli.process.HeldExit;
import io.giliran.cli.process.SwarmStart;
import io.giliran.cli.simulate.SimulationThreads;
import io.giliran.policy.PolicySettings;
import io.giliran.report.RunDirectory;
import io.giliran.report.searching.LoadPicture;
import io.giliran.report.searching.SearchFiles;
import io.giliran.report.searching.SearchStep;
import io.giliran.report.searching.SearchTable;
import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import io.giliran.simulation.experiment.LoadCurve;
import io.giliran.swarm.SwarmSettings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the highest rate at which a target keeps to its SLOs. */
@Command(
        name = "search",
        description = "Find the highest rate at which the SLOs hold, and draw RTT against load.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class SearchCommand implements Callable<Integer>, KeyedOptions {
    @Mixin
    private CommonOptions common;

    @Mixin
    private SwarmOptions options;

    @Option(names = "--target", paramLabel = "HOST:PORT", description = "Where the clients connect.")
    private @Nullable String target;

    @Option(names = "--from", paramLabel = "N", description = "The rate that is tried first.")
    private @Nullable String from;

    @Option(names = "--most", paramLabel = "N", description = "No rate above it is tried.")
    private @Nullable String most;

    @Option(
            names = "--resolution",
            paramLabel = "PART",
            description = "How close the rate that failed is to be to the one that held, 0.05 for 5 %%.")
    private @Nullable String resolution;

    @Option(names = "--step-requests", paramLabel = "N", description = "How many requests a step has at least.")
    private @Nullable String stepRequests;

    @Option(names = "--step-most", paramLabel = "D", description = "How long a step takes at most.")
    private @Nullable String stepMost;

    @Option(names = "--max-time", paramLabel = "D", description = "How long the search takes at most.")
    private @Nullable String maxTime;

    @Option(
            names = "--backends",
            paramLabel = "N",
            description = "Also simulate so many backends, which work as --service-time asks.")
    private @Nullable String backends;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "With --backends: how many requests each serves at once.")
    private @Nullable String workers;

    @Option(names = "--policy", paramLabel = "NAME", description = "With --backends: how one is chosen.")
    private @Nullable String policy;

    @Override
    public Integer call() {
        Config config = Configuration.loadInTime(Overrides.of(this));
        SearchSettings settings = SearchSettings.from(config);
        SwarmSettings swarm = SwarmSettings.from(config);
        check(swarm);
        LoadCurve curve = curve(settings, swarm, config);
        int atOnce = SimulationThreads.from(config);
        if (common.showed(config)) {
            return ExitCode.DONE;
        }
        RunDirectory directory = SwarmStart.runDirectory("search", swarm, config);
        Console console = new Console();
        String slos = swarm.slos().stream().map(slo -> slo.text()).collect(Collectors.joining(", "));
        String title = slos + " against " + HostPort.format(swarm.target());
        console.line("search for the highest rate with " + title + ", seed " + swarm.seed());
        console.line(SearchTable.header());
        SearchSteps steps = new SearchSteps(settings, swarm, config, directory, System::nanoTime);
        int code;
        try (HeldExit exit = HeldExit.arm("the search did not come to an end; there are no files of its steps")) {
            code = RunningSearch.run(config, steps, console, exit);
            if (steps.steps().isEmpty()) {
                if (code == ExitCode.INTERRUPTED) {
                    console.line("note        interrupted before the first step had ended; what it has left is in "
                            + directory);
                }
                return code;
            }
            console.line("");
            console.line("live        " + SearchTable.result(steps.search()));
            if (steps.isOutOfTime()) {
                console.line("note        "
                        + (code == ExitCode.INTERRUPTED ? "interrupted" : "the time was up")
                        + "; these are the bounds until then");
            }
            // Before the simulation, which may take its time: these must not be lost with it.
            SearchFiles.write(directory, steps.steps(), List.of(), steps.search(), title);
            if (exit.isWished() || curve == null) {
                console.line("files       " + directory + ": " + String.join(", ", SearchFiles.NAMES));
                return code(code, steps);
            }
        }
        SimulatedSearch simulation = new SimulatedSearch(curve, settings, swarm.slos());
        console.line("simulated   " + SearchTable.result(simulation.search()));
        List<LoadPicture.Simulated> simulated = simulation.points(highest(steps.steps()), atOnce);
        SearchFiles.write(directory, steps.steps(), simulated, steps.search(), title);
        console.line("files       " + directory + ": " + String.join(", ", SearchFiles.NAMES));
        return code(code, steps);
    }

    private static int code(int ended, SearchSteps steps) {
        if (ended != ExitCode.DONE) {
            return ended;
        }
        return steps.search().held().isPresent() ? ExitCode.DONE : ExitCode.EXPECTATION_FAILED;
    }

    @Override
    public void addTo(Overrides overrides) {
        overrides
                .set("giliran.swarm.target", "--target", target)
                .set("giliran.search.from", "--from", from)
                .set("giliran.search.most", "--most", most)
                .set("giliran.search.resolution", "--resolution", resolution)
                .set("giliran.search.step-requests", "--step-requests", stepRequests)
                .set("giliran.search.step-most", "--step-most", stepMost)
                .set("giliran.search.max-time", "--max-time", maxTime)
                .set("giliran.search.backends", "--backends", backends)
                .set("giliran.backend.workers", "--workers", workers)
                .set("giliran.balancer.policy.name", "--policy", policy);
        options.addTo(overrides);
    }

    private static void check(SwarmSettings swarm) {
        if (swarm.slos().isEmpty()) {
            throw new SettingsException(
                    "a search needs an SLO that may fail; give one or more, for example --slo 'p(99)<50'");
        }
        if (swarm.isOpen() || swarm.duration() != null || !swarm.until().isEmpty()) {
            throw new SettingsException(
                    "a search chooses rate and duration itself; leave out --rate, --stages, --trace,"
                            + " --duration and --until, and give --from, --most or --step-most");
        }
    }

    private static @Nullable LoadCurve curve(SearchSettings settings, SwarmSettings swarm, Config config) {
        // What belongs to the simulation is checked without one too.
        SettingsReader reader = SettingsReader.at(config, "giliran.balancer.policy");
        int workersOfEach = SettingsReader.at(config, "giliran.backend").integer("workers", 1, 10_000);
        String name = PolicySettings.from(reader).name();
        if (settings.backends() == 0) {
            return null;
        }
        if (swarm.serviceTime() == null) {
            throw new SettingsException("--backends " + settings.backends()
                    + " cannot be simulated without a service time; give it with --service-time, for example exp:10ms");
        }
        return new LoadCurve(
                settings.backends(),
                workersOfEach,
                swarm.serviceTime(),
                swarm.arrivals() == SwarmSettings.ArrivalKind.POISSON,
                name,
                PolicySettings.parameters(reader),
                swarm.seed());
    }

    private static double highest(List<SearchStep> steps) {
        return steps.stream().mapToDouble(SearchStep::perSecond).max().orElseThrow();
    }
}
