package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.giliran.MutedLogger;
import io.giliran.ProtocolCheck;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionMessage;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.SampleDestinations;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.policy.Backend;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.RelayEnd;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection as an actor: whatever its end is, what it has counted is given back exactly once. */
final class ConnectionReleaseTest {
    /** Some of these connections are meant to fail. */
    private static final MutedLogger MUTED = MutedLogger.of("akka.actor.SupervisorStrategy");

    private static final MutedLogger MUTED_TOO = MutedLogger.of(Connection.class.getName());

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final List<Destination> THREE = SampleDestinations.of(3);
    private static final InetSocketAddress LEG = new InetSocketAddress("127.0.0.1", 50_001);

    private static final Connection.Start START =
            new Connection.Start(new Admission.Go(THREE.get(0), null), ClientRules.nobody());

    private final TestProbe<RouterMessage> router = KIT.createTestProbe();
    private final OpenConnections open = new OpenConnections(3);
    private final AccessLog silent = AccessLog.open(AccessLogSettings.none());

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
        MUTED.close();
        MUTED_TOO.close();
    }

    @Test
    void aServedConnectionGivesItsBackendBack() throws InterruptedException {
        FakeClient client = new FakeClient("127.0.0.1", 40_001);
        ActorRef<ConnectionMessage> connection = start(client);
        assertThat(client.nextCall()).isEqualTo("connect 127.0.0.1:7001 within 5000");
        client.events().connected(LEG);
        client.events().ended(new RelayEnd(RelayEnd.Cause.FINISHED, 1, 2));

        assertThat(ended().backend()).isEqualTo(THREE.get(0).backend());
        router.expectTerminated(connection);
        assertThatNothingIsOpen();
        // It ended by itself: there is nothing to reset.
        assertThat(client.calls()).isEmpty();
    }

    @Test
    void aConnectionThatNobodyServedHasNothingToGiveBack() throws InterruptedException {
        FakeClient client = new FakeClient("127.0.0.1", 40_002);
        ActorRef<ConnectionMessage> connection = start(client);
        client.nextCall();
        client.events().connectFailed(ConnectFailure.REFUSED);
        passOver().replyTo().tell(new Admission.Refuse(Termination.CONNECT_FAILED));
        assertThat(client.nextCall()).isEqualTo("close");
        client.events().ended(new RelayEnd(RelayEnd.Cause.CLOSED, 0, 0));

        assertThat(ended().backend()).isNull();
        router.expectTerminated(connection);
        assertThatNothingIsOpen();
    }

    /** The router counts the connection with the backend that it names, whether or not the client is still there. */
    @Test
    void whatTheRouterNamesTooLateIsGivenBack() throws InterruptedException {
        FakeClient client = new FakeClient("127.0.0.1", 40_003);
        ActorRef<ConnectionMessage> connection = start(client);
        client.nextCall();
        client.events().connectFailed(ConnectFailure.REFUSED);
        PickProtocol.PickAnother passOver = passOver();
        client.events().ended(new RelayEnd(RelayEnd.Cause.CLIENT_RESET, 0, 0));
        passOver.replyTo().tell(new Admission.Go(THREE.get(1), null));

        assertThat(ended().backend()).isEqualTo(THREE.get(1).backend());
        router.expectTerminated(connection);
        assertThatNothingIsOpen();
        assertThat(client.calls()).isEmpty();
    }

    @Test
    void aConnectionThatFailsResetsItsRelayAndGivesItsBackendBack() throws InterruptedException {
        FakeClient client = new FakeClient("127.0.0.1", 40_004).failingAtConnect(2);
        ActorRef<ConnectionMessage> connection = start(client);
        client.nextCall();
        client.events().connectFailed(ConnectFailure.REFUSED);
        PickProtocol.PickAnother passOver = passOver();
        passOver.replyTo().tell(new Admission.Go(THREE.get(1), null));

        assertThat(ended().backend()).isEqualTo(THREE.get(1).backend());
        router.expectTerminated(connection);
        assertThat(client.nextCall()).isEqualTo("connect 127.0.0.1:7002 within 5000");
        assertThat(client.nextCall()).isEqualTo("abort");
        assertThatNothingIsOpen();
    }

    @Test
    void aConnectionThatCannotEvenStartGivesItsBackendBack() {
        FakeClient client = new FakeClient("127.0.0.1", 40_005).failingAtConnect(1);
        start(client);

        assertThat(ended().backend()).isEqualTo(THREE.get(0).backend());
        assertThatNothingIsOpen();
    }

    @Test
    void aConnectionWhoseRelayCannotStartResetsItsClient() throws Exception {
        FakeClient client = new FakeClient("127.0.0.1", 40_008).failingAtStart();
        start(client);

        assertThat(ended().backend()).isEqualTo(THREE.get(0).backend());
        assertThat(client.nextCall()).isEqualTo("refuse by reset");
        assertThatNothingIsOpen();
    }

    /** Whatever a handler throws ends the relay, is logged as an internal error, and gives the place back once. */
    @ParameterizedTest
    @ValueSource(strings = {"start", "connected", "connect failed", "try next", "end", "ended"})
    void aFailureOfAnyHandlerEndsTheConnection(String at) throws Exception {
        FakeClient client = new FakeClient("127.0.0.1", 40_007).failingAtClose();
        if (at.equals("start") || at.equals("try next")) {
            client.failingAtConnect(at.equals("start") ? 1 : 2);
        }
        FailingObserver observer = new FailingObserver(at);
        ActorRef<ConnectionMessage> connection = start(client, observer);
        assertThat(client.nextCall()).startsWith("connect ");
        switch (at) {
            case "connected" -> client.events().connected(LEG);
            case "connect failed" -> client.events().connectFailed(ConnectFailure.REFUSED);
            case "try next" -> {
                client.events().connectFailed(ConnectFailure.REFUSED);
                passOver().replyTo().tell(new Admission.Go(THREE.get(1), null));
                assertThat(client.nextCall()).startsWith("connect ");
            }
            case "end" -> connection.tell(new Connection.End(Termination.KILLED, true));
            case "ended" -> client.events().ended(new RelayEnd(RelayEnd.Cause.CLIENT_RESET, 0, 0));
            default -> {}
        }

        assertThat(ended().backend())
                .isEqualTo(THREE.get(at.equals("try next") ? 1 : 0).backend());
        if (at.equals("end")) {
            assertThat(client.nextCall()).isEqualTo("close");
        }
        assertThat(client.nextCall()).isEqualTo("abort");
        if (!at.equals("ended")) {
            assertThat(observer.ended).containsExactly(Termination.INTERNAL_ERROR.code());
        }
        router.expectTerminated(connection);
        router.expectNoMessage(Duration.ofMillis(1));
        assertThatNothingIsOpen();
    }

    /** The router counts the connection with the backend that it names, though the connection has failed meanwhile. */
    @Test
    void whatTheRouterNamesAfterAFailureIsGivenBack() throws Exception {
        FakeClient client = new FakeClient("127.0.0.1", 40_009).failingAtClose();
        ActorRef<ConnectionMessage> connection = start(client);
        client.nextCall();
        client.events().connectFailed(ConnectFailure.REFUSED);
        PickProtocol.PickAnother passOver = passOver();
        connection.tell(new Connection.End(Termination.KILLED, true));
        assertThat(client.nextCall()).isEqualTo("close");
        assertThat(client.nextCall()).isEqualTo("abort");
        passOver.replyTo().tell(new Admission.Go(THREE.get(1), null));

        assertThat(ended().backend()).isEqualTo(THREE.get(1).backend());
        router.expectTerminated(connection);
        assertThatNothingIsOpen();
    }

    @Test
    void everyMessageHasAHandler() throws Exception {
        ProtocolCheck.everyMessageHasAHandler(
                KIT, ConnectionMessage.class, () -> Connection.create(client(), START, trace(client()), shared()));
    }

    private static FakeClient client() {
        return new FakeClient("127.0.0.1", 40_006);
    }

    private ActorRef<ConnectionMessage> start(FakeClient client) {
        return start(client, BalancerObserver.NONE);
    }

    private ActorRef<ConnectionMessage> start(FakeClient client, BalancerObserver observer) {
        open.reserve();
        return KIT.spawn(Connection.create(client, START, trace(client), shared(observer)));
    }

    /** Fails where it is told to, and takes down the codes of what has ended. */
    private static final class FailingObserver implements BalancerObserver {
        private final String at;
        private final Queue<String> ended = new ConcurrentLinkedQueue<>();

        FailingObserver(String at) {
            this.at = at;
        }

        @Override
        public void attempted(Backend backend, long nanos, ConnectFailure failure) {
            if (at.equals(failure == null ? "connected" : "connect failed")) {
                throw new IllegalStateException("injected");
            }
        }

        @Override
        public void ended(Backend backend, long in, long out, long lifetimeNanos, String code) {
            if (at.equals("ended")) {
                throw new IllegalStateException("injected");
            }
            ended.add(code);
        }
    }

    private static ConnectionTrace trace(FakeClient client) {
        return new ConnectionTrace(1, client, "round-robin", HandClock.START, new HandClock());
    }

    private SharedByConnections shared() {
        return shared(BalancerObserver.NONE);
    }

    private SharedByConnections shared(BalancerObserver observer) {
        return new SharedByConnections(
                router.ref(), silent, open, observer, new LiveConnections(), SampleSettings.changing(Set.of()));
    }

    private PickProtocol.ConnectionEnded ended() {
        return router.expectMessageClass(PickProtocol.ConnectionEnded.class);
    }

    private PickProtocol.PickAnother passOver() {
        return router.expectMessageClass(PickProtocol.PickAnother.class);
    }

    private void assertThatNothingIsOpen() {
        assertThat(open.all()).isZero();
        assertThat(THREE)
                .allSatisfy(destination ->
                        assertThat(open.of(destination.backend())).isZero());
    }
}
