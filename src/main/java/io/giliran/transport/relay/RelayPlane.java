package io.giliran.transport.relay;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import akka.io.Inet;
import akka.io.TcpSO;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Tcp;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.DataPlane;
import io.giliran.transport.Listener;
import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import scala.concurrent.ExecutionContextExecutor;

/**
 * Akka Streams Tcp binds the listener and hands the bound socket to an event loop, which accepts, connects and relays.
 * The loop is the executor of an Akka dispatcher: actors that run on it talk to the loop without a hop between threads.
 */
public final class RelayPlane implements DataPlane {
    public static final String NAME = "relay";

    /** Has no effect on what Akka does not accept. */
    private static final boolean HALF_CLOSE = true;

    private static final DispatcherSelector LOOP = DispatcherSelector.fromConfig(LoopDispatcherSettings.PATH);

    private static final AtomicInteger PLANES = new AtomicInteger();

    private final ActorSystem<?> system;
    private final Tcp tcp;
    private final Materializer materializer;

    public RelayPlane(ActorSystem<?> system) {
        this.system = system;
        tcp = Tcp.get(system);
        materializer = SystemMaterializer.get(system).materializer();
        // A dispatcher without actors shuts its executor down, and connections would end with the loop.
        system.systemActorOf(Behaviors.<Void>ignore(), "relay-" + PLANES.incrementAndGet(), LOOP);
    }

    @Override
    public DispatcherSelector dispatcher() {
        return LOOP;
    }

    @Override
    public CompletionStage<Listener> listen(InetSocketAddress address, int backlog, Consumer<ClientLeg> accepted) {
        CompletableFuture<ServerSocketChannel> channel = new CompletableFuture<>();
        List<Inet.SocketOption> options = List.of(TcpSO.reuseAddress(true), new ListeningChannel(channel));
        ExecutionContextExecutor dispatcher = system.dispatchers().lookup(LOOP);
        // Akka's source is never asked for a connection, so the loop alone accepts; unbinding stays Akka's.
        return tcp.bind(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        backlog,
                        options,
                        HALF_CLOSE,
                        Optional.empty())
                .to(Sink.never())
                .run(materializer)
                .thenApplyAsync(
                        binding -> {
                            // Complete by now: Akka hands the channel over before it tells that it is bound.
                            return new LoopListener(binding, start(channel.join(), accepted, dispatcher), dispatcher);
                        },
                        dispatcher);
    }

    private Acceptor start(
            ServerSocketChannel channel, Consumer<ClientLeg> accepted, ExecutionContextExecutor dispatcher) {
        EventLoop loop = EventLoop.current();
        if (loop == null) {
            throw new IllegalStateException(LOOP + " is not an event loop");
        }
        LoopTimer timer = (delay, task) -> system.scheduler().scheduleOnce(delay, task, dispatcher)::cancel;
        Acceptor acceptor = new Acceptor(loop, channel, timer, accepted);
        try {
            acceptor.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return acceptor;
    }

    private record LoopListener(Tcp.ServerBinding binding, Acceptor acceptor, Executor loop) implements Listener {
        @Override
        public InetSocketAddress address() {
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
}
