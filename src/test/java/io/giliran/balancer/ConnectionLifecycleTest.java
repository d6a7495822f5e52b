package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.giliran.MutedLogger;
import io.giliran.ProtocolCheck;
import io.giliran.balancer.BalancerSettings.AccessLogSettings;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.RelayEnd;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A connection as an actor: whatever its end is, what it has counted is given back exactly once. */
final class ConnectionLifecycleTest {
    /** Some of these connections are meant to fail. */
    private static final MutedLogger MUTED = MutedLogger.of("akka.actor.SupervisorStrategy");

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final List<Destination> THREE = SampleDestinations.of(3);
    private static final InetSocketAddress LEG = new InetSocketAddress("127.0.0.1", 50_001);

    private static final Connection.Start START =
            new Connection.Start(new Admission.Go(THREE.get(0)), null, ClientRules.nobody());

    private final TestProbe<Router.Command> router = KIT.createTestProbe();
    private final OpenConnections open = new OpenConnections(3);
    private final AccessLog silent = AccessLog.open(AccessLogSettings.none());

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
        MUTED.close();
    }

    @Test
    void aServedConnectionGivesItsBackendBack() throws InterruptedException {
        FakeClient client = new FakeClient("127.0.0.1", 40_001);
        ActorRef<Connection.Command> connection = start(client);
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
        ActorRef<Connection.Command> connection = start(client);
        client.nextCall();
        client.events().connectFailed(ConnectFailure.REFUSED);
        passOver().replyTo().tell(new Connection.NoneLeft(Termination.CONNECT_FAILED));
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
        ActorRef<Connection.Command> connection = start(client);
        client.nextCall();
        client.events().connectFailed(ConnectFailure.REFUSED);
        Router.PassOver passOver = passOver();
        client.events().ended(new RelayEnd(RelayEnd.Cause.CLIENT_RESET, 0, 0));
        passOver.replyTo().tell(new Connection.TryNext(THREE.get(1), null));

        assertThat(ended().backend()).isEqualTo(THREE.get(1).backend());
        router.expectTerminated(connection);
        assertThatNothingIsOpen();
        assertThat(client.calls()).isEmpty();
    }

    @Test
    void aConnectionThatFailsResetsItsRelayAndGivesItsBackendBack() throws InterruptedException {
        FakeClient client = new FakeClient("127.0.0.1", 40_004).failingAtConnect(2);
        ActorRef<Connection.Command> connection = start(client);
        client.nextCall();
        client.events().connectFailed(ConnectFailure.REFUSED);
        Router.PassOver passOver = passOver();
        passOver.replyTo().tell(new Connection.TryNext(THREE.get(1), null));

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
    void everyMessageHasAHandler() throws Exception {
        ProtocolCheck.everyMessageHasAHandler(
                KIT, Connection.Command.class, () -> Connection.create(client(), START, trace(client()), shared()));
    }

    private static FakeClient client() {
        return new FakeClient("127.0.0.1", 40_006);
    }

    private ActorRef<Connection.Command> start(FakeClient client) {
        open.reserve();
        return KIT.spawn(Connection.create(client, START, trace(client), shared()));
    }

    private static ConnectionTrace trace(FakeClient client) {
        return new ConnectionTrace(1, client, "round-robin", HandClock.START, new HandClock());
    }

    private SharedByConnections shared() {
        return new SharedByConnections(
                router.ref(), silent, open, BalancerObserver.NONE, SampleSettings.changing(Set.of()));
    }

    private Router.ConnectionEnded ended() {
        return router.expectMessageClass(Router.ConnectionEnded.class);
    }

    private Router.PassOver passOver() {
        return router.expectMessageClass(Router.PassOver.class);
    }

    private void assertThatNothingIsOpen() {
        assertThat(open.all()).isZero();
        assertThat(THREE)
                .allSatisfy(destination ->
                        assertThat(open.of(destination.backend())).isZero());
    }
}
