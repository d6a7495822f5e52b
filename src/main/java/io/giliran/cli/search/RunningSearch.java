package io.giliran.cli.search;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.giliran.cli.console.Console;
import io.giliran.cli.process.GuardedSystem;
import io.giliran.cli.process.HeldExit;
import java.util.concurrent.CompletableFuture;

/** Runs a search in this process until it is done or interrupted. */
final class RunningSearch {
    private RunningSearch() {}

    /**
     * Returns the exit code, when all swarms and their actor system have ended.
     *
     * @param wish ends the search early, with what it has found
     * @throws io.giliran.settings.SettingsException when Akka cannot be configured so
     */
    static int run(Config config, SearchGuardian.Steps steps, Console console, HeldExit wish) {
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        ActorSystem<SearchGuardian.Command> system =
                GuardedSystem.start(SearchGuardian.create(steps, console, exitCode), config);
        wish.onInterrupt(() -> system.tell(SearchGuardian.Interrupt.INSTANCE));
        return GuardedSystem.await(system, console, exitCode);
    }
}
