package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.giliran.ProtocolCheck;
import io.giliran.balancer.checks.HealthChecker;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.SampleDestinations;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.policy.BackendPool;
import io.giliran.policy.Picking;
import io.giliran.transport.planes.PlaneKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guardian: what it says when it starts or cannot, and how it stops. That it serves is the matter of BalancerIT. */
final class BalancerTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path dir;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void saysWhereItListensAndWhichFilesItWrites() {
        TestProbe<Balancer.Started> starter = KIT.createTestProbe();
        ActorRef<BalancerMessage> balancer =
                KIT.spawn(Balancer.create(settings("127.0.0.1:0", dir), BalancerObserver.NONE, starter.ref()));

        Balancer.Listening listening = starter.expectMessageClass(Balancer.Listening.class);

        InetSocketAddress address = (InetSocketAddress) listening.address();
        assertThat(address.getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
        assertThat(address.getPort()).isPositive();
        assertThat(listening.logFiles()).containsExactly(dir.resolve("balancer.log"), dir.resolve("balancer.jsonl"));
        KIT.stop(balancer);
    }

    @Test
    void stopsListeningCutsItsClientsAndLogsThem() throws IOException {
        TestProbe<Balancer.Started> starter = KIT.createTestProbe();
        ActorRef<BalancerMessage> balancer =
                KIT.spawn(Balancer.create(settings("127.0.0.1:0", dir), BalancerObserver.NONE, starter.ref()));
        InetSocketAddress address = (InetSocketAddress)
                starter.expectMessageClass(Balancer.Listening.class).address();
        try (ServerSocket backend = new ServerSocket(7001, 1, InetAddress.getByName("127.88.0.1"));
                Socket client = new Socket(address.getAddress(), address.getPort())) {
            Socket backendLeg = backend.accept();
            backendLeg.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');

            balancer.tell(Balancer.Stop.INSTANCE);
            // It may be told more than once.
            balancer.tell(Balancer.Stop.INSTANCE);
            starter.expectTerminated(balancer);

            assertThatThrownBy(() -> client.getInputStream().read()).hasMessage("Connection reset");
            backendLeg.close();
        }
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(ConnectException.class);
        assertThat(dir.resolve("balancer.log"))
                .content()
                .contains(" backends/b1 ")
                .contains(" 1 KD 1/1/1/1/0 0/0");
        assertThat(dir.resolve("balancer.jsonl")).content().endsWith("\"ended\":\"killed\"}\n");
    }

    @Test
    void aStopBeforeItListensIsNotForgotten() {
        TestProbe<Balancer.Started> starter = KIT.createTestProbe();
        ActorRef<BalancerMessage> balancer =
                KIT.spawn(Balancer.create(settings("127.0.0.1:0", dir), BalancerObserver.NONE, starter.ref()));
        balancer.tell(Balancer.Stop.INSTANCE);

        starter.expectMessageClass(Balancer.Listening.class);
        starter.expectTerminated(balancer);
    }

    @Test
    void aPortInUseIsToldAndItStops() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestProbe<Balancer.Started> starter = KIT.createTestProbe();
            String listen = "127.0.0.1:" + taken.getLocalPort();
            ActorRef<BalancerMessage> balancer =
                    KIT.spawn(Balancer.create(settings(listen, dir), BalancerObserver.NONE, starter.ref()));

            starter.expectMessage(new Balancer.NotStarted("cannot listen on " + listen
                    + ": the port is in use; choose another with --listen HOST:PORT, or 0 for a free one"));
            starter.expectTerminated(balancer);
        }
    }

    @Test
    void aLogThatCannotBeWrittenIsToldAndItStops() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        TestProbe<Balancer.Started> starter = KIT.createTestProbe();
        ActorRef<BalancerMessage> balancer =
                KIT.spawn(Balancer.create(settings("127.0.0.1:0", file), BalancerObserver.NONE, starter.ref()));

        starter.expectMessage(new Balancer.Misconfigured("cannot write the balancer's log to " + file
                + "; give a folder that can be written as giliran.balancer.access-log.directory or --out"));
        starter.expectTerminated(balancer);
    }

    @Test
    void theBalancerHandlesEveryMessage() throws Exception {
        BalancerSettings settings = settings("127.0.0.1:0", dir);
        ActorRef<Balancer.Started> nobody =
                KIT.createTestProbe(Balancer.Started.class).ref();

        ProtocolCheck.everyMessageHasAHandler(
                KIT, BalancerMessage.class, () -> Balancer.create(settings, BalancerObserver.NONE, nobody));
    }

    @Test
    void theRouterHandlesEveryMessage() throws Exception {
        AccessLog silent = AccessLog.open(AccessLogSettings.none());
        HandClock clock = new HandClock();

        ProtocolCheck.everyMessageHasAHandler(
                KIT,
                RouterMessage.class,
                () -> Router.create(
                        new RouterParts(
                                SampleSettings.routing(""),
                                false,
                                SampleDestinations.of(1),
                                (settings, route) -> new Picking(new BackendPool(RecordingPolicy::new, 0)),
                                new OpenConnections(1),
                                SampleSettings.rules(""),
                                silent,
                                BalancerObserver.NONE,
                                KIT.<HealthChecker.Command>createTestProbe().ref(),
                                Map.of(),
                                PlaneKind.complete()),
                        clock.wall(),
                        clock));
    }

    private static BalancerSettings settings(String listen, Path logs) {
        Map<String, Object> balancer = Map.of(
                "listen", listen, "backends", List.of("b1=127.88.0.1:7001"), "access-log.directory", logs.toString());
        return BalancerSettings.from(ConfigFactory.parseMap(balancer)
                .atPath("giliran.balancer")
                .withFallback(ConfigFactory.defaultReference()));
    }
}
