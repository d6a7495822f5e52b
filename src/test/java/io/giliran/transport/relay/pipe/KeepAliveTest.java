package io.giliran.transport.relay.pipe;

import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.RecordedEvents;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.loop.BufferBudget;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.leg.LoopTimer;
import io.giliran.transport.relay.leg.SampleLoopContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The system probes the peers of connections that last; the clock and the timer are the test's. */
final class KeepAliveTest {
    private final EventLoop loop = EventLoop.start("keep-alive-test");
    private final AtomicLong now = new AtomicLong(System.nanoTime());
    private final LoopTimer timer = (delay, task) -> {
        sweep = task;
        return () -> {};
    };
    private final ServerSocketChannel listener = listener();
    private final RecordedEvents events = new RecordedEvents();
    private Runnable sweep = () -> {};

    @AfterEach
    void stop() throws IOException {
        loop.close();
        listener.close();
    }

    @Test
    void bothLegsAreProbedOnceTheConnectionHasLasted() throws Exception {
        try (SocketChannel peer = SocketChannel.open(listener.getLocalAddress());
                SocketChannel client = listener.accept();
                SocketChannel backend = SocketChannel.open()) {
            relay(client, backend, true);

            assertThat(client.getOption(SO_KEEPALIVE)).isFalse();
            assertThat(backend.getOption(SO_KEEPALIVE)).isFalse();

            now.addAndGet(Lifetime.PROBED_AFTER_NANOS + Duration.ofSeconds(1).toNanos());
            CompletableFuture.runAsync(sweep, loop).join();

            assertThat(client.getOption(SO_KEEPALIVE)).isTrue();
            assertThat(backend.getOption(SO_KEEPALIVE)).isTrue();
            assertThat(peer.isConnected()).isTrue();
        }
    }

    @Test
    void nobodyIsProbedWhereThatIsOff() throws Exception {
        try (SocketChannel peer = SocketChannel.open(listener.getLocalAddress());
                SocketChannel client = listener.accept();
                SocketChannel backend = SocketChannel.open()) {
            relay(client, backend, false);

            now.addAndGet(Duration.ofHours(1).toNanos());
            CompletableFuture.runAsync(sweep, loop).join();

            assertThat(client.getOption(SO_KEEPALIVE)).isFalse();
            assertThat(backend.getOption(SO_KEEPALIVE)).isFalse();
            assertThat(peer.isConnected()).isTrue();
        }
    }

    private void relay(SocketChannel client, SocketChannel backend, boolean keepAlive) throws Exception {
        client.configureBlocking(false);
        ChunkPool buffers = new ChunkPool(new BufferBudget(), 64 * 1024);
        RelayOptions options = new RelayOptions(Duration.ZERO, Duration.ZERO, Duration.ZERO, keepAlive);
        LoopRelay relay = CompletableFuture.supplyAsync(
                        () -> new LoopRelay(
                                SampleLoopContext.of(loop, timer, buffers, now::get),
                                client,
                                backend,
                                null,
                                options,
                                events),
                        loop)
                .join();
        relay.connect(listener.getLocalAddress(), Duration.ofSeconds(20), Relay.NO_PREFACE, null);
        events.expect("connected");
    }

    private static ServerSocketChannel listener() {
        try {
            return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
