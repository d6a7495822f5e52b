package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.CommonOptions;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.KeyedOptions;
import io.giliran.cli.options.Overrides;
import io.giliran.cli.options.SwarmOptions;
import io.giliran.cli.options.Version;
import io.giliran.cli.process.Cluster;
import io.giliran.cli.process.RunningCluster;
import io.giliran.cli.process.SwarmStart;
import io.giliran.swarm.SwarmSettings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the swarm against a balancer, or straight against a backend. */
@Command(
        name = "swarm",
        description = "Send requests from many simulated clients, and measure.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class SwarmCommand implements Callable<Integer>, KeyedOptions {
    @Mixin
    private CommonOptions common;

    @Mixin
    private SwarmOptions options;

    @Option(names = "--target", paramLabel = "HOST:PORT", description = "Where the clients connect.")
    private @Nullable String target;

    public static void main(String[] args) {
        Program.run(new SwarmCommand(), args);
    }

    @Override
    public void addTo(Overrides overrides) {
        overrides.set("giliran.swarm.target", "--target", target);
        options.addTo(overrides);
    }

    @Override
    public Integer call() {
        Config config = Configuration.loadInTime(Overrides.of(this));
        SwarmSettings settings = SwarmSettings.from(config);
        if (common.showed(config)) {
            return ExitCode.DONE;
        }
        SwarmStart.checkDescriptors("swarm", settings, 1, settings.loops());
        SwarmStart start = SwarmStart.of("swarm", settings, null, config);
        return RunningCluster.run(config, new Cluster.Plan(List.of(), null, (balancer, backends) -> start));
    }
}
