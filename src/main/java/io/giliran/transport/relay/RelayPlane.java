package io.giliran.transport.relay;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.io.Inet;
import akka.io.TcpSO;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Tcp;
import io.giliran.transport.DataPlane;
import io.giliran.transport.Listener;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.ListeningChannel;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.Reception;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.accept.Acceptor;
import io.giliran.transport.relay.accept.PeerAddresses;
import io.giliran.transport.relay.accept.SharedPort;
import io.giliran.transport.relay.accept.UnixListener;
import io.giliran.transport.relay.accept.UnixSocketFile;
import io.giliran.transport.relay.akka.Loops;
import io.giliran.transport.relay.leg.FirstSpeaker;
import io.giliran.transport.relay.leg.LingeringLegs;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.leg.LoopTimer;
import io.giliran.transport.relay.leg.SpareSocket;
import io.giliran.transport.relay.leg.TimeoutSweep;
import io.giliran.transport.relay.leg.TlsBuffers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import scala.concurrent.ExecutionContextExecutor;

/**
 * Relay plane: Akka Streams Tcp binds the listener and hands the bound socket to an event loop, which accepts, connects and
 * relays. The loop is the executor of an Akka dispatcher: actors that run on it talk to the loop without a hop between threads.
 * With several loops each has a listener of its own at the same port.
 *
 * <p>Akka knows TCP only, so a Unix socket is bound here, and all loops accept from it.
 */
public final class RelayPlane implements DataPlane {
    public static final Set<PlaneFeature> FEATURES = Collections.unmodifiableSet(EnumSet.allOf(PlaneFeature.class));

    /** Has no effect on what Akka does not accept. */
    private static final boolean HALF_CLOSE = true;

    private final ActorSystem<?> system;
    private final Tcp tcp;
    private final Materializer materializer;
    private final Loops loops;

    public RelayPlane(ActorSystem<?> system) {
        this.system = system;
        tcp = Tcp.get(system);
        materializer = SystemMaterializer.get(system).materializer();
        loops = Loops.of(system);
    }

    @Override
    public DispatcherSelector dispatcher() {
        return loops.dispatcher(0);
    }

    /** Number of chunks that hold bytes of connections whose peers are slow to read. */
    public int chunksLent() {
        return loops.chunksLent();
    }

    @Override
    public CompletionStage<Listener> listen(SocketAddress at, ListenerOptions options, Reception reception) {
        if (at instanceof UnixDomainSocketAddress file) {
            return listenAtFile(file, options, reception);
        }
        InetSocketAddress address = (InetSocketAddress) at;
        if (options.loops() == 1) {
            return listenOnLoop(0, address, options, reception);
        }
        try {
            SharedPort.checkFree(address);
        } catch (IOException taken) {
            return CompletableFuture.failedFuture(taken);
        }
        // The first one finds the port when any free one will do.
        return listenOnLoop(0, address, options, reception)
                .thenCompose(first -> listenOnTheOthers(first, options, reception));
    }

    private CompletionStage<Listener> listenOnTheOthers(Listener first, ListenerOptions options, Reception reception) {
        InetSocketAddress address = (InetSocketAddress) first.address();
        List<CompletableFuture<Listener>> others = new ArrayList<>();
        for (int i = 1; i < options.loops(); i++) {
            others.add(listenOnLoop(i, address, options, reception).toCompletableFuture());
        }
        return CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> {
                    List<Listener> bound = new ArrayList<>(List.of(first));
                    others.stream()
                            .filter(other -> !other.isCompletedExceptionally())
                            .forEach(other -> bound.add(other.join()));
                    Listener all = new SeveralListeners(bound);
                    return failure == null
                            ? CompletableFuture.completedStage(all)
                            : all.unbind().<Listener>thenApply(unbound -> {
                                throw new CompletionException(failure);
                            });
                })
                .thenCompose(listener -> listener);
    }

    private CompletionStage<Listener> listenOnLoop(
            int number, InetSocketAddress address, ListenerOptions options, Reception reception) {
        CompletableFuture<ServerSocketChannel> channel = new CompletableFuture<>();
        List<Inet.SocketOption> socketOptions =
                new ArrayList<>(List.of(TcpSO.reuseAddress(true), new ListeningChannel(channel)));
        if (options.loops() > 1) {
            socketOptions.add(new SharedPort());
        }
        DispatcherSelector selector = loops.dispatcher(number);
        ExecutionContextExecutor dispatcher = system.dispatchers().lookup(selector);
        // Akka's source is never asked for a connection, so the loop alone accepts; unbinding stays Akka's.
        return tcp.bind(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        options.backlog(),
                        socketOptions,
                        HALF_CLOSE,
                        Optional.empty())
                .to(Sink.never())
                .run(materializer)
                .thenComposeAsync(
                        binding -> {
                            LoopContext home = home(selector, dispatcher, options);
                            // Complete by now: Akka hands the channel over before it reports that it is bound.
                            Acceptor acceptor =
                                    new Acceptor(home, channel.join(), PeerAddresses.TCP, options, reception);
                            return started(new LoopListener(binding, acceptor, dispatcher));
                        },
                        dispatcher);
    }

    /** Listens at a Unix socket. All loops accept from one listener, because a path has only one. */
    private CompletionStage<Listener> listenAtFile(
            UnixDomainSocketAddress address, ListenerOptions options, Reception reception) {
        UnixSocketFile file;
        try {
            file = UnixSocketFile.open(address.getPath(), options.unixSockets().mode(), options.backlog());
        } catch (IOException failure) {
            return CompletableFuture.failedFuture(failure);
        }
        UnixListener listener = new UnixListener(address, file);
        // Who ends without unbinding leaves no file behind either.
        system.getWhenTerminated().thenRun(file::remove);
        PeerAddresses entrance =
                PeerAddresses.unix(address, options.unixSockets().users());
        List<CompletableFuture<Void>> starting = new ArrayList<>();
        for (int i = 0; i < options.loops(); i++) {
            DispatcherSelector selector = loops.dispatcher(i);
            ExecutionContextExecutor dispatcher = system.dispatchers().lookup(selector);
            starting.add(CompletableFuture.runAsync(
                    () -> listener.accept(
                            new Acceptor(
                                    home(selector, dispatcher, options), file.channel(), entrance, options, reception),
                            dispatcher),
                    dispatcher));
        }
        return CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> failure == null
                        ? CompletableFuture.<Listener>completedStage(listener)
                        : listener.unbind().<Listener>thenApply(unbound -> {
                            throw new CompletionException(failure);
                        }))
                .thenCompose(started -> started);
    }

    private LoopContext home(
            DispatcherSelector selector, ExecutionContextExecutor dispatcher, ListenerOptions options) {
        EventLoop loop = EventLoop.current();
        if (loop == null) {
            throw new IllegalStateException(selector + " is not an event loop");
        }
        LoopTimer timer = (delay, task) -> system.scheduler().scheduleOnce(delay, task, dispatcher)::cancel;
        ChunkPool buffers = loops.buffers(loop);
        return new LoopContext(
                loop,
                timer,
                new TimeoutSweep(timer, System::nanoTime),
                new TimeoutSweep(timer, System::nanoTime),
                selector,
                new FirstSpeaker(options.clientsSpeakFirst()),
                new SpareSocket(),
                new TlsBuffers(loop, buffers),
                buffers,
                new LingeringLegs(timer));
    }

    /** A listener that cannot accept must not stay bound: clients would wait for it for ever. */
    private static CompletionStage<Listener> started(LoopListener listener) {
        try {
            listener.acceptor().start();
            return CompletableFuture.completedStage(listener);
        } catch (IOException failure) {
            return listener.binding().unbind().thenCompose(unbound -> CompletableFuture.failedStage(failure));
        }
    }

    private record LoopListener(Tcp.ServerBinding binding, Acceptor acceptor, Executor loop) implements Listener {
        @Override
        public SocketAddress address() {
            return binding.localAddress();
        }

        @Override
        public CompletionStage<?> unbind() {
            return CompletableFuture.runAsync(acceptor::stop, loop)
                    .thenCompose(stopped -> binding.unbind())
                    // The loop's next round forgets the channel, and that is what closes it.
                    .thenRunAsync(() -> {}, loop)
                    .thenRunAsync(() -> {}, loop);
        }
    }

    private record SeveralListeners(List<Listener> listeners) implements Listener {
        @Override
        public SocketAddress address() {
            return listeners.get(0).address();
        }

        @Override
        public CompletionStage<?> unbind() {
            return CompletableFuture.allOf(listeners.stream()
                    .map(listener -> listener.unbind().toCompletableFuture())
                    .toArray(CompletableFuture[]::new));
        }
    }
}
