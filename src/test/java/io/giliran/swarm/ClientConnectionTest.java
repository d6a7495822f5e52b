package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.LineServer;
import io.giliran.transport.loop.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connection of a client against a real socket, its owner played by the test. */
@Timeout(60)
final class ClientConnectionTest {
    private static final long PATIENCE_SECONDS = 10;

    private final EventLoop loop = EventLoop.start("tested-loop");
    private final AtomicLong now = new AtomicLong(5);
    private final Owner owner = new Owner();
    private final ClientConnection connection = new ClientConnection(owner, new LabelledLines(), now::get);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void sendsWhatWaitedAsSoonAsItIsConnected() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            Request first = request(0);
            Request second = request(1);
            onLoop(() -> {
                connection.send(first);
                connection.send(second);
                connect(server.address());
                // Connecting takes a turn of the loop, so this is what the clock will say then.
                now.set(9);
            });

            assertThat(owner.next()).isEqualTo("connected");
            assertThat(owner.next()).isEqualTo("request 0 OK b1 client-0 request-0");
            assertThat(owner.next()).isEqualTo("request 1 OK b1 client-0 request-1");
            assertThat(server.lines()).containsExactly("client-0 request-0", "client-0 request-1");
            assertThat(connection.connectStartNanos()).isEqualTo(5);
            assertThat(connection.connectedNanos()).isEqualTo(9);
            assertThat(connection.local()).isEqualTo(server.peers().get(0).address());
            assertThat(first.sentNanos).isEqualTo(9);
            assertThat(first.bytesOut).isEqualTo("client-0 request-0\n".length());
            assertThat(first.firstOnConnection).isTrue();
            assertThat(second.firstOnConnection).isFalse();
        }
    }

    @Test
    void onlyARequestThatStartsWithItsConnectionIsMeantToStartThen() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            Request starting = new Request().begin(0, 0, 1, true);
            Request planned = new Request().begin(0, 1, 2, false);
            onLoop(() -> {
                connection.send(starting);
                connection.send(planned);
                connect(server.address());
                now.set(9);
            });
            owner.skip(3);

            assertThat(starting.intendedNanos).isEqualTo(9);
            assertThat(planned.intendedNanos).isEqualTo(2);
        }
    }

    @Test
    void doesNotWaitForAnAnswerBeforeItSendsTheNext() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            String first = peer.readLine();
            String second = peer.readLine();
            peer.answer("b1", first);
            peer.answer("b1", second);
            peer.awaitEnd();
        })) {
            onLoop(() -> connect(server.address()));
            assertThat(owner.next()).isEqualTo("connected");
            onLoop(() -> {
                connection.send(request(0));
                connection.send(request(1));
                assertThat(connection.waiting()).isEqualTo(2);
            });

            assertThat(owner.next()).isEqualTo("request 0 OK b1 client-0 request-0");
            assertThat(owner.next()).isEqualTo("request 1 OK b1 client-0 request-1");
            onLoop(() -> assertThat(connection.waiting()).isZero());
            assertThat(connection.isUsable()).isTrue();
        }
    }

    @Test
    void aWrongAnswerEndsItAndWhatElseWaits() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            peer.readLine();
            peer.readLine();
            peer.send("b1 something else\nb1 client-0 request-1\n");
            peer.awaitEnd();
        })) {
            sendTwo(server);

            assertThat(owner.next()).isEqualTo("request 0 WRONG_ANSWER b1 something else");
            assertThat(owner.next()).isEqualTo("request 1 CLOSED null");
            assertThat(owner.next()).isEqualTo("closed");
            assertThat(connection.isUsable()).isFalse();
        }
    }

    @Test
    void anAnswerToNothingEndsIt() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            peer.send("b1 hello?\n");
            peer.awaitEnd();
        })) {
            onLoop(() -> connect(server.address()));

            assertThat(owner.next()).isEqualTo("connected");
            assertThat(owner.next()).isEqualTo("closed");
        }
    }

    @Test
    void anAnswerWithoutEndIsAWrongOne() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            peer.readLine();
            peer.send("b1 " + "x".repeat(70_000));
            peer.awaitEnd();
        })) {
            sendTwo(server);

            assertThat(owner.next()).isEqualTo("request 0 WRONG_ANSWER null");
            assertThat(owner.next()).isEqualTo("request 1 WRONG_ANSWER null");
            assertThat(owner.next()).isEqualTo("closed");
        }
    }

    @Test
    void theServersEndAndItsResetAreTwoThings() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            peer.readLine();
            peer.readLine();
            peer.send("b1 half an ans");
        })) {
            sendTwo(server);

            assertThat(owner.next()).isEqualTo("request 0 CLOSED null");
            assertThat(owner.next()).isEqualTo("request 1 CLOSED null");
            assertThat(owner.next()).isEqualTo("closed");
        }
    }

    @Test
    void aResetEndsAllThatWaits() throws Exception {
        try (LineServer server = LineServer.start(peer -> {
            String first = peer.readLine();
            peer.readLine();
            peer.answer("b1", first);
            peer.awaitEnd();
        })) {
            sendTwo(server);
            assertThat(owner.next()).isEqualTo("request 0 OK b1 client-0 request-0");
            server.peers().get(0).reset();

            assertThat(owner.next()).isEqualTo("request 1 RESET null");
            assertThat(owner.next()).isEqualTo("closed");
        }
    }

    @Test
    void nobodyListens() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            server.stopListening();
            onLoop(() -> {
                connection.send(request(0));
                connect(server.address());
            });

            assertThat(owner.next()).isEqualTo("request 0 REFUSED null");
            assertThat(owner.next()).isEqualTo("closed");
            assertThat(connection.connectedNanos()).isEqualTo(-1);
        }
    }

    @Test
    void aTargetThatCannotBeAtAllIsToldAtOnce() throws Exception {
        onLoop(() -> {
            connection.send(request(0));
            connect(new InetSocketAddress("255.255.255.255", 9));
        });

        assertThat(owner.next()).isEqualTo("request 0 REFUSED null");
        assertThat(owner.next()).isEqualTo("closed");
    }

    @Test
    void aTimeoutOfItsOnlyRequestEndsIt() throws Exception {
        try (LineServer server = LineServer.start(LineServer.Peer::awaitEnd)) {
            Request request = request(0);
            onLoop(() -> {
                connection.send(request);
                connect(server.address());
            });
            owner.skip(1);
            onLoop(() -> connection.timedOut(request));

            assertThat(owner.next()).isEqualTo("request 0 TIMEOUT null");
            assertThat(owner.next()).isEqualTo("closed");
        }
    }

    /** The late answer belongs to the request that timed out, and must not be taken for that of the next. */
    @Test
    void answersAfterATimeoutStillFindTheirRequests() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        try (LineServer server = LineServer.start(peer -> {
            String first = peer.readLine();
            String second = peer.readLine();
            late.await();
            peer.answer("b1", first);
            peer.answer("b1", second);
            peer.awaitEnd();
        })) {
            Request first = request(0);
            onLoop(() -> {
                connection.send(first);
                connection.send(request(1));
                connect(server.address());
            });
            owner.skip(1);
            onLoop(() -> connection.timedOut(first));
            assertThat(owner.next()).isEqualTo("request 0 TIMEOUT null");
            assertThat(connection.isUsable()).isFalse();
            late.countDown();

            assertThat(owner.next()).isEqualTo("request 1 OK b1 client-0 request-1");
            assertThat(owner.next()).isEqualTo("closed");
        }
    }

    @Test
    void aRequestThatTimedOutBeforeItWasConnectedIsNotSent() throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            Request first = request(0);
            onLoop(() -> {
                connection.send(first);
                connection.send(request(1));
                connection.timedOut(first);
                connect(server.address());
            });

            assertThat(owner.next()).isEqualTo("request 0 TIMEOUT null");
            assertThat(owner.next()).isEqualTo("connected");
            assertThat(owner.next()).isEqualTo("request 1 OK b1 client-0 request-1");
            assertThat(owner.next()).isEqualTo("closed");
            assertThat(server.lines()).containsExactly("client-0 request-1");
        }
    }

    @Test
    void closeForgetsWhatWaitsAndIsToldOnce() throws Exception {
        try (LineServer server = LineServer.start(LineServer.Peer::awaitEnd)) {
            sendTwo(server);
            onLoop(() -> {
                connection.close();
                connection.close();
            });

            assertThat(owner.next()).isEqualTo("closed");
            assertThat(owner.told).isEmpty();
            assertThat(connection.isConnected()).isFalse();
        }
    }

    private void sendTwo(LineServer server) throws Exception {
        onLoop(() -> {
            connection.send(request(0));
            connection.send(request(1));
            connect(server.address());
        });
        assertThat(owner.next()).isEqualTo("connected");
    }

    private void connect(InetSocketAddress target) {
        connection.connect(loop, SourceAddresses.forTarget(target, 1, 0), target);
    }

    private static Request request(int number) {
        return new Request().begin(0, number, 0, false);
    }

    private void onLoop(Runnable step) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                step.run();
                done.complete(null);
            } catch (RuntimeException | AssertionError failure) {
                done.completeExceptionally(failure);
            }
        });
        done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static final class Owner implements ClientConnection.Owner {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final List<Request> released = new CopyOnWriteArrayList<>();

        @Override
        public void connected(ClientConnection connection) {
            told.add("connected");
        }

        @Override
        public void ended(ClientConnection connection, Request request, AnswerCutter answer) {
            told.add("request " + request.number + " " + request.outcome + " "
                    + (answer == null ? null : answer.text()));
        }

        @Override
        public void release(Request request) {
            released.add(request);
        }

        @Override
        public void closed(ClientConnection connection) {
            told.add("closed");
        }

        String next() throws InterruptedException {
            return told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        void skip(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                assertThat(next()).isNotNull();
            }
        }
    }
}
