package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.policy.Backend;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: connects its backend leg, another backend when that fails, and ends with one line in the
 * access log. The bytes pass it by. Stops at the end; never restarts.
 */
final class Connection extends AbstractBehavior<Connection.Command> {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Duration LOG_RETRY = Duration.ofMillis(20);

    sealed interface Command {}

    /** The router's answer to {@link Router.PassOver}: another backend. */
    record TryNext(Destination destination) implements Command {}

    /** The router's answer to {@link Router.PassOver}: every backend has been tried. */
    enum NoneLeft implements Command {
        INSTANCE
    }

    /** Reset both legs, because the balancer stops. */
    enum Cut implements Command {
        INSTANCE
    }

    private record Connected(InetSocketAddress backendLegLocal) implements Command {}

    private record ConnectFailed(ConnectFailure failure) implements Command {}

    private enum FirstByte implements Command {
        INSTANCE
    }

    private record HalfClosed(Leg side) implements Command {}

    private record Ended(RelayEnd end) implements Command {}

    private enum LogAgain implements Command {
        INSTANCE
    }

    /**
     * What all connections of a balancer share.
     *
     * @param connectTimeout of one attempt
     * @param signals what the policy wants to learn
     */
    record Shared(
            ActorRef<Router.Command> router,
            Duration connectTimeout,
            Set<Signal> signals,
            AccessLog log,
            OpenConnections open) {}

    /** @param first null when no backend can be had; then the client is sent away */
    static Behavior<Command> create(
            ClientLeg client, @Nullable Destination first, ConnectionTrace trace, Shared shared) {
        return Behaviors.setup(context -> new Connection(context, client, first, trace, shared));
    }

    private final ConnectionTrace trace;
    private final Shared shared;
    private final Relay relay;
    private @Nullable Destination destination;
    /** Written here and read by the router, never at once: the router reads it only while its answer is awaited. */
    private @Nullable TriedBackends tried;

    private @Nullable ConnectionRecord unlogged;
    private boolean counted;
    private boolean awaitsRouter;
    private boolean ended;

    private Connection(
            ActorContext<Command> context,
            ClientLeg client,
            @Nullable Destination first,
            ConnectionTrace trace,
            Shared shared) {
        super(context);
        this.trace = trace;
        this.shared = shared;
        try {
            relay = client.relay(RelayOptions.NONE, new ToActor(context.getSelf()));
            if (first == null) {
                relay.close();
            } else {
                attempt(first);
            }
        } catch (RuntimeException failure) {
            // An actor that fails before it has begun gets no PostStop.
            giveBack();
            throw failure;
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Connected.class, this::onConnected)
                .onMessage(ConnectFailed.class, this::onConnectFailed)
                .onMessage(TryNext.class, this::onTryNext)
                .onMessage(NoneLeft.class, unused -> onNoneLeft())
                .onMessage(FirstByte.class, unused -> onFirstByte())
                .onMessage(HalfClosed.class, this::onHalfClosed)
                .onMessage(Cut.class, unused -> onCut())
                .onMessage(Ended.class, this::onEnded)
                .onMessage(LogAgain.class, unused -> log())
                .onSignal(PostStop.class, unused -> onPostStop())
                .build();
    }

    private void attempt(Destination next) {
        count(next);
        trace.attempting();
        relay.connect(next.address(), shared.connectTimeout());
    }

    private void count(Destination next) {
        destination = next;
        counted = true;
        shared.open().opened(next.backend());
    }

    /** Whose place this connection takes, or took last; there is one as soon as a backend was tried. */
    private Destination destination() {
        return Objects.requireNonNull(destination);
    }

    private Behavior<Command> onConnected(Connected event) {
        observed(Signal.CONNECT, trace.connected(destination(), event.backendLegLocal()));
        return this;
    }

    private Behavior<Command> onConnectFailed(ConnectFailed event) {
        Backend failed = destination().backend();
        trace.connectFailed(destination(), event.failure());
        shared.open().closed(failed);
        counted = false;
        if (tried == null) {
            tried = TriedBackends.of(failed);
        } else {
            tried.add(failed);
        }
        awaitsRouter = true;
        shared.router()
                .tell(new Router.PassOver(
                        failed, trace.client(), tried, getContext().getSelf()));
        return this;
    }

    private Behavior<Command> onTryNext(TryNext command) {
        awaitsRouter = false;
        if (ended) {
            count(command.destination());
            return stopWhenDone();
        }
        attempt(command.destination());
        return this;
    }

    private Behavior<Command> onNoneLeft() {
        awaitsRouter = false;
        if (ended) {
            return stopWhenDone();
        }
        relay.close();
        return this;
    }

    private Behavior<Command> onFirstByte() {
        observed(Signal.FIRST_BYTE, trace.firstByte());
        return this;
    }

    private Behavior<Command> onHalfClosed(HalfClosed event) {
        LOG.debug("{} has finished sending", event.side());
        return this;
    }

    private Behavior<Command> onCut() {
        relay.abort();
        return this;
    }

    private Behavior<Command> onEnded(Ended event) {
        ended = true;
        unlogged = trace.ended(event.end());
        if (event.end().cause() == RelayEnd.Cause.BACKEND_RESET && event.end().bytesFromBackend() == 0) {
            shared.router().tell(new Router.Unanswered(destination().backend()));
        }
        long lifetime = trace.lifetime();
        if (lifetime >= 0) {
            observed(Signal.LIFETIME, lifetime);
        }
        return log();
    }

    /** While the log is full it is tried again and again: the line must not be lost, nor the event loop wait. */
    private Behavior<Command> log() {
        if (unlogged != null && !shared.log().offer(unlogged, shared.open())) {
            getContext().scheduleOnce(LOG_RETRY, getContext().getSelf(), LogAgain.INSTANCE);
            return this;
        }
        unlogged = null;
        return stopWhenDone();
    }

    /** An answer under way counts this connection with another backend: it has to be taken, and given back. */
    private Behavior<Command> stopWhenDone() {
        return awaitsRouter || unlogged != null ? this : Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        if (!ended) {
            relay.abort();
        }
        if (unlogged != null && !shared.log().offer(unlogged, shared.open())) {
            LOG.error("the access log is full, and the line of {} is lost", unlogged);
        }
        giveBack();
        return this;
    }

    private void giveBack() {
        if (counted) {
            shared.open().closed(destination().backend());
        }
        shared.open().ended();
        shared.router().tell(new Router.ConnectionEnded(counted ? destination().backend() : null));
    }

    private void observed(Signal signal, long nanos) {
        if (shared.signals().contains(signal)) {
            shared.router().tell(new Router.Observed(destination().backend(), signal, nanos));
        }
    }

    private record ToActor(ActorRef<Command> connection) implements RelayEvents {
        @Override
        public void connected(InetSocketAddress backendLegLocal) {
            connection.tell(new Connected(backendLegLocal));
        }

        @Override
        public void connectFailed(ConnectFailure failure) {
            connection.tell(new ConnectFailed(failure));
        }

        @Override
        public void firstByte() {
            connection.tell(FirstByte.INSTANCE);
        }

        @Override
        public void halfClosed(Leg side) {
            connection.tell(new HalfClosed(side));
        }

        @Override
        public void ended(RelayEnd end) {
            connection.tell(new Ended(end));
        }
    }
}
