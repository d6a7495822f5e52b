package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.admin.http.AdminSettings;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.BalancerOptions;
import io.giliran.cli.options.CommonOptions;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.KeyedOptions;
import io.giliran.cli.options.Overrides;
import io.giliran.cli.options.Version;
import io.giliran.cli.process.Cluster;
import io.giliran.cli.process.Descriptors;
import io.giliran.cli.process.RunningCluster;
import io.giliran.settings.KnownFiles;
import io.giliran.settings.SettingsReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a balancer until it is interrupted. */
@Command(
        name = "balancer",
        description = "Take clients' connections and hand them to the backends.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class BalancerCommand implements Callable<Integer>, KeyedOptions {
    @Mixin
    private CommonOptions common;

    @Mixin
    private BalancerOptions options;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where clients connect; port 0 is a free one. Or a Unix socket, unix:PATH.")
    private @Nullable String listen;

    @Option(
            names = "--backend",
            paramLabel = BackendAddress.SYNTAX,
            description = "Who serves them; repeat it for each backend. unix:PATH may stand in place of HOST:PORT.")
    private @Nullable List<String> backends;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the policies that choose at random.")
    private @Nullable String seed;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder of balancer.log and balancer.jsonl.")
    private @Nullable String out;

    public static void main(String[] args) {
        Program.run(new BalancerCommand(), args);
    }

    @Override
    public void addTo(Overrides overrides) {
        overrides
                .set("giliran.balancer.listen", "--listen", listen)
                .set("giliran.balancer.backends", "--backend", backends)
                .set("giliran.balancer.seed", "--seed", seed)
                .set("giliran.balancer.access-log.directory", "--out", out);
        options.addTo(overrides);
    }

    @Override
    public Integer call() {
        Overrides overrides = Overrides.of(this);
        KnownFiles files = new KnownFiles();
        Config config = Configuration.inTime(() -> {
            Config read = files.read(() -> Configuration.load(overrides));
            ReloadableSettings.from(read);
            return read;
        });
        AdminSettings admin = AdminSettings.from(config);
        if (common.showed(config)) {
            return ExitCode.DONE;
        }
        checkDescriptors(config);
        return RunningCluster.run(
                config,
                new Cluster.Plan(
                        List.of(),
                        bound -> () -> ReloadableSettings.from(files.read(() -> Configuration.load(overrides))),
                        Optional.of(admin),
                        null));
    }

    /** A bound that descriptors would never let it reach says something else than it does. */
    private static void checkDescriptors(Config config) {
        SettingsReader reader = SettingsReader.at(config, "giliran.balancer");
        if (!reader.isOff("max-connections")) {
            int most = reader.integer("max-connections", 1, Integer.MAX_VALUE);
            Descriptors.check(
                    new Descriptors.Need("a balancer", most, "connections", 2, 1), "giliran.balancer.max-connections");
        }
    }
}
