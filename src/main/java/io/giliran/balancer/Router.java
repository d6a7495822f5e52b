package io.giliran.balancer;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.balancer.checks.HealthChecker;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.dispatch.Dispatch;
import io.giliran.balancer.dispatch.PoolMaker;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.GracefulShutdown;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.balancer.operate.Operations;
import io.giliran.balancer.operate.ShutdownProgress;
import io.giliran.balancer.reload.ReloadExecutor;
import io.giliran.balancer.reload.ReloadPlan;
import io.giliran.balancer.settings.RouterSettings;
import io.giliran.balancer.settings.ShutdownSettings;
import io.giliran.policy.Backend;
import io.giliran.policy.Signal;
import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.planes.PlaneKind;
import io.giliran.workload.RandomStream;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Assigns a backend to every accepted client and spawns a connection actor for it. The only owner of the balancing policy: with
 * round robin, of the index. What it decides stands in {@link Dispatch}.
 */
final class Router extends AbstractBehavior<RouterMessage> {

    private sealed interface Command extends RouterMessage {}

    /** A client was accepted, and counted among {@link OpenConnections}. */
    record Accepted(ClientLeg client) implements Command {}

    /**
     * End what is open, and stop when all of it is logged.
     *
     * @param atOnce whether no time is granted, also when it is stopping already; otherwise the settings say
     * @param progress receives what is open meanwhile, on the router's thread
     */
    record Stop(boolean atOnce, Consumer<ShutdownProgress.Report> progress) implements Command {}

    /** Does the timed work that is due. */
    private enum Tick implements Command {
        INSTANCE
    }

    /**
     * Collaborators and initial settings of a router.
     *
     * @param routesByName whether clients are routed by the server names that they ask for
     * @param rules who may connect; a reload changes them
     * @param written what the settings were read from; see {@code DesiredState}
     * @param plane has to serve clients by every backend
     */
    record Parts(
            RouterSettings settings,
            boolean routesByName,
            List<Destination> destinations,
            PoolMaker pools,
            OpenConnections open,
            ClientRules rules,
            AccessLog log,
            BalancerObserver observer,
            ActorRef<HealthChecker.Command> checker,
            Map<String, String> written,
            PlaneKind plane) {}

    static Behavior<RouterMessage> create(Parts parts, Clock clock, LongSupplier nanoClock) {
        return Behaviors.setup(context -> new Router(context, parts, clock, nanoClock));
    }

    /** Akka's scheduler knows no delay of a year; a tick with nothing to do does no harm. */
    private static final long LONGEST_DELAY_NANOS = Duration.ofHours(1).toNanos();

    private final ActorRef<HealthChecker.Command> checker;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Dispatch<Long> dispatch;
    private final ClientRules rules;
    private final SharedByConnections shared;
    private final Operations operations;
    private final ReloadExecutor reloads;
    private final Map<Long, ActorRef<? super PickProtocol.Answer>> waiting = new HashMap<>();
    private final RandomStream jitter;
    private RouterSettings settings;
    private @Nullable GracefulShutdown ending;
    private LongConsumer ends = unused -> {};
    private long endsAt = Long.MAX_VALUE;
    private Cancellable tick = Cancellable.alreadyCancelled();
    private long accepted;
    private long open;
    private long tickAt = Long.MAX_VALUE;

    private Router(ActorContext<RouterMessage> context, Parts parts, Clock clock, LongSupplier nanoClock) {
        super(context);
        this.clock = clock;
        this.nanoClock = nanoClock;
        checker = parts.checker();
        settings = parts.settings();
        OpenConnections openConnections = parts.open();
        rules = parts.rules();
        dispatch = new Dispatch<>(
                settings.dispatch(),
                parts.routesByName(),
                parts.destinations(),
                openConnections,
                rules,
                parts.observer(),
                parts.pools(),
                this::cut,
                nanoClock.getAsLong());
        shared = new SharedByConnections(context.getSelf(), parts.log(), openConnections, parts.observer(), changing());
        jitter = RandomStream.named(settings.dispatch().seed(), "closing");
        operations = new Operations(
                dispatch,
                shared.live(),
                openConnections,
                parts.observer(),
                jitter,
                parts.plane(),
                parts.log()::figures);
        reloads = new ReloadExecutor(dispatch, openConnections, settings, parts.destinations(), parts.written());
        scheduleTick();
    }

    private SharedByConnections.Changing changing() {
        return new SharedByConnections.Changing(
                settings.connections(),
                settings.dispatch().queue().timeout(),
                dispatch.signals(),
                dispatch.learnsOutcomes());
    }

    @Override
    public Receive<RouterMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Accepted.class, this::onAccepted)
                .onMessage(PickProtocol.ConnectionEnded.class, this::onConnectionEnded)
                .onMessage(PickProtocol.Observed.class, this::onObserved)
                .onMessage(PickProtocol.PickAnother.class, this::onPickAnother)
                .onMessage(PickProtocol.LeaveQueue.class, this::onLeaveQueue)
                .onMessage(HealthChecker.Checked.class, this::onChecked)
                .onMessage(Operations.Operate.class, this::onOperate)
                .onMessage(ReloadExecutor.Apply.class, this::onApply)
                .onMessage(Tick.class, unused -> onTick())
                .onMessage(Stop.class, this::onStop)
                .build();
    }

    private Behavior<RouterMessage> onAccepted(Accepted command) {
        ClientLeg client = command.client();
        long number = ++accepted;
        ConnectionTrace trace =
                new ConnectionTrace(number, client, dispatch.settings().policy().name(), clock.instant(), nanoClock);
        ClientFault fault = client.fault();
        long now = nanoClock.getAsLong();
        ClientRules.Judged entry = judged(client, now);
        Admission admission = fault == null
                ? dispatch.admit(number, entry, client.remoteAddress(), client.serverName(), now)
                : new Admission.Refuse(Termination.of(fault.kind()));
        PickExplanation explanation = dispatch.explanation();
        serveWaiting(now);
        if (admission instanceof Admission.Refuse refuse && shared.sendAway(client, refuse.why(), trace, entry)) {
            return this;
        }
        open++;
        Connection.Start start = new Connection.Start(admission, explanation, entry);
        ActorRef<Connection.Command> connection = io.giliran.supervision.Parts.spawnOneOfMany(
                getContext(),
                Connection.create(client, start, trace, shared),
                "connection-" + number,
                client.dispatcher());
        if (admission instanceof Admission.Wait) {
            waiting.put(number, connection);
        }
        if (ending != null) {
            connection.tell(new Connection.End(Termination.KILLED, false));
        }
        return this;
    }

    /** A client that cannot be served and was not judged before counts for nobody. */
    private ClientRules.Judged judged(ClientLeg client, long now) {
        if (client.entry() instanceof ClientRules.Judged entry) {
            return entry;
        }
        return client.fault() == null ? rules.judge(client.remoteAddress(), now) : ClientRules.nobody();
    }

    private Behavior<RouterMessage> onPickAnother(PickProtocol.PickAnother command) {
        long now = nanoClock.getAsLong();
        dispatch.connectFailed(command.failed(), command.why(), now);
        if (command.wantsAnother()) {
            Admission admission = dispatch.another(
                    command.connection(), command.client(), command.serverName(), command.tried(), now);
            if (admission instanceof Admission.Go go) {
                command.replyTo().tell(new PickProtocol.TryNext(go.destination(), dispatch.explanation()));
            } else if (admission instanceof Admission.Wait wait) {
                waiting.put(command.connection(), command.replyTo());
                command.replyTo().tell(new PickProtocol.Queued(wait.position()));
            } else if (admission instanceof Admission.Refuse refuse) {
                command.replyTo().tell(new PickProtocol.NoneLeft(refuse.why()));
            }
        }
        serveWaiting(now);
        scheduleTick();
        return this;
    }

    private Behavior<RouterMessage> onLeaveQueue(PickProtocol.LeaveQueue command) {
        if (dispatch.leaveQueue(command.connection(), nanoClock.getAsLong())) {
            waiting.remove(command.connection());
            command.replyTo().tell(new PickProtocol.NoneLeft(Termination.CLIENT_LEFT_QUEUE));
        }
        return this;
    }

    private Behavior<RouterMessage> onObserved(PickProtocol.Observed command) {
        if (command.signal() == Signal.CONNECT) {
            dispatch.health().connected(command.backend());
        }
        dispatch.observed(command.backend(), command.signal(), command.nanos(), nanoClock.getAsLong());
        return this;
    }

    private Behavior<RouterMessage> onConnectionEnded(PickProtocol.ConnectionEnded command) {
        open--;
        long now = nanoClock.getAsLong();
        command.entry().ended();
        if (command.backend() != null) {
            dispatch.ended(command.backend(), command.conduct(), command.client(), now);
            serveWaiting(now);
            if (command.conduct().isUnanswered()) {
                scheduleTick();
            }
        }
        return ending != null && open == 0 ? Behaviors.stopped() : this;
    }

    private Behavior<RouterMessage> onChecked(HealthChecker.Checked command) {
        long now = nanoClock.getAsLong();
        dispatch.health().checked(command.backend(), command.address(), command.outcome(), now);
        serveWaiting(now);
        scheduleTick();
        return this;
    }

    private Behavior<RouterMessage> onOperate(Operations.Operate command) {
        long now = nanoClock.getAsLong();
        command.replyTo().tell(operations.handle(command.command(), command.caller(), accepted, now));
        shared.change(changing());
        serveWaiting(now);
        scheduleTick();
        return this;
    }

    private Behavior<RouterMessage> onApply(ReloadExecutor.Apply command) {
        ReloadPlan plan = reloads.plan(command.wanted());
        if (!command.dryRun()) {
            long now = nanoClock.getAsLong();
            reloads.apply(plan, now);
            settings = plan.routing();
            shared.change(changing());
            serveWaiting(now);
            scheduleTick();
        }
        command.replyTo().tell(new ReloadExecutor.Applied(plan.changes()));
        return this;
    }

    private Behavior<RouterMessage> onStop(Stop command) {
        if (ending == null || command.atOnce()) {
            ShutdownSettings shutdown = command.atOnce() ? ShutdownSettings.AT_ONCE : settings.shutdown();
            long now = nanoClock.getAsLong();
            ending = new GracefulShutdown(shutdown, jitter, now);
            ShutdownProgress progress = new ShutdownProgress(shutdown, clock.instant(), now);
            ends = open -> progress.said(open, nanoClock.getAsLong()).ifPresent(command.progress());
        }
        return onTick();
    }

    private Behavior<RouterMessage> onTick() {
        tickAt = Long.MAX_VALUE;
        long now = nanoClock.getAsLong();
        for (int index : dispatch.health().startChecks(now)) {
            dispatch.registry()
                    .find(index)
                    .ifPresent(entry -> checker.tell(new HealthChecker.Check(
                            index,
                            entry.destination().address(),
                            entry.destination().sendProxy(),
                            settings.connections().tlsWith(entry.destination()),
                            dispatch.settings().health().checks().orElseThrow(),
                            getContext().getSelf().narrow())));
        }
        dispatch.forgetDeparted(now);
        serveWaiting(now);
        operations.rebalance(now).forEach(id -> end(id, Termination.KILLED));
        if (ending != null) {
            GracefulShutdown.Step step = ending.step(open == 0 ? List.of() : operations.candidates(), now);
            step.closed().forEach(candidate -> end(candidate.id(), Termination.KILLED));
            if (step.isOver()) {
                cutAll();
            }
            ends.accept(open);
            if (open == 0) {
                return Behaviors.stopped();
            }
            endsAt = step.isOver() ? step.nextAt() : Math.min(step.nextAt(), now + ShutdownProgress.EVERY.toNanos());
        }
        scheduleTick();
        return this;
    }

    private void serveWaiting(long now) {
        for (Dispatch.Served<Long> served = dispatch.nextServed(now);
                served != null;
                served = dispatch.nextServed(now)) {
            ActorRef<? super PickProtocol.Answer> connection = waiting.remove(served.client());
            if (connection != null) {
                connection.tell(new PickProtocol.TryNext(served.destination(), served.explanation()));
            }
        }
    }

    private void end(long connection, Termination why) {
        LiveConnections.Live live = shared.live().find(connection);
        if (live != null) {
            live.end(why, true);
        }
    }

    private void cut(Backend backend, Termination why) {
        for (LiveConnections.Live live : shared.live().all()) {
            // Not by equality: its weight may have changed since.
            Backend connected = live.backend();
            if (connected != null && connected.index() == backend.index()) {
                live.end(why, false);
            }
        }
    }

    private void cutAll() {
        getContext()
                .getChildren()
                .forEach(child ->
                        child.<Connection.Command>unsafeUpcast().tell(new Connection.End(Termination.KILLED, false)));
    }

    /** Comes back when there is something to do, at the latest then; earlier wishes than the last replace it. */
    private void scheduleTick() {
        long next = Math.min(Math.min(dispatch.nextTickAt(), operations.nextRebalanceAt()), endsAt);
        if (next < tickAt) {
            tick.cancel();
            tickAt = next;
            long delay = Math.min(LONGEST_DELAY_NANOS, Math.max(0, next - nanoClock.getAsLong()));
            tick = getContext()
                    .scheduleOnce(Duration.ofNanos(delay), getContext().getSelf(), Tick.INSTANCE);
        }
    }
}
