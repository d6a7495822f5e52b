package io.giliran.cli;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.report.searching.SearchStep;
import io.giliran.report.searching.SearchTable;
import io.giliran.settings.SettingsException;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Parts;
import io.giliran.swarm.Swarm;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The guardian of a search: runs one swarm after the other, each at the rate that the search asks for next. */
final class SearchGuardian extends AbstractBehavior<SearchGuardian.Command> {

    sealed interface Command {}

    /** Ctrl-C: end the step that is under way, and the search with it. */
    enum Interrupt implements Command {
        INSTANCE
    }

    private record FromSwarm(Swarm.Event event) implements Command {}

    private enum StepEnded implements Command {
        INSTANCE
    }

    /** Decides what is run; confined to the guardian. */
    interface Steps {
        /** The next swarm; null when there is nothing more to find. */
        @Nullable
        SwarmStart next();

        /** Takes what the swarm has measured. */
        SearchStep take(Swarm.Finished finished);
    }

    static Behavior<Command> create(Steps steps, Console console, CompletableFuture<Integer> exitCode) {
        return Behaviors.setup(context -> new SearchGuardian(context, steps, console, exitCode));
    }

    private final Steps steps;
    private final Console console;
    private final CompletableFuture<Integer> exitCode;
    private final ActorRef<Swarm.Event> events;
    private @Nullable ActorRef<Swarm.Command> swarm;
    private int begun;
    private boolean interrupted;

    private SearchGuardian(
            ActorContext<Command> context, Steps steps, Console console, CompletableFuture<Integer> exitCode) {
        super(context);
        this.steps = steps;
        this.console = console;
        this.exitCode = exitCode;
        events = context.messageAdapter(Swarm.Event.class, FromSwarm::new);
        context.getSelf().tell(StepEnded.INSTANCE);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromSwarm.class, this::onSwarm)
                .onMessage(StepEnded.class, unused -> onStepEnded())
                .onMessage(Interrupt.class, unused -> onInterrupt())
                // It overtakes the swarm's last words, which wait in the mailbox; so it has to queue up behind them.
                .onSignal(Terminated.class, ended -> {
                    if (ended instanceof ChildFailed failed) {
                        console.error("the swarm has failed: " + failed.getCause());
                        exitCode.complete(ExitCode.FAILED_INSIDE);
                    }
                    getContext().getSelf().tell(StepEnded.INSTANCE);
                    return this;
                })
                .build();
    }

    /** The sockets of a step are closed before the next one begins. */
    private Behavior<Command> onStepEnded() {
        swarm = null;
        SwarmStart start;
        try {
            start = interrupted || exitCode.isDone() ? null : steps.next();
        } catch (SettingsException unusable) {
            return end(ExitCode.BAD_CONFIGURATION, unusable.getMessage());
        }
        if (start == null) {
            return end(interrupted ? ExitCode.INTERRUPTED : ExitCode.DONE, null);
        }
        ActorRef<Swarm.Command> started = Parts.spawn(
                getContext(),
                Swarm.create(start.settings(), start.run(), events),
                "swarm-" + ++begun,
                OnFailure.END,
                DispatcherSelector.blocking());
        getContext().watch(started);
        swarm = started;
        return this;
    }

    private Behavior<Command> onSwarm(FromSwarm message) {
        if (message.event() instanceof Swarm.Progressed event) {
            if (console.isOnTerminal()) {
                console.progress(event.progress());
            }
        } else if (message.event() instanceof Swarm.NobodyListens event) {
            console.error(event.reason());
            exitCode.complete(ExitCode.NOT_STARTED);
        } else if (message.event() instanceof Swarm.Finished event && !interrupted) {
            console.line(SearchTable.line(steps.take(event)));
            event.warnings().forEach(console::error);
        }
        return this;
    }

    private Behavior<Command> onInterrupt() {
        interrupted = true;
        if (swarm != null) {
            swarm.tell(Swarm.Interrupt.INSTANCE);
            return this;
        }
        return end(ExitCode.INTERRUPTED, null);
    }

    private Behavior<Command> end(int code, @Nullable String reason) {
        if (reason != null) {
            console.error(reason);
        }
        exitCode.complete(code);
        return Behaviors.stopped();
    }
}
