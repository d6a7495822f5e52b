package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.admin.http.AdminSettings;
import io.giliran.backend.BackendSettings;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.BalancerOptions;
import io.giliran.cli.options.CommonOptions;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.KeyedOptions;
import io.giliran.cli.options.Overrides;
import io.giliran.cli.options.SwarmOptions;
import io.giliran.cli.options.Version;
import io.giliran.cli.process.Cluster;
import io.giliran.cli.process.RunningCluster;
import io.giliran.cli.process.SwarmStart;
import io.giliran.policy.PolicySettings;
import io.giliran.report.RunDirectory;
import io.giliran.report.TheoryValue;
import io.giliran.settings.HostPort;
import io.giliran.settings.KnownFiles;
import io.giliran.settings.SettingsReader;
import io.giliran.swarm.Run;
import io.giliran.swarm.SwarmSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the whole cluster in one process: backends, balancer and swarm, over real TCP. */
@Command(
        name = "demo",
        description = "Run the whole cluster in this process: backends, balancer, swarm.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class DemoCommand implements Callable<Integer>, KeyedOptions {
    private static final String NAME = "demo";

    @Mixin
    private CommonOptions common;

    @Mixin
    private BalancerOptions balancerOptions;

    @Mixin
    private SwarmOptions swarmOptions;

    @Option(names = "--backends", paramLabel = "N", description = "How many backends there are.")
    private @Nullable String backends;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where the balancer listens; 0 is a free port.")
    private @Nullable String listen;

    @Option(
            names = "--backend-listen",
            paramLabel = "HOST:PORT",
            description = "Where the first backend listens, the others on the next ports; 0 is a free port.")
    private @Nullable String backendListen;

    public static void main(String[] args) {
        Program.run(new DemoCommand(), args);
    }

    @Override
    public void addTo(Overrides overrides) {
        overrides
                .set("giliran.demo.backends", "--backends", backends)
                .set("giliran.demo.listen", "--listen", listen)
                .set("giliran.demo.backend-listen", "--backend-listen", backendListen);
        balancerOptions.addTo(overrides);
        swarmOptions.addTo(overrides);
    }

    @Override
    public Integer call() {
        Overrides overrides = Overrides.of(this);
        KnownFiles files = new KnownFiles();
        Config config =
                seeded(DemoLoad.in(Configuration.inTime(() -> files.read(() -> Configuration.load(overrides)))));
        DemoSettings demo = DemoSettings.from(config);
        List<BackendSettings> backendSettings = backendSettings(demo, config);
        BalancerSettings.from(config);
        AdminSettings admin = AdminSettings.from(config);
        SwarmSettings swarm = SwarmSettings.from(config);
        if (common.showed(config)) {
            return ExitCode.DONE;
        }
        // A client, its two legs in the balancer, and the backend's end.
        SwarmStart.checkDescriptors(NAME, swarm, 4, demo.backends() + swarm.loops() + 1);
        RunDirectory directory = SwarmStart.runDirectory(NAME, swarm, config);
        return RunningCluster.run(
                config,
                new Cluster.Plan(
                        backendSettings,
                        bound -> () -> balancer(
                                demo, bound, directory, seeded(files.read(() -> Configuration.load(overrides)))),
                        Optional.of(admin),
                        (balancerAddress, names) -> new SwarmStart(
                                SwarmSettings.from(with(config, "giliran.swarm.target", balancerAddress)),
                                run(directory, config, backendSettings, swarm, names))));
    }

    private static Run run(
            RunDirectory directory,
            Config config,
            List<BackendSettings> backends,
            SwarmSettings swarm,
            List<String> names) {
        String policy = config.getString("giliran.balancer.policy.name");
        return new Run(
                NAME,
                directory,
                policy,
                names,
                new Remembered<>(() -> {
                    List<TheoryValue> exact = DemoTheory.of(backends.size(), backends.get(0), swarm, policy);
                    return exact.isEmpty()
                            ? DemoSimulation.of(
                                    backends.size(),
                                    backends.get(0),
                                    swarm,
                                    PolicySettings.from(SettingsReader.at(config, "giliran.balancer.policy")))
                            : exact;
                }),
                SwarmStart.enough(swarm));
    }

    /** The swarm's seed governs the whole demo: the policy's choices and the backends' service times too. */
    private static Config seeded(Config config) {
        String seed = config.getValue("giliran.swarm.seed").unwrapped().toString();
        return new Overrides()
                .set("giliran.balancer.seed", "--seed", seed)
                .set("giliran.backend.seed", "--seed", seed)
                .config()
                .withFallback(config);
    }

    private static List<BackendSettings> backendSettings(DemoSettings demo, Config config) {
        List<BackendSettings> settings = new ArrayList<>();
        for (int i = 0; i < demo.backends(); i++) {
            settings.add(BackendSettings.from(new Overrides()
                    .set("giliran.backend.name", NAME, "b" + (i + 1))
                    .set("giliran.backend.listen", NAME, demo.backendListen(i).toString())
                    .config()
                    .withFallback(config)));
        }
        return settings;
    }

    private static ReloadableSettings balancer(
            DemoSettings demo, List<Cluster.BoundBackend> bound, RunDirectory directory, Config config) {
        List<String> written = bound.stream()
                .map(backend -> backend.name() + "=" + HostPort.format(backend.address()))
                .toList();
        return ReloadableSettings.from(new Overrides()
                .set("giliran.balancer.listen", NAME, demo.listen().toString())
                .set("giliran.balancer.backends", NAME, written)
                .set("giliran.balancer.access-log.directory", NAME, directory.toString())
                // A run whose log has gaps is none.
                .set("giliran.balancer.access-log.stalled-after", NAME, "off")
                .set("giliran.balancer.access-log.picks", NAME, demo.picks() ? "on" : "off")
                .config()
                .withFallback(config));
    }

    private static Config with(Config config, String path, String value) {
        return new Overrides().set(path, NAME, value).config().withFallback(config);
    }
}
