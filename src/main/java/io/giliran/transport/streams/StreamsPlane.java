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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Akka Streams Tcp binds the listener and connects the backends; each connection is one fused stream. */
public final class StreamsPlane implements DataPlane {
    public static final String NAME = "streams";

    private static final boolean HALF_CLOSE = true;
    private static final List<Inet.SocketOption> LISTENER_OPTIONS =
            List.of(TcpSO.reuseAddress(true), TcpSO.tcpNoDelay(true));

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
        return tcp.bind(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        options.backlog(),
                        LISTENER_OPTIONS,
                        HALF_CLOSE,
                        Optional.empty())
                .mapAsync(1, connection -> whenOpen(reception, connection))
                .to(Sink.foreach(connection -> reception.accepted(new StreamsClientLeg(connection))))
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

        StreamsClientLeg(Tcp.IncomingConnection connection) {
            this.connection = connection;
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
        public Relay relay(RelayEvents events) {
            return connection
                    .flow()
                    .joinMat(
                            Flow.fromGraph(new RelayStage(new TcpBackendLegs(tcp), new LoggedFaults(events))),
                            Keep.right())
                    .run(materializer);
        }
    }
}
