package io.giliran.balancer.reload;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.balancer.discovery.Discovery;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.settings.PlaneKeys;
import io.giliran.settings.SettingsException;
import io.giliran.supervision.BoundedLog;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Parts;
import io.giliran.supervision.TimedReads;
import io.giliran.transport.planes.PlaneKind;
import io.giliran.transport.tls.TlsServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings new settings and discovered backends to the router, one change after the other; see {@link ReloadPlan}.
 */
public final class Reloader extends AbstractBehavior<Reloader.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
    private static final BoundedLog LATE = new BoundedLog(LOG, Level.WARN, System::nanoTime);
    /** Shorter than a caller of the API waits, so that it learns the reason. */
    private static final Duration READ_WITHIN = Duration.ofSeconds(10);

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(8);
    /** Reloads that hang, with a thread each. */
    private static final int MOST_READS = 3;

    public sealed interface Command {}

    /**
     * Reads the configuration again and applies it, without ending a connection. Answered by {@link Reloaded}.
     *
     * @param dryRun whether only the plan is answered
     */
    public record Reload(boolean dryRun, Audit.Caller caller, ActorRef<Reloaded> replyTo)
            implements Command, BalancerMessage {}

    /** Restores the configuration from before the last reload, once. Answered by {@link Reloaded}. */
    public record Rollback(boolean dryRun, Audit.Caller caller, ActorRef<Reloaded> replyTo)
            implements Command, BalancerMessage {}

    /**
     * Result of a reload or a rollback.
     *
     * @param applied whether the new configuration is in force
     * @param plan the changes, a sentence for each
     * @param problem reason why nothing was changed, one line; empty when there was none
     */
    public record Reloaded(boolean applied, List<String> plan, String problem) {
        public Reloaded {
            plan = List.copyOf(plan);
        }
    }

    private record Discovered(List<Destination> backends) implements Command {}

    /** The configuration was read, or cannot be used. */
    private record Read(Reload request, @Nullable ReloadableSettings settings, String problem) implements Command {}

    /** The router has done what it was asked; {@code changes} is null when it does not answer. */
    private record Done(Step step, @Nullable List<ReloadPlan.Change> changes) implements Command {}

    /**
     * The change under way.
     *
     * @param before kept for a rollback, if anything changes; null for none
     * @param replyTo null when nobody has asked for it
     */
    private record Step(
            String what,
            Audit.Caller caller,
            boolean dryRun,
            ReloadableSettings settings,
            @Nullable ReloadableSettings before,
            List<Destination> discovered,
            @Nullable ActorRef<Reloaded> replyTo) {}

    /**
     * A reloader.
     *
     * @param source throws {@link SettingsException} when the configuration cannot be used; may wait
     * @param tls gets how TLS is spoken with clients when that has changed
     * @param ready is called once, when the router has got the first backends that were discovered
     */
    public static Behavior<Command> create(
            ReloadableSettings settings,
            Supplier<ReloadableSettings> source,
            ActorRef<ReloadExecutor.Apply> router,
            Consumer<TlsServer> tls,
            Runnable ready) {
        return create(settings, source, READ_WITHIN, ANSWERS_WITHIN, router, tls, ready);
    }

    /**
     * A reloader whose source is given up after a while.
     *
     * @param readWithin how long the source may take
     * @param answersWithin how long the router may take until it is asked again
     */
    public static Behavior<Command> create(
            ReloadableSettings settings,
            Supplier<ReloadableSettings> source,
            Duration readWithin,
            Duration answersWithin,
            ActorRef<ReloadExecutor.Apply> router,
            Consumer<TlsServer> tls,
            Runnable ready) {
        State state = new State(settings, ready);
        return Behaviors.setup(context -> new Reloader(context, state, source, readWithin, answersWithin, router, tls));
    }

    /** State that survives a failure of the actor. */
    private static final class State {
        private final Deque<Command> waiting = new ArrayDeque<>();
        private final TimedReads reads = new TimedReads("the configuration", MOST_READS);
        /** The one that runs, whatever the settings say meanwhile. */
        private final PlaneKind plane;

        private ReloadableSettings current;
        private @Nullable ReloadableSettings previous;
        private List<Destination> discovered = List.of();
        /** Null when it was called, or when there is nothing to discover first. */
        private @Nullable Runnable ready;
        /** The caller that waits for the change under way; null for none. */
        private @Nullable ActorRef<Reloaded> asker;

        State(ReloadableSettings settings, Runnable ready) {
            plane = settings.balancer().dataPlane();
            current = settings;
            this.ready = settings.discovery().isOn() ? ready : null;
        }
    }

    private final Supplier<ReloadableSettings> source;
    private final ActorRef<ReloadExecutor.Apply> router;
    private final Consumer<TlsServer> tls;
    private final Duration readWithin;
    private final Duration answersWithin;
    private final State state;
    private @Nullable ActorRef<Discovery.Command> discovery;
    private boolean busy;

    private Reloader(
            ActorContext<Command> context,
            State state,
            Supplier<ReloadableSettings> source,
            Duration readWithin,
            Duration answersWithin,
            ActorRef<ReloadExecutor.Apply> router,
            Consumer<TlsServer> tls) {
        super(context);
        this.readWithin = readWithin;
        this.answersWithin = answersWithin;
        this.tls = tls;
        this.source = source;
        this.router = router;
        this.state = state;
        answer(new Reloaded(false, List.of(), "the change failed inside the balancer; the log on stderr says why"));
        if (state.current.discovery().isOn()) {
            discover();
        }
        endTurn();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Reload.class, command -> inTurn(command, this::reload))
                .onMessage(Rollback.class, command -> inTurn(command, this::rollBack))
                .onMessage(Discovered.class, command -> inTurn(command, this::discovered))
                .onMessage(Read.class, this::onRead)
                .onMessage(Done.class, this::onDone)
                .build();
    }

    private <C extends Command> Behavior<Command> inTurn(C command, Function<C, Behavior<Command>> then) {
        if (busy) {
            state.waiting.add(command);
            return this;
        }
        busy = true;
        return then.apply(command);
    }

    private Behavior<Command> endTurn() {
        busy = false;
        state.asker = null;
        Command next = state.waiting.poll();
        if (next instanceof Reload command) {
            return inTurn(command, this::reload);
        } else if (next instanceof Rollback command) {
            return inTurn(command, this::rollBack);
        } else if (next instanceof Discovered command) {
            return inTurn(command, this::discovered);
        }
        return this;
    }

    private Behavior<Command> reload(Reload command) {
        state.asker = command.replyTo();
        getContext()
                .pipeToSelf(
                        state.reads.read(source, readWithin),
                        (settings, failure) -> new Read(command, settings, failure == null ? "" : problem(failure)));
        return this;
    }

    private static String problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof SettingsException || cause instanceof TimedReads.Hangs
                ? String.valueOf(cause.getMessage())
                : "the configuration cannot be read: " + cause;
    }

    private Behavior<Command> onRead(Read event) {
        ReloadableSettings settings = event.settings();
        Reload request = event.request();
        if (settings == null) {
            return refuse(event.problem());
        }
        Optional<String> unsupported = PlaneKeys.refusal(state.plane, settings.balancer(), settings.written());
        if (unsupported.isPresent()) {
            return refuse(unsupported.get());
        }
        return begin(new Step(
                "reload",
                request.caller(),
                request.dryRun(),
                settings,
                state.current,
                state.discovered,
                request.replyTo()));
    }

    private Behavior<Command> refuse(String problem) {
        LOG.warn("reload refused, all stays as it is: {}", problem);
        answer(new Reloaded(false, List.of(), problem));
        return endTurn();
    }

    private Behavior<Command> rollBack(Rollback command) {
        state.asker = command.replyTo();
        if (state.previous == null) {
            answer(new Reloaded(
                    false, List.of(), "there is nothing to go back to: no reload has changed anything since"));
            return endTurn();
        }
        return begin(new Step(
                "rollback",
                command.caller(),
                command.dryRun(),
                state.previous,
                null,
                state.discovered,
                command.replyTo()));
    }

    private Behavior<Command> discovered(Discovered command) {
        return begin(new Step(
                "discovery", Audit.Caller.DISCOVERY, false, state.current, state.previous, command.backends(), null));
    }

    private Behavior<Command> begin(Step step) {
        getContext()
                .ask(
                        ReloadExecutor.Applied.class,
                        router,
                        answersWithin,
                        replyTo -> new ReloadExecutor.Apply(
                                DesiredState.of(step.settings(), step.discovered()), step.dryRun(), replyTo),
                        (applied, failure) -> new Done(step, failure == null ? applied.changes() : null));
        return this;
    }

    private Behavior<Command> onDone(Done event) {
        Step step = event.step();
        List<ReloadPlan.Change> changes = event.changes();
        if (changes == null) {
            // The router may be about to do it, and what it goes by then has to be known here. Asked a second time, it
            // changes
            // nothing that it has changed already.
            LATE.write("the router has not answered to a {} in time, and is asked again", step.what());
            answer(new Reloaded(
                    false,
                    List.of(),
                    "the balancer does not answer in time; it is busy, or stopping, and may do it yet"));
            return step.dryRun() ? endTurn() : begin(step);
        }
        List<String> plan = changes.stream()
                .filter(change -> step.replyTo() != null || change instanceof ReloadPlan.OfBackend)
                .map(ReloadPlan.Change::sentence)
                .toList();
        if (!step.dryRun()) {
            changes.stream()
                    .filter(ReloadPlan.Change::isDone)
                    .forEach(change -> Audit.done(step.caller(), step.what(), change.sentence()));
            settle(step, changes);
        }
        answer(new Reloaded(!step.dryRun(), plan, ""));
        return endTurn();
    }

    /** A reload that changes nothing does not cost the rollback. */
    private void settle(Step step, List<ReloadPlan.Change> changes) {
        boolean looksElsewhere = !step.settings().discovery().equals(state.current.discovery());
        if (step.before() == null || changes.stream().anyMatch(ReloadPlan.Change::isDone)) {
            state.previous = step.before();
        }
        TlsServer wanted = step.settings().balancer().tls();
        if (wanted != null
                && changes.stream().anyMatch(change -> change instanceof ReloadPlan.Sets set && set.isOfTls())) {
            tls.accept(wanted);
        }
        state.current = step.settings();
        state.discovered = step.discovered();
        if (looksElsewhere) {
            discover();
        }
        if (state.ready != null && step.replyTo() == null) {
            state.ready.run();
            state.ready = null;
        }
    }

    /** Answers who has asked for the change under way. */
    private void answer(Reloaded answer) {
        if (state.asker != null) {
            state.asker.tell(answer);
            state.asker = null;
        }
    }

    private void discover() {
        ActorRef<Discovery.Command> looking = discovery;
        if (looking == null) {
            looking = Parts.spawn(
                    getContext(),
                    Discovery.create(getContext()
                            .messageAdapter(Discovery.Discovered.class, found -> new Discovered(found.backends()))),
                    "discovery",
                    OnFailure.RESTART);
            discovery = looking;
        }
        looking.tell(new Discovery.Configure(state.current.discovery(), state.plane));
    }
}
