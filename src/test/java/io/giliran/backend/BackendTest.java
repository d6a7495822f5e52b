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

final class BackendTest {
    /** Akka logs a failed bind by itself, as an error. */
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("akka.loglevel = OFF"));

    private final TestProbe<Backend.Event> events = KIT.createTestProbe();

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void tellsWhereItListensAndAnswersThere() throws IOException {
        ActorRef<Backend.Command> backend = spawn(0, WorkMode.TIMER);

        Backend.Bound bound = events.expectMessageClass(Backend.Bound.class);

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

            ActorRef<Backend.Command> backend = spawn(port, WorkMode.TIMER);

            events.expectMessage(new Backend.BindFailed("cannot listen on 127.0.0.1:" + port
                    + ": the port is in use; choose another with --listen HOST:PORT, or 0 for a free one"));
            events.expectTerminated(backend);
        }
    }

    @Test
    void counts() throws IOException {
        ActorRef<Backend.Command> backend = spawn(0, WorkMode.TIMER);
        InetSocketAddress address =
                events.expectMessageClass(Backend.Bound.class).address();
        TestProbe<Backend.Counts> counts = KIT.createTestProbe();
        connect(address).close();
        try (Socket client = connect(address)) {
            exchange(client, "@work=1us one\ntwo\n", "b1 one\nb1 two\n");

            counts.awaitAssert(() -> {
                backend.tell(new Backend.GetCounts(counts.getRef()));
                counts.expectMessage(new Backend.Counts(2, 1, 2));
                return null;
            });
        }
        KIT.stop(backend);
    }

    @ParameterizedTest
    @EnumSource
    void stopsWithItsPortItsConnectionsAndItsThreads(WorkMode mode) throws IOException {
        ActorRef<Backend.Command> backend = spawn(0, mode);
        InetSocketAddress address =
                events.expectMessageClass(Backend.Bound.class).address();
        try (Socket client = connect(address)) {
            exchange(client, "@work=1us hello\n@work=60m never\n", "b1 hello\n");

            backend.tell(new Backend.Stop());

            events.expectTerminated(backend);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class);
        expectNoThreads();
    }

    @Test
    void stopsWhenItIsToldWhileItBinds() {
        ActorRef<Backend.Command> backend = spawn(0, WorkMode.TIMER);
        backend.tell(new Backend.Stop());
        backend.tell(new Backend.Stop());

        events.expectMessageClass(Backend.Bound.class);
        events.expectTerminated(backend);
    }

    @Test
    void leavesNothingBehindWhenItsParentStopsIt() throws IOException {
        ActorRef<Backend.Command> backend = spawn(0, WorkMode.TIMER);
        InetSocketAddress address =
                events.expectMessageClass(Backend.Bound.class).address();
        try (Socket client = connect(address)) {
            exchange(client, "hello\n", "b1 hello\n");

            KIT.stop(backend);

            expectEnd(client);
        }
        events.awaitAssert(() -> assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class));
        expectNoThreads();
    }

    private ActorRef<Backend.Command> spawn(int port, WorkMode mode) {
        BackendSettings settings = SampleSettings.b1("work = " + mode + ", listen = \"127.0.0.1:" + port + "\"");
        return KIT.spawn(Backend.create(settings, events.getRef()));
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
