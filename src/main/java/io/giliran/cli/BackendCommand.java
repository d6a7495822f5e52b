package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.backend.BackendSettings;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.CommonOptions;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.KeyedOptions;
import io.giliran.cli.options.Overrides;
import io.giliran.cli.options.Version;
import io.giliran.cli.process.Cluster;
import io.giliran.cli.process.RunningCluster;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one backend until it is interrupted. */
@Command(
        name = "backend",
        description = "Answer each line with the backend's name and the line.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class BackendCommand implements Callable<Integer>, KeyedOptions {
    @Mixin
    private CommonOptions common;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where it listens; port 0 is a free one.")
    private @Nullable String listen;

    @Option(names = "--name", paramLabel = "NAME", description = "What it calls itself in its answers.")
    private @Nullable String name;

    @Option(
            names = "--service-time",
            paramLabel = "DIST",
            description = "How long it works for a request, for example exp:10ms.")
    private @Nullable String serviceTime;

    @Option(names = "--workers", paramLabel = "N", description = "How many requests it serves at once.")
    private @Nullable String workers;

    @Option(names = "--work", paramLabel = "KIND", description = "timer waits, cpu computes.")
    private @Nullable String work;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the service times.")
    private @Nullable String seed;

    public static void main(String[] args) {
        Program.run(new BackendCommand(), args);
    }

    @Override
    public void addTo(Overrides overrides) {
        overrides
                .set("giliran.backend.listen", "--listen", listen)
                .set("giliran.backend.name", "--name", name)
                .set("giliran.backend.service-time", "--service-time", serviceTime)
                .set("giliran.backend.workers", "--workers", workers)
                .set("giliran.backend.work", "--work", work)
                .set("giliran.backend.seed", "--seed", seed);
    }

    @Override
    public Integer call() {
        Config config = Configuration.loadInTime(Overrides.of(this));
        BackendSettings settings = BackendSettings.from(config);
        if (common.showed(config)) {
            return ExitCode.DONE;
        }
        return RunningCluster.run(config, new Cluster.Plan(List.of(settings), null, null));
    }
}
