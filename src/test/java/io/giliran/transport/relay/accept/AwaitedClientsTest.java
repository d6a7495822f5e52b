package io.giliran.transport.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.ProxyProtocolIn;
import io.giliran.transport.Reception;
import io.giliran.transport.loop.BufferBudget;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import io.giliran.transport.relay.leg.LoopTimer;
import io.giliran.transport.relay.leg.SampleLoopContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients whose PROXY protocol header does not come; at most four of them are awaited. */
@Timeout(60)
final class AwaitedClientsTest {
    private static final int MOST = 4;
    private static final InetSocketAddress LISTENER = new InetSocketAddress("127.0.0.1", 7000);

    private final BlockingQueue<ClientLeg> handedOver = new LinkedBlockingQueue<>();
    private final AtomicInteger released = new AtomicInteger();
    private final AtomicInteger judged = new AtomicInteger();
    private final Reception reception = new Reception() {
        @Override
        public void accepted(ClientLeg client) {
            handedOver.add(client);
        }

        @Override
        public @Nullable Entry judge(SocketAddress client) {
            judged.incrementAndGet();
            return null;
        }

        @Override
        public void release() {
            released.incrementAndGet();
        }
    };
    private final EventLoop loop = EventLoop.start("awaiting-loop");
    private final ChunkPool buffers = new ChunkPool(new BufferBudget(), 64 * 1024);
    private final LoopTimer never = (delay, task) -> () -> {};
    private final AwaitedClients awaited = new AwaitedClients(
            SampleLoopContext.of(loop, never, buffers),
            new ListenerOptions(
                    16,
                    1,
                    ClientsSpeakFirst.OFF,
                    new ProxyProtocolIn(
                            EnumSet.allOf(ProxyVersion.class), address -> true, Duration.ofMinutes(5), 4096)),
            reception,
            MOST);
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final List<SocketChannel> peers = new ArrayList<>();

    AwaitedClientsTest() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws Exception {
        onLoop(awaited::drop);
        loop.close();
        listener.close();
        for (SocketChannel peer : peers) {
            peer.close();
        }
    }

    @Test
    void theFirstOfTheAddressThatHasMostGoesForOneThatComes() throws Exception {
        comes("192.0.2.1", 1);
        comes("192.0.2.9", 2);
        comes("192.0.2.9", 3);
        comes("192.0.2.2", 4);
        assertThat(handedOver).isEmpty();

        comes("192.0.2.3", 5);
        goes(2);
        // Each address has one: now it is whoever came first.
        comes("192.0.2.3", 6);
        comes("192.0.2.4", 7);
        goes(1);
        goes(5);
        assertThat(handedOver).isEmpty();
        assertThat(released.get()).isZero();
    }

    @Test
    void anIpv6NetworkIsOneHost() throws Exception {
        comes("192.0.2.1", 1);
        comes("2001:db8::1", 2);
        comes("2001:db8::ffff", 3);
        comes("2001:db8:0:1::1", 4);

        comes("192.0.2.2", 5);

        goes(2);
    }

    /** The listener has ended: they are reset, and their places are free. */
    @Test
    void whoIsDroppedReleasesItsPlace() throws Exception {
        comes("192.0.2.1", 1);
        comes("192.0.2.2", 2);

        onLoop(awaited::drop);

        assertThat(released.get()).isEqualTo(2);
        assertThat(handedOver).isEmpty();
        assertThat(judged.get()).as("no header has come, so nobody was judged").isZero();
    }

    private void goes(int port) throws InterruptedException {
        ClientLeg gone = handedOver.poll(30, TimeUnit.SECONDS);
        assertThat(gone).isNotNull();
        assertThat(((InetSocketAddress) gone.peerAddress()).getPort()).isEqualTo(port);
        assertThat(gone.fault())
                .isEqualTo(new ClientFault(
                        ClientFault.Kind.PROXY_HEADER,
                        "too many clients are awaited, and most of them are of its address"));
    }

    /** A client of that address, as far as the awaited know. */
    private void comes(String address, int port) throws Exception {
        peers.add(SocketChannel.open(listener.getLocalAddress()));
        SocketChannel client = listener.accept();
        client.configureBlocking(false);
        SocketAddress peer = new InetSocketAddress(address, port);
        onLoop(() -> {
            try {
                awaited.await(client, null, peer, LISTENER);
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, loop).get(30, TimeUnit.SECONDS);
    }
}
