package io.giliran.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The backend over real sockets; the clients are plain blocking ones, so that nothing of Akka is on their side. */
final class BackendServerIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final TestProbe<BackendServer.Counts> COUNTS = KIT.createTestProbe();

    private static ActorRef<BackendServer.Command> backend;
    private static InetSocketAddress address;

    @BeforeAll
    static void start() {
        TestProbe<BackendServer.Event> events = KIT.createTestProbe();
        backend = KIT.spawn(BackendServer.create(SampleSettings.b1("workers = 2"), events.getRef()));
        address = events.expectMessageClass(BackendServer.Bound.class).address();
    }

    @AfterAll
    static void stop() {
        backend.tell(new BackendServer.Stop());
        COUNTS.expectTerminated(backend);
        KIT.shutdownTestKit();
    }

    @Test
    void answers500ConnectionsThatAreOpenAtOnce() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int client = 0; client < 500; client++) {
                clients.add(connect());
            }
            for (int client = 0; client < clients.size(); client++) {
                send(clients.get(client), "@work=100us " + client + "\n" + client + " again\n");
            }
            for (int client = 0; client < clients.size(); client++) {
                expect(clients.get(client), "b1 " + client + "\nb1 " + client + " again\n");
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        expectNoneOpen();
    }

    @Test
    void answersAClientThatHasFinishedItsSide() throws IOException {
        try (Socket client = connect()) {
            send(client, "one\n@work=30ms two\nthree\n");
            client.shutdownOutput();

            expectToTheEnd(client, "b1 one\nb1 two\nb1 three\n");
        }
    }

    @Test
    void aClientThatSendsNothingGetsNothing() throws IOException {
        try (Socket client = connect()) {
            client.shutdownOutput();

            expectToTheEnd(client, "");
        }
    }

    @Test
    void halfALineIsAnError() throws IOException {
        try (Socket client = connect()) {
            send(client, "one\ntw");
            client.shutdownOutput();

            expectToTheEnd(client, "b1 one\nerror: the last line does not end with a newline\n");
        }
    }

    /** Unread bytes in the backend's socket would make a reset of its close, and could destroy the line. */
    @Test
    void theErrorLineReachesAClientThatHasSent10MegabytesOfGarbage() throws IOException {
        byte[] garbage = new byte[10_000_000];
        Arrays.fill(garbage, (byte) 0xff);
        try (Socket bystander = connect();
                Socket client = connect()) {
            client.getOutputStream().write(garbage);
            client.shutdownOutput();

            expectToTheEnd(client, "error: the line is longer than 64 KiB\n");
            send(bystander, "hello\n");
            expect(bystander, "b1 hello\n");
        }
    }

    @Test
    void theErrorLineReachesAClientThatGoesOnAskingAndDoesNotFinish() throws IOException {
        try (Socket client = connect()) {
            send(client, "one\n@what=2 two\n" + "more\n".repeat(100_000));

            expectToTheEnd(client, "b1 one\nerror: unknown key @what; known is @work=DURATION\n");
        }
    }

    @Test
    void aResetHarmsNobodyElse() throws IOException {
        try (Socket bystander = connect();
                Socket idle = connect();
                Socket waiting = connect()) {
            send(bystander, "one\n");
            expect(bystander, "b1 one\n");
            send(waiting, "@work=20ms never read\n");
            reset(idle);
            reset(waiting);

            send(bystander, "@work=1ms two\n");
            expect(bystander, "b1 two\n");
        }
        expectNoneOpen();
    }

    /**
     * 50 MB of requests whose answers the client does not read at first: the backend must stop reading, so that what it
     * and the sockets hold stays small, and then answer all.
     */
    @Test
    void aClientThatDoesNotReadIsMadeToWaitAndLosesNothing() throws Exception {
        String line = "x".repeat(999) + "\n";
        int requests = 50_000;
        ByteBuffer bytes = ByteBuffer.wrap(line.repeat(requests).getBytes(UTF_8));
        try (SocketChannel client = SocketChannel.open(address)) {
            int sent = writeUntilItStalls(client, bytes);
            // Linux lets each of the four socket buffers grow to 6 MB or less.
            assertThat(sent).isLessThan(30_000_000);

            client.configureBlocking(true);
            CompletableFuture<Void> rest = CompletableFuture.runAsync(() -> writeAll(client, bytes));
            byte[] expected = ("b1 " + line).repeat(requests).getBytes(UTF_8);
            ByteBuffer answers = ByteBuffer.allocate(expected.length);
            while (answers.hasRemaining() && client.read(answers) >= 0) {
                // Reads on.
            }
            rest.get(10, TimeUnit.SECONDS);
            assertThat(Arrays.equals(answers.array(), expected)).isTrue();
        }
        expectNoneOpen();
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static void expect(Socket client, String text) throws IOException {
        assertThat(client.getInputStream().readNBytes(text.length()))
                .asString(UTF_8)
                .isEqualTo(text);
    }

    private static void expectToTheEnd(Socket client, String text) throws IOException {
        assertThat(client.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo(text);
    }

    /** Closes so that the backend sees a reset, not an end. */
    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static void expectNoneOpen() {
        COUNTS.awaitAssert(() -> {
            backend.tell(new BackendServer.GetCounts(COUNTS.getRef()));
            assertThat(COUNTS.receiveMessage().openConnections()).isZero();
            return null;
        });
    }

    /** Returns how many bytes went before half a second passed in which none would. */
    private static int writeUntilItStalls(SocketChannel client, ByteBuffer bytes) throws IOException {
        client.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            client.register(selector, SelectionKey.OP_WRITE);
            while (bytes.hasRemaining() && selector.select(500) > 0) {
                selector.selectedKeys().clear();
                client.write(bytes);
            }
        }
        return bytes.position();
    }

    private static void writeAll(SocketChannel client, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
