package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.settings.SettingsException;
import io.giliran.transport.BindErrors;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.DataPlane;
import io.giliran.transport.DataPlanes;
import io.giliran.transport.Listener;
import io.giliran.transport.Reception;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The balancer's guardian: opens the log, spawns the router, binds the listener, and stops all of it in order. */
public final class Balancer extends AbstractBehavior<Balancer.Command> {

    public sealed interface Command {}

    /** Accept no more, cut what is open, log it, and stop. */
    public enum Stop implements Command {
        INSTANCE
    }

    /** An operator's wish, handed on to the router. */
    public record Operate(ControlCommand command, ActorRef<ControlReply> replyTo) implements Command {}

    private record Bound(Listener listener) implements Command {}

    private record BindFailed(Throwable failure) implements Command {}

    private enum Unbound implements Command {
        INSTANCE
    }

    /** Told once to who started the balancer. */
    public sealed interface Started {}

    /** Clients are accepted. */
    public record Listening(InetSocketAddress address, List<Path> logFiles) implements Started {}

    /** A setting cannot be used, and the balancer has stopped. {@code reason} is one line for the user. */
    public record Misconfigured(String reason) implements Started {}

    /** The balancer could not start, and has stopped. {@code reason} is one line for the user. */
    public record NotStarted(String reason) implements Started {}

    /**
     * A balancer that starts at once.
     *
     * @param observer is told what it does, to count it
     */
    public static Behavior<Command> create(
            BalancerSettings settings, BalancerObserver observer, ActorRef<Started> replyTo) {
        return Behaviors.setup(context -> {
            try {
                return new Balancer(context, settings, AccessLog.open(settings.accessLog()), observer, replyTo);
            } catch (SettingsException unusable) {
                replyTo.tell(new Misconfigured(String.valueOf(unusable.getMessage())));
                return Behaviors.stopped();
            }
        });
    }

    private final BalancerSettings settings;
    private final AccessLog log;
    private final ActorRef<Started> replyTo;
    private final ActorRef<Router.Command> router;
    private @Nullable Listener listener;
    private boolean stopping;

    private Balancer(
            ActorContext<Command> context,
            BalancerSettings settings,
            AccessLog log,
            BalancerObserver observer,
            ActorRef<Started> replyTo) {
        super(context);
        this.settings = settings;
        this.log = log;
        this.replyTo = replyTo;
        DataPlane plane = DataPlanes.create(settings.dataPlane(), context.getSystem());
        ActorRef<HealthChecker.Command> checker = context.spawn(HealthChecker.create(), "health-checker");
        OpenConnections open = new OpenConnections(settings.backends().size());
        Router.Parts parts = new Router.Parts(
                settings.routing(),
                settings.backends(),
                routing -> routing.pool(log.takesPicks() ? log::note : null),
                open,
                log,
                observer,
                checker);
        router = context.spawn(Router.create(parts, Clock.systemUTC(), System::nanoTime), "router", plane.dispatcher());
        context.watch(router);
        context.pipeToSelf(
                plane.listen(
                        settings.listen(),
                        settings.listener(),
                        new ToRouter(router, log, open, settings.maxConnections())),
                (bound, failure) -> failure == null ? new Bound(bound) : new BindFailed(failure));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Bound.class, this::onBound)
                .onMessage(BindFailed.class, this::onBindFailed)
                .onMessage(Operate.class, this::onOperate)
                .onMessage(Unbound.class, unused -> onUnbound())
                .onMessage(Stop.class, unused -> onStop())
                .onSignal(Terminated.class, unused -> onRouterStopped())
                .onSignal(PostStop.class, unused -> onPostStop())
                .build();
    }

    /**
     * While the log is full, clients wait: each of them would be a line more. So they do while enough are here; each loop
     * but the first may let in one more, because they ask at the same time.
     */
    private record ToRouter(ActorRef<Router.Command> router, AccessLog log, OpenConnections open, int most)
            implements Reception {
        @Override
        public void accepted(ClientLeg client) {
            // At once: more are accepted before the router comes to this one.
            open.accepted();
            router.tell(new Router.Accepted(client));
        }

        @Override
        public boolean isOpen() {
            return !log.isFull() && open.all() < most;
        }
    }

    private Behavior<Command> onBound(Bound event) {
        listener = event.listener();
        replyTo.tell(new Listening(event.listener().address(), log.files()));
        return stopping ? unbind(event.listener()) : this;
    }

    private Behavior<Command> onBindFailed(BindFailed event) {
        replyTo.tell(new NotStarted(BindErrors.describe(settings.listen(), event.failure())));
        return onUnbound();
    }

    private Behavior<Command> onOperate(Operate command) {
        router.tell(new Router.Operate(command.command(), command.replyTo()));
        return this;
    }

    private Behavior<Command> onStop() {
        if (stopping) {
            return this;
        }
        stopping = true;
        return listener == null ? this : unbind(listener);
    }

    private Behavior<Command> unbind(Listener bound) {
        getContext().pipeToSelf(bound.unbind(), (done, failure) -> Unbound.INSTANCE);
        return this;
    }

    private Behavior<Command> onUnbound() {
        router.tell(Router.Stop.INSTANCE);
        return this;
    }

    private Behavior<Command> onRouterStopped() {
        if (!stopping && listener != null) {
            // It has failed: better nobody listens than nobody answers.
            listener.unbind();
        }
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        log.close();
        return this;
    }
}
