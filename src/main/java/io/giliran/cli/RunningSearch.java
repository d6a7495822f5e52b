package io.giliran.cli;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.giliran.settings.SettingsException;
import java.util.concurrent.CompletableFuture;

/** Runs a search in this process until it has found what it can or is interrupted. */
final class RunningSearch {
    private RunningSearch() {}

    /**
     * Returns the exit code, when all swarms and their actor system have ended.
     *
     * @throws SettingsException when Akka cannot be configured so
     */
    static int run(Config config, Searching.Steps steps, Console console) {
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        ActorSystem<Searching.Command> system = GuardedSystem.start(Searching.create(steps, console, exitCode), config);
        Thread interrupt = new Thread(
                () -> {
                    system.tell(Searching.Interrupt.INSTANCE);
                    system.getWhenTerminated().toCompletableFuture().join();
                },
                "interrupt");
        Runtime.getRuntime().addShutdownHook(interrupt);
        int code = GuardedSystem.await(system, console, exitCode);
        try {
            Runtime.getRuntime().removeShutdownHook(interrupt);
        } catch (IllegalStateException alreadyShuttingDown) {
            // Interrupted: the process ends with the signal's own code, whatever is returned here.
        }
        return code;
    }
}
