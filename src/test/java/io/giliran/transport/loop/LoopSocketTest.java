package io.giliran.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.CapturedLog;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.FullUnixSocket;
import io.giliran.transport.UnixServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class LoopSocketTest {
    private static final long PATIENCE_SECONDS = 10;
    private static final int LARGE = 8 * 1024 * 1024;

    private final EventLoop loop = EventLoop.start("tested-loop");
    private final Recorder events = new Recorder();

    private ServerSocket server;
    private LoopSocket socket;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        socket = new LoopSocket(loop, events);
        events.socket = socket;
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        server.close();
    }

    @Test
    void connectsAndTellsItsOwnAddress() throws Exception {
        try (Socket peer = connect()) {
            assertThat(events.next()).isEqualTo("connected " + peer.getRemoteSocketAddress());
        }
    }

    @Test
    void sendsAndReceives() throws Exception {
        try (Socket peer = connect()) {
            events.next();
            write(new byte[] {1, 2, 3});
            assertThat(peer.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);

            peer.getOutputStream().write(new byte[] {4, 5});
            assertThat(events.received(2)).containsExactly(4, 5);
        }
    }

    @Test
    void whatThePeerHasSentBeforeItResetIsReadThoughWritingFails() throws Exception {
        try (Socket peer = connect()) {
            events.next();
            onLoop(() -> {
                peer.getOutputStream().write(new byte[] {4, 5});
                peer.setSoLinger(true, 0);
                peer.close();
                // The loop is here, so nothing is read in between.
                socket.write(ByteBuffer.wrap(new byte[] {1}));
                socket.write(ByteBuffer.wrap(new byte[] {2}));
            });

            assertThat(events.received(2)).containsExactly(4, 5);
            assertThat(events.next()).startsWith("failed");
        }
    }

    @Test
    void mayBeGivenAnAddressOfItsOwn() throws Exception {
        InetSocketAddress own = new InetSocketAddress("127.88.0.2", 10_241);
        onLoop(() -> socket.bind(own));
        try (Socket peer = connect()) {
            assertThat(events.next()).isEqualTo("connected " + own);
            assertThat(peer.getRemoteSocketAddress()).isEqualTo(own);
        }
    }

    /** TCP connects a port to itself when nobody listens there. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aConnectionToItselfIsRefused(String host) throws Exception {
        onLoop(() -> {
            socket.bind(new InetSocketAddress(host, 0));
            socket.connect(socket.localAddress());
        });

        assertThat(events.next()).isEqualTo("connectFailed REFUSED");
    }

    @Test
    void refusesAnAddressThatIsTaken() {
        assertThatThrownBy(() -> onLoop(() -> socket.bind((InetSocketAddress) server.getLocalSocketAddress())))
                .hasCauseInstanceOf(BindException.class);
    }

    @Test
    void aLargeWriteArrivesWholeHoweverSlowTheReaderIs() throws Exception {
        byte[] sent = random(LARGE);
        try (Socket peer = connect()) {
            events.next();
            // Far more than the system's buffers hold, in pieces, while nobody reads.
            for (int from = 0; from < LARGE; from += LARGE / 8) {
                write(Arrays.copyOfRange(sent, from, from + LARGE / 8));
            }
            InputStream in = peer.getInputStream();
            byte[] received = new byte[LARGE];
            for (int count = 0; count < LARGE; ) {
                count += in.readNBytes(received, count, Math.min(1_000_003, LARGE - count));
            }

            assertThat(Arrays.equals(received, sent)).isTrue();
            // Nothing of it is sent again.
            write(new byte[] {42});
            assertThat(in.read()).isEqualTo(42);
        }
    }

    @Test
    void aLargeAnswerArrivesWhole() throws Exception {
        byte[] sent = random(LARGE);
        try (Socket peer = connect()) {
            events.next();
            peer.getOutputStream().write(sent);

            assertThat(Arrays.equals(events.received(LARGE), sent)).isTrue();
        }
    }

    @Test
    void aLargeWriteDoesNotKeepItFromReceiving() throws Exception {
        try (Socket peer = connect()) {
            events.next();
            write(random(LARGE));
            peer.getOutputStream().write(9);

            assertThat(events.received(1)).containsExactly(9);
        }
    }

    @Test
    void nobodyListensIsRefused() throws Exception {
        server.close();
        onLoop(() -> socket.connect((InetSocketAddress) server.getLocalSocketAddress()));

        assertThat(events.next()).isEqualTo("connectFailed REFUSED");
        assertNothingFollows();
    }

    @Test
    void speaksToAUnixSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("peer.sock");
        try (UnixServer unix = new UnixServer(path, 10)) {
            unix.setSoTimeout(10_000);
            connectTo(unix.getLocalSocketAddress());
            assertThat(events.next()).isEqualTo("connected ");
            try (Socket peer = unix.accept()) {
                write(new byte[] {1, 2, 3});
                assertThat(peer.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
                peer.getOutputStream().write(new byte[] {4, 5});
                assertThat(events.bytes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .containsExactly(4, 5);
            }
            assertThat(events.next()).isEqualTo("finished");
        }
    }

    @Test
    void whereNoUnixSocketIsItIsRefused(@TempDir Path folder) throws Exception {
        connectTo(UnixDomainSocketAddress.of(folder.resolve("missing.sock")));

        assertThat(events.next()).isEqualTo("connectFailed REFUSED");
        assertNothingFollows();
    }

    @Test
    void aUnixSocketWhoseQueueIsFullRefuses(@TempDir Path folder) throws Exception {
        try (FullUnixSocket full = new FullUnixSocket(folder.resolve("full.sock"))) {
            connectTo(full.address());

            assertThat(events.next()).isEqualTo("connectFailed REFUSED");
            assertNothingFollows();
        }
    }

    private void connectTo(SocketAddress target) throws Exception {
        socket.close();
        LoopSocket other = LoopSocket.towards(target, loop, events);
        events.socket = other;
        socket = other;
        onLoop(() -> other.connect(target));
    }

    /** Broadcast is no target for TCP, and connect(2) says so at once. */
    @Test
    void aConnectThatFailsAtOnceIsTold() throws Exception {
        onLoop(() -> {
            socket.connect(new InetSocketAddress("255.255.255.255", 9));
            events.told.add("connect has returned");
        });

        assertThat(events.next()).isEqualTo("connectFailed UNREACHABLE");
        assertThat(events.next()).isEqualTo("connect has returned");
        assertNothingFollows();
    }

    @Test
    void aResetIsAFailure() throws Exception {
        Socket peer = connect();
        events.next();
        peer.setSoLinger(true, 0);
        peer.close();

        assertThat(events.next()).isEqualTo("failed Connection reset");
        assertNothingFollows();
    }

    @Test
    void theOtherSidesEndIsToldOnceAndTheOwnSideGoesOn() throws Exception {
        try (Socket peer = connect()) {
            events.next();
            byte[] sent = random(LARGE);
            write(sent);
            peer.shutdownOutput();
            assertThat(events.next()).isEqualTo("finished");

            // What was kept back is sent when the reader reads, and then the writer is content.
            assertThat(Arrays.equals(peer.getInputStream().readNBytes(LARGE), sent))
                    .isTrue();
            write(new byte[] {42});
            assertThat(peer.getInputStream().read()).isEqualTo(42);
            assertNothingFollows();
        }
    }

    @Test
    void closeEndsTheConnectionAndNothingFollows() throws Exception {
        try (Socket peer = connect()) {
            events.next();
            onLoop(socket::close);

            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            assertNothingFollows();
        }
    }

    @Test
    void aCloseWhileItReceivesStopsTheReceiving() throws Exception {
        events.closesAtFirstByte = true;
        try (Socket peer = connect()) {
            events.next();
            peer.getOutputStream().write(new byte[1024]);

            assertThat(events.next()).isEqualTo("received, and closed");
            assertNothingFollows();
        }
    }

    @Test
    void anOwnerThatThrowsLosesItsConnectionAlone() throws Exception {
        try (CapturedLog ignored = CapturedLog.of(EventLoop.class);
                Socket peer = connect()) {
            events.next();
            events.throwsAtFirstByte = true;
            peer.getOutputStream().write(1);

            assertThat(events.next()).isEqualTo("failed this owner fails");
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            assertNothingFollows();
        }
    }

    private Socket connect() throws Exception {
        onLoop(() -> socket.connect((InetSocketAddress) server.getLocalSocketAddress()));
        Socket peer = server.accept();
        peer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return peer;
    }

    private void write(byte[] bytes) throws Exception {
        onLoop(() -> socket.write(ByteBuffer.wrap(bytes)));
    }

    /** The loop has looked at every channel again when a second task runs, and it has had nothing to tell. */
    private void assertNothingFollows() throws Exception {
        onLoop(() -> {});
        onLoop(() -> {});
        assertThat(events.told).isEmpty();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void onLoop(Step step) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                step.run();
                done.complete(null);
            } catch (IOException | RuntimeException failure) {
                done.completeExceptionally(failure);
            }
        });
        done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Records the events of the socket's owner; bytes are kept apart from the rest. */
    private static final class Recorder implements LoopSocket.Events {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> bytes = new LinkedBlockingQueue<>();
        private volatile boolean closesAtFirstByte;
        private volatile boolean throwsAtFirstByte;
        private volatile LoopSocket socket;

        @Override
        public void connected(SocketAddress local) {
            told.add("connected " + local);
        }

        @Override
        public void connectFailed(ConnectFailure failure) {
            told.add("connectFailed " + failure);
        }

        @Override
        public void received(ByteBuffer lent) {
            if (throwsAtFirstByte) {
                throw new IllegalStateException("this owner fails");
            }
            if (closesAtFirstByte) {
                told.add("received, and closed");
                socket.close();
                return;
            }
            byte[] taken = new byte[lent.remaining()];
            lent.get(taken);
            bytes.add(taken);
        }

        @Override
        public void finished() {
            told.add("finished");
        }

        @Override
        public void failed(Throwable failure) {
            told.add("failed " + failure.getMessage());
        }

        String next() throws InterruptedException {
            return told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        byte[] received(int count) throws InterruptedException {
            ByteBuffer all = ByteBuffer.allocate(count);
            while (all.hasRemaining()) {
                byte[] piece = bytes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(piece)
                        .as("after %d of %d bytes", all.position(), count)
                        .isNotNull();
                all.put(piece);
            }
            return all.array();
        }
    }
}
