package io.giliran.transport.streams;

import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.tls.TlsFacts;
import io.giliran.transport.tls.TlsWish;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the flow of a backend leg. */
@FunctionalInterface
interface BackendLegs {
    Logger LOG = LoggerFactory.getLogger(BackendLegs.class);

    /** Running the flow connects it; its materialized value is the leg's own address, or why it was not connected. */
    Flow<ByteString, ByteString, CompletionStage<SocketAddress>> to(SocketAddress backend, Duration timeout);

    /**
     * The same in TLS: it is connected when the handshake is over, all within the timeout.
     *
     * @param preface is sent in front, in the clear
     */
    default Flow<ByteString, ByteString, CompletionStage<SocketAddress>> to(
            SocketAddress backend, Duration timeout, byte[] preface, TlsWish tls) {
        long dueNanos = System.nanoTime() + timeout.toNanos();
        CompletableFuture<Duration> time = new CompletableFuture<>();
        CompletableFuture<TlsFacts> agreed = new CompletableFuture<>();
        TlsStage.Handshake handshake = new TlsStage.Handshake() {
            @Override
            public void established(TlsFacts facts) {
                agreed.complete(facts);
            }

            @Override
            public void failed(ConnectFailure kind, String reason) {
                LOG.debug("{}: {}", backend, reason);
                throw new HandshakeFailure(kind, reason);
            }
        };
        TlsStage stage = new TlsStage(tls::session, time, ByteString.fromArrayUnsafe(preface), handshake);
        return BidiFlow.fromGraph(stage).join(to(backend, timeout), (unused, connecting) -> {
            // Akka watches the connecting itself, and must not be disturbed in it.
            connecting.thenAccept(local -> time.complete(Duration.ofNanos(Math.max(0, dueNanos - System.nanoTime()))));
            return connecting.thenCombine(agreed, (local, facts) -> local);
        });
    }
}
