package io.giliran.transport.streams;

import akka.io.Inet;
import akka.io.TcpSO;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Backend legs over TCP, by Akka Streams. */
final class TcpBackendLegs implements BackendLegs {
    private static final List<Inet.SocketOption> OPTIONS = List.of(TcpSO.tcpNoDelay(true));

    private final Tcp tcp;

    TcpBackendLegs(Tcp tcp) {
        this.tcp = tcp;
    }

    @Override
    public Flow<ByteString, ByteString, CompletionStage<InetSocketAddress>> to(
            InetSocketAddress backend, Duration timeout) {
        boolean halfClose = true;
        return tcp.outgoingConnection(
                        backend, Optional.empty(), OPTIONS, halfClose, Optional.of(timeout), Optional.empty())
                .mapMaterializedValue(connection -> connection.thenApply(Tcp.OutgoingConnection::localAddress));
    }
}
