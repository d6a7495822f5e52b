package io.giliran.backend;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.io.Inet;
import akka.io.TcpSO;
import akka.japi.Pair;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Tcp;
import io.giliran.settings.HostPort;
import io.giliran.transport.BindErrors;
import io.giliran.transport.PreciseTimer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One backend: listens, and answers the line protocol. Bytes do not pass through this actor; it binds, counts and stops.
 *
 * <p>It tells one {@link Event} once it listens, or that it cannot; in the second case it stops. It stops itself after
 * {@link Stop}, once all its connections have ended.
 */
public final class Backend extends AbstractBehavior<Backend.Command> {
    /** What the backend may be told. */
    public sealed interface Command {}

    /** Stop listening, close all connections, stop. */
    public record Stop() implements Command {}

    /** Ask for the counts so far. */
    public record GetCounts(ActorRef<Counts> replyTo) implements Command {}

    private record Listening(InetSocketAddress address, CompletionStage<Done> listenerEnd) implements Command {}

    private record ListenFailed(Throwable failure) implements Command {}

    private record ListenerEnded(Optional<Throwable> failure) implements Command {}

    private record ConnectionsClosed() implements Command {}

    /** How binding went. */
    public sealed interface Event {}

    /**
     * The backend listens.
     *
     * @param address the one it listens on, with the port that the system chose if it was asked to
     * @param name the backend's
     */
    public record Bound(InetSocketAddress address, String name) implements Event {}

    /**
     * The backend cannot listen, and has stopped.
     *
     * @param oneLine why, for the user
     */
    public record BindFailed(String oneLine) implements Event {}

    /**
     * What happened so far.
     *
     * @param connections accepted
     * @param openConnections of these
     * @param requests served, without bad ones
     */
    public record Counts(long connections, int openConnections, long requests) {}

    private static final List<Inet.SocketOption> LISTENER_OPTIONS = List.of(TcpSO.reuseAddress(true));
    private static final boolean HALF_CLOSE = true;
    private static final Optional<Duration> NO_IDLE_TIMEOUT = Optional.empty();

    private final BackendSettings settings;
    private final ActorRef<Event> replyTo;
    private final PreciseTimer timer;
    private final Workers workers;
    private final Connections connections;

    private final CompletionStage<Tcp.ServerBinding> binding;

    private boolean isStopping;

    /**
     * A backend that begins to listen when it is spawned.
     *
     * @param replyTo is told how that went
     */
    public static Behavior<Command> create(BackendSettings settings, ActorRef<Event> replyTo) {
        return Behaviors.setup(context -> new Backend(context, settings, replyTo));
    }

    private Backend(ActorContext<Command> context, BackendSettings settings, ActorRef<Event> replyTo) {
        super(context);
        this.settings = settings;
        this.replyTo = replyTo;
        timer = new PreciseTimer(settings.name() + "-timer");
        workers = switch (settings.work()) {
            case TIMER -> new WaitingWorkers(settings.workers(), System::nanoTime, timer::schedule);
            case CPU -> new ComputingWorkers(settings.name(), settings.workers());
        };
        connections = new Connections(settings, workers);
        binding = listen();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Listening.class, this::onListening)
                .onMessage(ListenFailed.class, this::onListenFailed)
                .onMessage(ListenerEnded.class, this::onListenerEnded)
                .onMessage(ConnectionsClosed.class, command -> Behaviors.stopped())
                .onMessage(GetCounts.class, this::onGetCounts)
                .onMessage(Stop.class, this::onStop)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    /**
     * The streams run on the system's materializer and are ended by {@link #onPostStop}. On one of this actor's own they
     * would be cut off when it stops, and then Akka can leave the listening socket open until its selector next wakes.
     */
    private CompletionStage<Tcp.ServerBinding> listen() {
        ActorSystem<Void> system = getContext().getSystem();
        InetSocketAddress address = settings.listen();
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        // Accepted sockets need no option: Akka sets TCP_NODELAY itself.
        Pair<CompletionStage<Tcp.ServerBinding>, CompletionStage<Done>> listener = Tcp.get(system)
                .bind(host, address.getPort(), settings.backlog(), LISTENER_OPTIONS, HALF_CLOSE, NO_IDLE_TIMEOUT)
                .toMat(Sink.foreach(accepted -> accepted.handleWith(connections.flow(), system)), Keep.both())
                .run(system);
        getContext()
                .pipeToSelf(
                        listener.first(),
                        (bound, failure) -> failure == null
                                ? new Listening(bound.localAddress(), listener.second())
                                : new ListenFailed(failure));
        return listener.first();
    }

    private Behavior<Command> onListening(Listening command) {
        getContext()
                .pipeToSelf(command.listenerEnd(), (done, failure) -> new ListenerEnded(Optional.ofNullable(failure)));
        getContext().getLog().debug("backend {} listens on {}", settings.name(), HostPort.format(command.address()));
        replyTo.tell(new Bound(command.address(), settings.name()));
        return this;
    }

    private Behavior<Command> onListenFailed(ListenFailed command) {
        replyTo.tell(new BindFailed(BindErrors.describe(settings.listen(), command.failure())));
        return Behaviors.stopped();
    }

    private Behavior<Command> onListenerEnded(ListenerEnded command) {
        if (!isStopping) {
            getContext()
                    .getLog()
                    .error(
                            "backend {} lost its listener",
                            settings.name(),
                            command.failure().orElse(null));
        }
        getContext().pipeToSelf(connections.close(), (done, failure) -> new ConnectionsClosed());
        return this;
    }

    private Behavior<Command> onGetCounts(GetCounts command) {
        command.replyTo().tell(connections.counts());
        return this;
    }

    private Behavior<Command> onStop(Stop command) {
        isStopping = true;
        unbind();
        return this;
    }

    private Behavior<Command> onPostStop(PostStop signal) {
        unbind();
        connections.close();
        workers.close();
        timer.close();
        return this;
    }

    /** Now, or as soon as it is bound; the end of the listener's stream tells that it is done. */
    private void unbind() {
        binding.thenAccept(Tcp.ServerBinding::unbind);
    }
}
