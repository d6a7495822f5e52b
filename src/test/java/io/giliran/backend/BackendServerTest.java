package io.giliran.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BackendServerTest {
    /** Akka logs a failed bind by itself, as an error. */
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("akka.loglevel = OFF"));

    private final TestProbe<BackendServer.Event> events = KIT.createTestProbe();

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void tellsWhereItListensAndAnswersThere() throws IOException {
        ActorRef<BackendServer.Command> backend = spawn(0, WorkMode.TIMER);

        BackendServer.Bound bound = events.expectMessageClass(BackendServer.Bound.class);

        assertThat(bound.name()).isEqualTo("b1");
        try (Socket client = connect(bound.address())) {
            exchange(client, "hello\n", "b1 hello\n");
        }
        KIT.stop(backend);
    }

    @Test
    void tellsThatItCannotListenAndStops() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            ActorRef<BackendServer.Command> backend = spawn(port, WorkMode.TIMER);

            events.expectMessage(new BackendServer.BindFailed("cannot listen on 127.0.0.1:" + port
                    + ": the port is in use; choose another with --listen HOST:PORT, or 0 for a free one"));
            events.expectTerminated(backend);
        }
    }

    @Test
    void counts() throws IOException {
        ActorRef<BackendServer.Command> backend = spawn(0, WorkMode.TIMER);
        InetSocketAddress address =
                events.expectMessageClass(BackendServer.Bound.class).address();
        TestProbe<BackendServer.Counts> counts = KIT.createTestProbe();
        connect(address).close();
        try (Socket client = connect(address)) {
            exchange(client, "@work=1us one\ntwo\n", "b1 one\nb1 two\n");

            counts.awaitAssert(() -> {
                backend.tell(new BackendServer.GetCounts(counts.getRef()));
                counts.expectMessage(new BackendServer.Counts(2, 1, 2));
                return null;
            });
        }
        KIT.stop(backend);
    }

    @ParameterizedTest
    @EnumSource
    void stopsWithItsPortItsConnectionsAndItsThreads(WorkMode mode) throws IOException {
        ActorRef<BackendServer.Command> backend = spawn(0, mode);
        InetSocketAddress address =
                events.expectMessageClass(BackendServer.Bound.class).address();
        try (Socket client = connect(address)) {
            exchange(client, "@work=1us hello\n@work=60m never\n", "b1 hello\n");

            backend.tell(new BackendServer.Stop());

            events.expectTerminated(backend);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class);
        expectNoThreads();
    }

    @Test
    void stopsWhenItIsToldWhileItBinds() {
        ActorRef<BackendServer.Command> backend = spawn(0, WorkMode.TIMER);
        backend.tell(new BackendServer.Stop());
        backend.tell(new BackendServer.Stop());

        events.expectMessageClass(BackendServer.Bound.class);
        events.expectTerminated(backend);
    }

    @Test
    void leavesNothingBehindWhenItsParentStopsIt() throws IOException {
        ActorRef<BackendServer.Command> backend = spawn(0, WorkMode.TIMER);
        InetSocketAddress address =
                events.expectMessageClass(BackendServer.Bound.class).address();
        try (Socket client = connect(address)) {
            exchange(client, "hello\n", "b1 hello\n");

            KIT.stop(backend);

            expectEnd(client);
        }
        events.awaitAssert(() -> assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class));
        expectNoThreads();
    }

    private ActorRef<BackendServer.Command> spawn(int port, WorkMode mode) {
        BackendSettings settings = SampleSettings.b1("work = " + mode + ", listen = \"127.0.0.1:" + port + "\"");
        return KIT.spawn(BackendServer.create(settings, events.getRef()));
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void exchange(Socket client, String requests, String answers) throws IOException {
        client.getOutputStream().write(requests.getBytes(UTF_8));
        assertThat(client.getInputStream().readNBytes(answers.length()))
                .asString(UTF_8)
                .isEqualTo(answers);
    }

    /** In order or by a reset, but at an end. */
    private static void expectEnd(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private void expectNoThreads() {
        events.awaitAssert(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("b1-")));
    }
}
