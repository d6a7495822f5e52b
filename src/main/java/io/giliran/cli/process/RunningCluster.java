package io.giliran.cli.process;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import java.util.concurrent.CompletableFuture;

/** Runs a cluster in this process until it is done or interrupted. */
public final class RunningCluster {
    private RunningCluster() {}

    /**
     * Returns the exit code, when the cluster and its actor system have ended.
     *
     * @throws io.giliran.settings.SettingsException when Akka cannot be configured so
     */
    public static int run(Config config, Cluster.Plan plan) {
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Interruption<Cluster.Command> interruption = new Interruption<>(Cluster.Interrupt.INSTANCE);
        if (!interruption.arm()) {
            return ExitCode.INTERRUPTED;
        }
        if (plan.balancer() != null) {
            LoadedClasses.fromDirectory();
        }
        Console console = new Console(plan.balancer() != null && logsToStdout(config));
        ActorSystem<Cluster.Command> system;
        try {
            system = GuardedSystem.start(Cluster.create(plan, console, interruption::allow, exitCode), config);
        } catch (RuntimeException unusable) {
            interruption.disarm();
            throw unusable;
        }
        interruption.of(system);
        Signals.onSecondEnd(() -> system.tell(Cluster.Interrupt.INSTANCE));
        if (plan.balancer() != null) {
            Signals.onHangUp(() -> system.tell(Cluster.Reload.INSTANCE));
        }
        int code = GuardedSystem.await(system, console, exitCode);
        interruption.disarm();
        return code;
    }

    private static boolean logsToStdout(Config config) {
        return config.getString("giliran.balancer.access-log.directory").equals("stdout");
    }
}
