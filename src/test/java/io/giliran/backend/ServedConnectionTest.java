package io.giliran.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections over real sockets; the workers and the timer are in the test's hand. */
@Timeout(60)
final class ServedConnectionTest {
    private final ManualWorkers workers = new ManualWorkers();
    private final BlockingQueue<Runnable> timers = new LinkedBlockingQueue<>();
    private final EventLoop loop = EventLoop.start("served-connection-test");
    private final Connections connections =
            new Connections(SampleSettings.b1("service-time = 7ms"), loop, workers, (at, task) -> timers.add(task));
    private ServerSocketChannel listener;

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.configureBlocking(false);
        CompletableFuture.runAsync(this::accept, loop).join();
    }

    private void accept() {
        try {
            connections.accept(listener);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterEach
    void stop() throws IOException {
        loop.close();
        listener.close();
    }

    @Test
    void afterABadLineItReadsOnForAWhile() throws Exception {
        try (Socket client = connect()) {
            send(client, "@what=2\n");
            assertThat(readToTheEnd(client)).isEqualTo("error: unknown key @what; known is @work=DURATION\n");
            send(client, "more\n");
            assertThat(connections.counts().openConnections()).isEqualTo(1);

            timer().run();

            awaitNoneOpen();
        }
    }

    @Test
    void aClientThatFinishesAfterABadLineNeedNotBeWaitedFor() throws Exception {
        try (Socket client = connect()) {
            send(client, "@what=2\n");
            client.shutdownOutput();

            assertThat(readToTheEnd(client)).isEqualTo("error: unknown key @what; known is @work=DURATION\n");
            awaitNoneOpen();
        }
    }

    /** As with a server that notices the loss only when it answers. */
    @Test
    void requestsOfAConnectionThatIsResetKeepTheirTurn() throws Exception {
        Socket client = connect();
        send(client, "one\n");
        ManualWorkers.Job one = workers.next();
        client.setSoLinger(true, 0);
        client.close();
        awaitNoneOpen();

        one.done().run();

        assertThat(connections.counts()).isEqualTo(new BackendServer.Counts(1, 0, 1));
    }

    @Test
    void closingEndsConnectionsInWhateverState() throws Exception {
        String[] states = {"", "half a line", "one\n", "@what=2 bad\n"};
        Socket[] clients = new Socket[states.length];
        for (int i = 0; i < states.length; i++) {
            clients[i] = connect();
            send(clients[i], "@work=0 first\n" + states[i]);
            assertThat(clients[i].getInputStream().readNBytes(9))
                    .asString(UTF_8)
                    .isEqualTo("b1 first\n");
        }
        workers.next();

        connections.close().toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(connections.counts()).isEqualTo(new BackendServer.Counts(states.length, 0, states.length));
        for (Socket client : clients) {
            try (client) {
                expectClosed(client);
            }
        }
    }

    private static void expectClosed(Socket client) throws IOException {
        try {
            client.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        Socket client = new Socket(address.getAddress(), address.getPort());
        client.setSoTimeout(30_000);
        return client;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String readToTheEnd(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), UTF_8);
    }

    private Runnable timer() throws InterruptedException {
        Runnable task = timers.poll(30, TimeUnit.SECONDS);
        assertThat(task).isNotNull();
        return task;
    }

    private void awaitNoneOpen() {
        while (connections.counts().openConnections() > 0) {
            Thread.onSpinWait();
        }
    }
}
