package io.giliran.transport.streams;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.io.Inet;
import akka.io.TcpSO;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import io.giliran.transport.DataPlane;
import io.giliran.transport.Listener;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.Reception;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Akka Streams Tcp binds the listener and connects the backends; each connection is one stream:
 *
 * <pre>
 *  listener ── {@link Admission} ── {@link StreamsClientLeg} ── client's flow ── {@link RelayStage} ── backend's flow
 * </pre>
 */
public final class StreamsPlane implements DataPlane {
    /** None: it relays between TCP sockets, with half-close, reset, back-pressure, and timeouts of the connect and of silence. */
    public static final Set<PlaneFeature> FEATURES = Set.of();

    /** A side that finishes sending does not end the other direction. */
    private static final boolean HALF_CLOSE = true;

    private static final List<Inet.SocketOption> SOCKET_OPTIONS =
            List.of(TcpSO.tcpNoDelay(true), TcpSO.oobInline(true), TcpSO.keepAlive(true));

    /** Runs on the stream's own thread, where Akka would take another one from the JVM's common pool. */
    private static final Executor AT_ONCE = Runnable::run;

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
        InetSocketAddress address = (InetSocketAddress) at;
        return tcp.bind(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        options.backlog(),
                        SOCKET_OPTIONS,
                        HALF_CLOSE,
                        Optional.empty())
                .via(new Admission(reception, this::drop))
                .to(Sink.foreach(connection ->
                        reception.accepted(new StreamsClientLeg(connection, this::backend, materializer))))
                .run(materializer)
                .thenApply(BoundListener::new);
    }

    private void drop(Tcp.IncomingConnection connection) {
        connection.handleWith(Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()), materializer);
    }

    /** A flow that connects a backend when it is run; its materialized value is the leg's own address. */
    private Flow<ByteString, ByteString, CompletionStage<SocketAddress>> backend(
            SocketAddress backend, Duration timeout) {
        return tcp.outgoingConnection(
                        (InetSocketAddress) backend,
                        Optional.empty(),
                        SOCKET_OPTIONS,
                        HALF_CLOSE,
                        Optional.of(timeout),
                        Optional.empty())
                .mapMaterializedValue(
                        connecting -> connecting.thenApplyAsync(Tcp.OutgoingConnection::localAddress, AT_ONCE));
    }

    private record BoundListener(Tcp.ServerBinding binding) implements Listener {
        @Override
        public SocketAddress address() {
            return binding.localAddress();
        }

        @Override
        public CompletionStage<?> unbind() {
            return binding.unbind();
        }
    }
}
