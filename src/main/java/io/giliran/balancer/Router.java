package io.giliran.balancer;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.dispatch.Dispatch;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.BackendMessage;
import io.giliran.balancer.model.ConnectionMessage;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.GracefulShutdown;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.balancer.operate.Shutdown;
import io.giliran.balancer.operate.ShutdownProgress;
import io.giliran.balancer.settings.RouterSettings;
import io.giliran.balancer.settings.ShutdownSettings;
import io.giliran.policy.Signal;
import io.giliran.supervision.Parts;
import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import io.giliran.workload.RandomStream;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Assigns a backend to every accepted client and spawns a connection actor for it. The only owner of the balancing policy: with
 * round robin, of the index. Decides through {@link Dispatch}, and about backends through {@link BackendControl}.
 */
final class Router extends AbstractBehavior<RouterMessage> {

    /** A client was accepted, and counted among {@link OpenConnections}. */
    record Accepted(ClientLeg client) implements RouterMessage {}

    /**
     * End what is open, and stop when all of it is logged.
     *
     * @param atOnce whether no time is granted, also when it is stopping already; otherwise the settings say
     * @param progress receives what is open meanwhile, on the router's thread
     */
    record Stop(boolean atOnce, Consumer<ShutdownProgress.Report> progress) implements RouterMessage {}

    /** Does the timed work that is due. */
    private enum Tick implements RouterMessage {
        INSTANCE
    }

    static Behavior<RouterMessage> create(RouterParts parts, Clock clock, LongSupplier nanoClock) {
        return Behaviors.setup(context -> new Router(context, parts, clock, nanoClock));
    }

    /** Akka's scheduler knows no delay of a year; a tick with nothing to do does no harm. */
    private static final long LONGEST_DELAY_NANOS = Duration.ofHours(1).toNanos();

    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Dispatch<Long> dispatch;
    private final ClientRules rules;
    private final SharedByConnections shared;
    private final BackendControl backends;
    private final Map<Long, ActorRef<? super Admission>> waiting = new HashMap<>();
    private final RandomStream jitter;
    private @Nullable Shutdown shutdown;
    private long shutdownStepAt = Long.MAX_VALUE;
    private Cancellable tick = Cancellable.alreadyCancelled();
    private long accepted;
    private long open;
    private long tickAt = Long.MAX_VALUE;

    private Router(ActorContext<RouterMessage> context, RouterParts parts, Clock clock, LongSupplier nanoClock) {
        super(context);
        this.clock = clock;
        this.nanoClock = nanoClock;
        rules = parts.rules();
        RouterSettings settings = parts.settings();
        LiveConnections live = new LiveConnections();
        dispatch = new Dispatch<>(
                settings.dispatch(),
                parts.routesByName(),
                parts.destinations(),
                parts.open(),
                rules,
                parts.observer(),
                parts.pickings(),
                live::cut,
                nanoClock.getAsLong());
        jitter = RandomStream.named(settings.dispatch().seed(), "closing");
        backends = new BackendControl(
                parts, dispatch, live, jitter, context.getSelf().narrow());
        shared = new SharedByConnections(
                context.getSelf(), parts.log(), parts.open(), parts.observer(), live, forConnections());
        scheduleTick();
    }

    private SharedByConnections.Changing forConnections() {
        return new SharedByConnections.Changing(
                backends.settings().connections(),
                dispatch.settings().queue().timeout(),
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
                .onMessage(BackendMessage.class, this::onBackendMessage)
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
        serveWaiting(now);
        if (admission instanceof Admission.Refuse refuse && shared.sendAway(client, refuse.why(), trace, entry)) {
            return this;
        }
        open++;
        ActorRef<ConnectionMessage> connection = Parts.spawnOneOfMany(
                getContext(),
                Connection.create(client, new Connection.Start(admission, entry), trace, shared),
                "connection-" + number,
                client.dispatcher());
        if (admission instanceof Admission.Wait) {
            waiting.put(number, connection);
        }
        if (shutdown != null) {
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
            if (admission instanceof Admission.Wait) {
                waiting.put(command.connection(), command.replyTo());
            }
            command.replyTo().tell(admission);
        }
        serveWaiting(now);
        scheduleTick();
        return this;
    }

    private Behavior<RouterMessage> onLeaveQueue(PickProtocol.LeaveQueue command) {
        if (dispatch.leaveQueue(command.connection(), nanoClock.getAsLong())) {
            waiting.remove(command.connection());
            command.replyTo().tell(new Admission.Refuse(Termination.CLIENT_LEFT_QUEUE));
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
        return shutdown != null && open == 0 ? Behaviors.stopped() : this;
    }

    private Behavior<RouterMessage> onBackendMessage(BackendMessage message) {
        long now = nanoClock.getAsLong();
        backends.handle(message, accepted, now);
        shared.change(forConnections());
        serveWaiting(now);
        scheduleTick();
        return this;
    }

    private Behavior<RouterMessage> onStop(Stop command) {
        if (shutdown == null || command.atOnce()) {
            ShutdownSettings settings = command.atOnce()
                    ? ShutdownSettings.AT_ONCE
                    : backends.settings().shutdown();
            shutdown = new Shutdown(settings, jitter, clock.instant(), nanoClock.getAsLong(), command.progress());
        }
        return onTick();
    }

    private Behavior<RouterMessage> onTick() {
        tickAt = Long.MAX_VALUE;
        long now = nanoClock.getAsLong();
        backends.startChecks(now);
        serveWaiting(now);
        backends.rebalance(now).forEach(this::close);
        if (shutdown != null) {
            GracefulShutdown.Step step = shutdown.step(open, open == 0 ? List.of() : backends.candidates(), now);
            step.closed().forEach(candidate -> close(candidate.id()));
            if (step.isOver()) {
                cutAll();
            }
            if (open == 0) {
                return Behaviors.stopped();
            }
            shutdownStepAt = step.nextAt();
        }
        scheduleTick();
        return this;
    }

    private void serveWaiting(long now) {
        for (Dispatch.Served<Long> served = dispatch.nextServed(now);
                served != null;
                served = dispatch.nextServed(now)) {
            ActorRef<? super Admission> connection = waiting.remove(served.client());
            if (connection != null) {
                connection.tell(served.admission());
            }
        }
    }

    private void close(long connection) {
        shared.live().end(connection, Termination.KILLED);
    }

    private void cutAll() {
        getContext()
                .getChildren()
                .forEach(child ->
                        child.<ConnectionMessage>unsafeUpcast().tell(new Connection.End(Termination.KILLED, false)));
    }

    /** Comes back when there is something to do, at the latest then; earlier wishes than the last replace it. */
    private void scheduleTick() {
        long next = Math.min(backends.nextAt(), shutdownStepAt);
        if (next < tickAt) {
            tick.cancel();
            tickAt = next;
            long delay = Math.min(LONGEST_DELAY_NANOS, Math.max(0, next - nanoClock.getAsLong()));
            tick = getContext()
                    .scheduleOnce(Duration.ofNanos(delay), getContext().getSelf(), Tick.INSTANCE);
        }
    }
}
