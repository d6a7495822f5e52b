package io.giliran.transport.relay.leg;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.Leg;
import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LingeringLegsTest {
    private final List<Runnable> resets = new ArrayList<>();
    private final List<SocketChannel> peers = new ArrayList<>();
    private final EventLoop loop = EventLoop.start("lingering-legs-test");
    private final LingeringLegs lingering = new LingeringLegs((delay, task) -> {
        resets.add(task);
        return () -> {};
    });
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() throws IOException {
        resets.forEach(reset -> CompletableFuture.runAsync(reset, loop).join());
        loop.close();
        server.close();
        for (SocketChannel peer : peers) {
            peer.close();
        }
    }

    /** A flood of resets that cross last words must not take all descriptors. */
    @Test
    void theirNumberIsBoundedAndAPlaceIsFreeAfterAReset() throws IOException {
        for (int i = 0; i < LingeringLegs.MOST; i++) {
            assertThat(take(leg())).isTrue();
        }
        LegChannel tooMany = leg();
        assertThat(take(tooMany)).isFalse();

        CompletableFuture.runAsync(resets.get(0), loop).join();
        assertThat(take(tooMany)).isTrue();
    }

    @Test
    void thePeerIsResetWhenTheTimeIsUp() throws IOException {
        LegChannel leg = leg();
        assertThat(take(leg)).isTrue();
        CompletableFuture.runAsync(resets.get(0), loop).join();

        assertThat(CompletableFuture.supplyAsync(() -> endOf(peers.get(0))).join())
                .isEqualTo("Connection reset");
    }

    private static String endOf(SocketChannel peer) {
        try {
            return peer.read(ByteBuffer.allocate(1)) < 0 ? "end" : "bytes";
        } catch (IOException failure) {
            return String.valueOf(failure.getMessage());
        }
    }

    private boolean take(LegChannel leg) {
        return CompletableFuture.supplyAsync(() -> lingering.take(leg, false), loop)
                .join();
    }

    private LegChannel leg() throws IOException {
        peers.add(SocketChannel.open(server.getLocalAddress()));
        SocketChannel channel = server.accept();
        channel.configureBlocking(false);
        return new LegChannel(loop, Leg.CLIENT, channel, null);
    }
}
