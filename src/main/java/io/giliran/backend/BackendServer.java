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
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Tcp;
import io.giliran.settings.HostPort;
import io.giliran.transport.BindErrors;
import io.giliran.transport.ListeningChannel;
import io.giliran.transport.PreciseTimer;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopWatch;
import io.giliran.transport.relay.akka.LoopDispatcherSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Actor of a backend, which listens and answers the line protocol. The actor binds with Akka Streams Tcp; an event loop of its
 * own accepts and serves, so no byte passes through the actor.
 *
 * <p>The actor sends one {@link Event}: that it listens, or that it cannot; in the second case it stops. After {@link Stop} it
 * stops once all its connections have ended.
 */
public final class BackendServer extends AbstractBehavior<BackendServer.Command> {
    /** The messages of a backend. */
    public sealed interface Command {}

    /** Stop listening, close all connections, stop. */
    public record Stop() implements Command {}

    /** Ask for the counts so far. */
    public record GetCounts(ActorRef<Counts> replyTo) implements Command {}

    private record Listening(InetSocketAddress address, CompletionStage<Done> listenerEnd) implements Command {}

    private record ListenFailed(Throwable failure) implements Command {}

    private record ListenerEnded(Optional<Throwable> failure) implements Command {}

    private record ConnectionsClosed() implements Command {}

    private record LoopDied(Throwable cause) implements Command {}

    /** Result of binding. */
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
     * Counters of the backend.
     *
     * @param connections accepted
     * @param openConnections of these
     * @param requests served, without bad ones
     */
    public record Counts(long connections, int openConnections, long requests) {}

    private static final boolean HALF_CLOSE = true;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Optional<Duration> NO_IDLE_TIMEOUT = Optional.empty();

    private final BackendSettings settings;
    private final ActorRef<Event> replyTo;
    private final PreciseTimer timer;
    private final Workers workers;
    private final EventLoop loop;
    private final LoopWatch watch;
    private final Connections connections;

    private final CompletableFuture<ServerSocketChannel> channel = new CompletableFuture<>();
    private final CompletionStage<Tcp.ServerBinding> binding;

    /** Follows the binding, once the loop accepts there: what ends the binding has to come after that. */
    private final CompletionStage<Tcp.ServerBinding> listening;

    private boolean isStopping;

    /**
     * A backend that begins to listen when it is spawned.
     *
     * @param replyTo gets the one event
     */
    public static Behavior<Command> create(BackendSettings settings, ActorRef<Event> replyTo) {
        return Behaviors.setup(context -> new BackendServer(context, settings, replyTo));
    }

    private BackendServer(ActorContext<Command> context, BackendSettings settings, ActorRef<Event> replyTo) {
        super(context);
        this.settings = settings;
        this.replyTo = replyTo;
        timer = new PreciseTimer(settings.name() + "-timer");
        workers = switch (settings.work()) {
            case TIMER -> new WaitingWorkers(settings.workers(), System::nanoTime, timer::schedule);
            case CPU -> new ComputingWorkers(settings.name(), settings.workers());
        };
        ActorRef<Command> self = context.getSelf();
        loop = EventLoop.start(
                settings.name() + "-loop", BUFFER_BYTES, (thread, cause) -> self.tell(new LoopDied(cause)));
        watch = LoopWatch.begin(
                context.getSystem(),
                loop,
                LoopDispatcherSettings.from(context.getSystem().settings().config())
                        .blockedAfter());
        connections = new Connections(settings, loop, workers, timer::schedule);
        binding = bind();
        listening = binding.thenComposeAsync(this::accepting, loop);
        context.pipeToSelf(
                listening,
                (server, failure) -> failure == null
                        ? new Listening(
                                server.localAddress(), server.whenUnbound().thenApply(done -> Done.getInstance()))
                        : new ListenFailed(failure));
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
                .onMessage(LoopDied.class, this::onLoopDied)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    /** Akka binds and unbinds. Its source is never asked for a connection, so the loop alone accepts. */
    private CompletionStage<Tcp.ServerBinding> bind() {
        ActorSystem<Void> system = getContext().getSystem();
        InetSocketAddress address = settings.listen();
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        List<Inet.SocketOption> options = List.of(TcpSO.reuseAddress(true), new ListeningChannel(channel));
        return Tcp.get(system)
                .bind(host, address.getPort(), settings.backlog(), options, HALF_CLOSE, NO_IDLE_TIMEOUT)
                .to(Sink.never())
                .run(system);
    }

    /** A listener that nobody accepts from must not stay bound: clients would wait for it for ever. */
    private CompletionStage<Tcp.ServerBinding> accepting(Tcp.ServerBinding server) {
        try {
            connections.accept(channel.join());
            return CompletableFuture.completedStage(server);
        } catch (IOException failure) {
            return server.unbind().thenCompose(unbound -> CompletableFuture.failedStage(failure));
        }
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

    private Behavior<Command> onLoopDied(LoopDied event) {
        throw new IllegalStateException("the event loop of backend " + settings.name() + " has died", event.cause());
    }

    private Behavior<Command> onPostStop(PostStop signal) {
        workers.close();
        timer.close();
        watch.close();
        loop.close();
        // Now, or as soon as it is bound.
        binding.thenAccept(Tcp.ServerBinding::unbind);
        return this;
    }

    /** Now, or as soon as it listens; the binding's end reports that it is done. */
    private void unbind() {
        listening.thenCompose(server ->
                CompletableFuture.runAsync(connections::stopAccepting, loop).thenCompose(stopped -> server.unbind()));
    }
}
