package io.giliran.transport.streams;

import akka.io.Inet;
import akka.io.TcpSO;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Tcp;
import akka.stream.javadsl.Tcp.OutgoingConnection;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Backend legs over TCP, by Akka Streams. */
final class TcpBackendLegs implements BackendLegs {
    private static final List<Inet.SocketOption> OPTIONS = List.of(TcpSO.tcpNoDelay(true), TcpSO.oobInline(true));
    private static final List<Inet.SocketOption> KEPT_ALIVE =
            List.of(TcpSO.tcpNoDelay(true), TcpSO.oobInline(true), TcpSO.keepAlive(true));

    /**
     * On the leg's own thread, before anything else happens to the leg. Left to itself, Akka's stage hands its value over
     * on the common pool, which on two processors is a new thread a connection.
     */
    private static final Executor AT_ONCE = Runnable::run;

    private final Tcp tcp;
    private final List<Inet.SocketOption> socketOptions;

    TcpBackendLegs(Tcp tcp, boolean keepAlive) {
        this.tcp = tcp;
        socketOptions = keepAlive ? KEPT_ALIVE : OPTIONS;
    }

    @Override
    public Flow<ByteString, ByteString, CompletionStage<SocketAddress>> to(SocketAddress backend, Duration timeout) {
        if (!(backend instanceof InetSocketAddress address)) {
            throw new IllegalArgumentException("the data plane streams does not reach " + backend);
        }
        boolean halfClose = true;
        return tcp.outgoingConnection(
                        address, Optional.empty(), socketOptions, halfClose, Optional.of(timeout), Optional.empty())
                .mapMaterializedValue(
                        connection -> connection.thenApplyAsync(OutgoingConnection::localAddress, AT_ONCE));
    }
}
