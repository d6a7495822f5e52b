package io.giliran.transport.streams;

import akka.actor.ClassicActorSystemProvider;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.io.Inet;
import akka.io.TcpSO;
import akka.pattern.Patterns;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Tcp;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.DataPlane;
import io.giliran.transport.Listener;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.Reception;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Akka Streams Tcp binds the listener and connects the backends; each connection is one fused stream. */
public final class StreamsPlane implements DataPlane {
    public static final String NAME = "streams";

    private static final boolean HALF_CLOSE = true;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ClassicActorSystemProvider system;
    private final Tcp tcp;
    private final Materializer materializer;

    public StreamsPlane(ActorSystem<?> system) {
        this.system = system;
        tcp = Tcp.get(system);
        materializer = SystemMaterializer.get(system).materializer();
    }

    @Override
    public DispatcherSelector dispatcher() {
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public CompletionStage<Listener> listen(InetSocketAddress address, ListenerOptions options, Reception reception) {
        AcceptedSockets sockets = new AcceptedSockets();
        List<Inet.SocketOption> socketOptions = List.of(TcpSO.reuseAddress(true), TcpSO.tcpNoDelay(true), sockets);
        return tcp.bind(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        options.backlog(),
                        socketOptions,
                        HALF_CLOSE,
                        Optional.empty())
                .mapAsync(1, connection -> whenOpen(reception, connection))
                .to(Sink.foreach(connection -> reception.accepted(new StreamsClientLeg(connection, sockets))))
                .run(materializer)
                .thenApply(BoundListener::new);
    }

    /** Akka accepts one more that waits here; the others wait in the backlog. */
    private CompletionStage<Tcp.IncomingConnection> whenOpen(Reception reception, Tcp.IncomingConnection connection) {
        if (reception.isOpen()) {
            return CompletableFuture.completedStage(connection);
        }
        return Patterns.after(PAUSE, system, () -> whenOpen(reception, connection));
    }

    private record BoundListener(Tcp.ServerBinding binding) implements Listener {
        @Override
        public InetSocketAddress address() {
            return binding.localAddress();
        }

        @Override
        public CompletionStage<?> unbind() {
            return binding.unbind();
        }
    }

    private final class StreamsClientLeg implements ClientLeg {
        private final Tcp.IncomingConnection connection;
        private final @Nullable Socket socket;

        StreamsClientLeg(Tcp.IncomingConnection connection, AcceptedSockets sockets) {
            this.connection = connection;
            socket = sockets.take(connection.remoteAddress(), connection.localAddress());
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return connection.remoteAddress();
        }

        @Override
        public InetSocketAddress localAddress() {
            return connection.localAddress();
        }

        @Override
        public DispatcherSelector dispatcher() {
            return DispatcherSelector.defaultDispatcher();
        }

        @Override
        public Relay relay(RelayOptions options, RelayEvents events) {
            if (options.keepAlive()) {
                keepAlive();
            }
            RelayStage stage =
                    new RelayStage(new TcpBackendLegs(tcp, options.keepAlive()), options, new LoggedFaults(events));
            return connection
                    .flow()
                    .joinMat(Flow.fromGraph(stage), Keep.right())
                    .run(materializer);
        }

        private void keepAlive() {
            try {
                if (socket != null) {
                    socket.setKeepAlive(true);
                }
            } catch (SocketException alreadyGone) {
                // Whoever reads or writes it next notices.
            }
        }
    }
}
