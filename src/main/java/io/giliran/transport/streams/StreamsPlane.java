package io.giliran.transport.streams;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.io.Inet;
import akka.io.TcpSO;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import io.giliran.transport.DataPlane;
import io.giliran.transport.Listener;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.Reception;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Akka Streams Tcp binds the listener and connects the backends; each connection is one fused stream. */
public final class StreamsPlane implements DataPlane {
    public static final String NAME = "streams";

    private static final boolean HALF_CLOSE = true;

    private final Tcp tcp;
    private final Materializer materializer;

    public StreamsPlane(ActorSystem<?> system) {
        tcp = Tcp.get(system);
        materializer = SystemMaterializer.get(system).materializer();
    }

    @Override
    public DispatcherSelector dispatcher() {
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public CompletionStage<Listener> listen(SocketAddress at, ListenerOptions options, Reception reception) {
        if (!(at instanceof InetSocketAddress address)) {
            return CompletableFuture.failedFuture(new IOException("the data plane streams knows no Unix sockets"));
        }
        AcceptedSockets sockets = new AcceptedSockets();
        List<Inet.SocketOption> socketOptions =
                List.of(TcpSO.reuseAddress(true), TcpSO.tcpNoDelay(true), TcpSO.oobInline(true), sockets);
        AwaitedClients awaited =
                options.awaitsClients() ? new AwaitedClients(tcp, materializer, options, reception) : null;
        return tcp.bind(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        options.backlog(),
                        socketOptions,
                        HALF_CLOSE,
                        Optional.empty())
                .via(new AdmittingStage(awaited == null ? reception : awaited, this::drop))
                .to(Sink.foreach(connection -> take(connection, sockets, awaited, reception)))
                .run(materializer)
                .thenApply(binding -> new BoundListener(binding, awaited));
    }

    private void drop(Tcp.IncomingConnection connection) {
        connection.handleWith(Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()), materializer);
    }

    private void take(
            Tcp.IncomingConnection connection,
            AcceptedSockets sockets,
            @Nullable AwaitedClients awaited,
            Reception reception) {
        InetSocketAddress peer = connection.remoteAddress();
        Socket socket = sockets.take(peer, connection.localAddress());
        if (awaited != null && awaited.concerns(peer)) {
            awaited.await(connection, socket);
        } else {
            reception.accepted(new StreamsClientLeg(
                    peer,
                    connection.localAddress(),
                    socket,
                    null,
                    null,
                    null,
                    (options, events) -> run(connection, options, events)));
        }
    }

    private Relay run(Tcp.IncomingConnection connection, RelayOptions options, RelayEvents events) {
        RelayStage stage = new RelayStage(new TcpBackendLegs(tcp, options.keepAlive()), () -> options, events);
        return connection.flow().joinMat(Flow.fromGraph(stage), Keep.right()).run(materializer);
    }

    private record BoundListener(
            Tcp.ServerBinding binding, @Nullable AwaitedClients awaited) implements Listener {
        @Override
        public InetSocketAddress address() {
            return binding.localAddress();
        }

        @Override
        public CompletionStage<?> unbind() {
            return binding.unbind().thenApply(unbound -> {
                if (awaited != null) {
                    awaited.drop();
                }
                return unbound;
            });
        }
    }
}
