package io.giliran.cli.process;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Part;
import io.giliran.supervision.Parts;
import java.util.concurrent.CompletableFuture;

/** Actor system of this process whose guardian is a part like every other: its failure ends the process with an error. */
public final class GuardedSystem {
    private GuardedSystem() {}

    /**
     * Starts it.
     *
     * @throws io.giliran.settings.SettingsException when Akka cannot be configured so
     * @throws NewSystem.NotStarted when anything else hinders it
     */
    public static <T> ActorSystem<T> start(Behavior<T> guardian, Config config) {
        return NewSystem.create(
                Behaviors.setup(context -> Parts.of(context.getSystem()).guarded(guardian, "guardian", OnFailure.END)),
                config);
    }

    /**
     * Waits for its end, and returns the exit code.
     *
     * @param exitCode is completed by a guardian that ends in order
     */
    public static int await(ActorSystem<?> system, Console console, CompletableFuture<Integer> exitCode) {
        system.getWhenTerminated().toCompletableFuture().join();
        int code = exitCode.getNow(ExitCode.FAILED_INSIDE);
        if (!exitCode.isDone() || code == ExitCode.DONE) {
            String why = Parts.of(system).all().stream()
                    .filter(part -> part.state() == Part.State.FAILED)
                    .map(part -> part.name() + " has failed: " + part.reason())
                    .findFirst()
                    .orElse(exitCode.isDone() ? "" : "the actor system has ended by itself");
            if (!why.isEmpty()) {
                console.error(why);
                return ExitCode.FAILED_INSIDE;
            }
        }
        return code;
    }
}
