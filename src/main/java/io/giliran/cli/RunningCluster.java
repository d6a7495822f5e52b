package io.giliran.cli;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.giliran.settings.SettingsException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a cluster in this process until it is done or interrupted. */
final class RunningCluster {
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(10);

    private RunningCluster() {}

    /**
     * Returns the exit code, when the cluster and its actor system have ended.
     *
     * @throws SettingsException when Akka cannot be configured so
     */
    static int run(Config config, Cluster.Plan plan) {
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Console console = new Console();
        ActorSystem<Cluster.Command> system = GuardedSystem.start(Cluster.create(plan, console, exitCode), config);
        Thread interrupt = new Thread(() -> interrupt(system), "interrupt");
        Runtime.getRuntime().addShutdownHook(interrupt);
        if (plan.balancer() != null) {
            HangUp.handle(() -> system.tell(Cluster.Reload.INSTANCE));
        }
        int code = GuardedSystem.await(system, console, exitCode);
        try {
            Runtime.getRuntime().removeShutdownHook(interrupt);
        } catch (IllegalStateException alreadyShuttingDown) {
            // Interrupted: the process ends with the signal's own code, whatever is returned here.
        }
        return code;
    }

    /** Lets the cluster write its results and close its sockets before the process ends. */
    private static void interrupt(ActorSystem<Cluster.Command> system) {
        system.tell(Cluster.Interrupt.INSTANCE);
        try {
            system.getWhenTerminated().toCompletableFuture().get(INTERRUPT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unwilling) {
            System.err.println("giliran: not everything has ended within " + INTERRUPT_TIMEOUT.toSeconds() + " s");
        } catch (InterruptedException wish) {
            Thread.currentThread().interrupt();
        }
    }
}
