package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.Effect;
import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.giliran.policy.Signal;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions and records of a connection, step by step in virtual time. */
public final class ConnectionTest {
    private static final List<Destination> THREE = SampleDestinations.of(3);
    private static final InetSocketAddress LEG = new InetSocketAddress("127.0.0.1", 50_001);

    @TempDir
    Path dir;

    private final HandClock clock = new HandClock();
    private final FakeClient client = new FakeClient("127.0.0.1", 40_021);
    private final TestInbox<RouterMessage> router = TestInbox.create();
    private final OpenConnections open = new OpenConnections(3);

    private AccessLog log;
    private BehaviorTestKit<ConnectionMessage> connection;

    @Test
    void connectsTheFirstBackendAtOnce() {
        start(Set.of());

        assertThat(client.calls()).containsExactly("connect 127.0.0.1:7001 within 5000");
        assertThat(openPerBackend()).containsExactly(1, 0, 0);
        assertThat(connection.isAlive()).isTrue();
    }

    @Test
    void writesOneLineThatHasEveryStage() throws IOException {
        start(Set.of());
        clock.passMillis(2);
        connected();
        clock.passMillis(30);
        firstByte();
        clock.passMillis(400);
        halfClosed(Leg.CLIENT);
        ended(RelayEnd.Cause.FINISHED, 7, 21);

        assertThat(connection.isAlive()).isFalse();
        assertThat(logged()).isEqualTo(new ObjectMapper().readTree("""
                                {"connection": 17, "accepted": "2026-11-23T21:14:00.123Z",
                                 "client": "127.0.0.1:40021", "listener": "127.0.0.1:7000", "policy": "round-robin",
                                 "backend": "b1", "backend_address": "127.0.0.1:7001", "backend_leg": "127.0.0.1:50001",
                                 "attempts": [{"backend": "b1", "ns": 2000000}],
                                 "connect_ns": 2000000, "first_byte_ns": 30000000, "total_ns": 432000000,
                                 "bytes_in": 7, "bytes_out": 21, "termination": "--", "ended": "normal"}
                                """));
    }

    @Test
    void tellsThePolicyTheTimesThatItWantsAndNoOthers() {
        start(EnumSet.of(Signal.CONNECT, Signal.LIFETIME));
        clock.passMillis(2);
        connected();
        clock.passMillis(30);
        firstByte();
        clock.passMillis(400);
        ended(RelayEnd.Cause.FINISHED, 0, 0);

        assertThat(router.getAllReceived())
                .containsExactly(
                        new PickProtocol.Observed(THREE.get(0).backend(), Signal.CONNECT, 2_000_000),
                        new PickProtocol.Observed(THREE.get(0).backend(), Signal.LIFETIME, 430_000_000));
    }

    @Test
    void theFirstByteIsTimedFromConnected() {
        start(EnumSet.of(Signal.FIRST_BYTE));
        clock.passMillis(2);
        connected();
        clock.passMillis(30);
        firstByte();
        ended(RelayEnd.Cause.FINISHED, 0, 0);

        assertThat(router.getAllReceived())
                .containsExactly(new PickProtocol.Observed(THREE.get(0).backend(), Signal.FIRST_BYTE, 30_000_000));
    }

    @Test
    void aBackendThatCannotBeConnectedIsPassedOverForTheOneTheRouterNames() throws IOException {
        start(EnumSet.allOf(Signal.class));
        clock.passMillis(5);
        connectFailed(ConnectFailure.REFUSED);

        PickProtocol.PickAnother passOver = (PickProtocol.PickAnother) router.receiveMessage();
        assertThat(passOver.failed()).isEqualTo(THREE.get(0).backend());
        assertThat(passOver.client()).isEqualTo(client.remoteAddress());
        assertThat(passOver.tried().contains(THREE.get(0).backend())).isTrue();
        assertThat(passOver.tried().count()).isEqualTo(1);
        assertThat(openPerBackend()).containsExactly(0, 0, 0);

        clock.passMillis(1);
        passOver.replyTo().tell(new Admission.Go(THREE.get(2), null));
        connection.runOne();
        assertThat(client.calls())
                .containsExactly("connect 127.0.0.1:7001 within 5000", "connect 127.0.0.1:7003 within 5000");
        assertThat(openPerBackend()).containsExactly(0, 0, 1);

        clock.passMillis(3);
        connected();
        // Of this attempt, not of all.
        router.expectMessage(new PickProtocol.Observed(THREE.get(2).backend(), Signal.CONNECT, 3_000_000));
        clock.passMillis(10);
        ended(RelayEnd.Cause.FINISHED, 0, 0);
        JsonNode line = logged();
        assertThat(line.get("backend").asText()).isEqualTo("b3");
        assertThat(line.get("attempts").toString())
                .isEqualTo("[{\"backend\":\"b1\",\"ns\":5000000,\"failure\":\"refused\"},"
                        + "{\"backend\":\"b3\",\"ns\":3000000}]");
        assertThat(line.get("connect_ns").asLong()).isEqualTo(9_000_000);
        assertThat(line.has("first_byte_ns")).isFalse();
        assertThat(line.get("total_ns").asLong()).isEqualTo(19_000_000);
    }

    @Test
    void aBackendThatResetsBeforeItsFirstByteHasNotAnswered() {
        start(Set.of());
        connected();
        clock.passMillis(8);
        ended(RelayEnd.Cause.BACKEND_RESET, 10, 0);
        assertThat(connection.getAllEffects()).isEmpty();
    }

    @Test
    void aBackendThatResetAfterItsFirstByteHasNotFailed() {
        start(Set.of());
        connected();
        ended(RelayEnd.Cause.BACKEND_RESET, 10, 1);
        assertThat(router.hasMessages()).isFalse();
    }

    @Test
    void eachBackendThatFailsIsAddedToThoseThatWereTried() {
        start(Set.of());
        connectFailed(ConnectFailure.REFUSED);
        tryNext(1);
        connectFailed(ConnectFailure.TIMEOUT);

        PickProtocol.PickAnother second = (PickProtocol.PickAnother) router.receiveMessage();
        assertThat(second.failed()).isEqualTo(THREE.get(1).backend());
        assertThat(second.tried().contains(THREE.get(0).backend())).isTrue();
        assertThat(second.tried().contains(THREE.get(1).backend())).isTrue();
        assertThat(second.tried().count()).isEqualTo(2);
    }

    @Test
    void whenNoBackendIsLeftTheClientIsClosedAndTheLogSaysWhy() throws IOException {
        start(Set.of(Signal.LIFETIME));
        connectFailed(ConnectFailure.REFUSED);
        tryNext(1);
        connectFailed(ConnectFailure.UNREACHABLE);
        tryNext(2);
        connectFailed(ConnectFailure.TIMEOUT);
        router.receiveMessage();
        client.calls().clear();

        connection.run(new Admission.Refuse(Termination.CONNECT_FAILED));

        assertThat(client.calls()).containsExactly("close");
        assertThat(connection.isAlive()).isTrue();
        ended(RelayEnd.Cause.CLOSED, 0, 0);
        assertThat(connection.isAlive()).isFalse();
        // It had no life with any backend.
        assertThat(router.hasMessages()).isFalse();
        JsonNode line = logged();
        assertThat(line.get("termination").asText()).isEqualTo("sC");
        assertThat(line.get("attempts")).hasSize(3);
        assertThat(line.has("backend")).isFalse();
        assertThat(line.has("backend_address")).isFalse();
        assertThat(line.has("backend_leg")).isFalse();
        assertThat(line.has("connect_ns")).isFalse();
    }

    @Test
    void aClientThatLeavesWhileConnectingIsLogged() throws IOException {
        start(Set.of());
        clock.passMillis(4);
        ended(RelayEnd.Cause.CLIENT_RESET, 0, 0);

        assertThat(connection.isAlive()).isFalse();
        JsonNode line = logged();
        assertThat(line.get("termination").asText()).isEqualTo("CC");
        assertThat(line.get("attempts")).isEmpty();
    }

    @Test
    void aClientThatLeavesWhileTheRoutersAnswerIsAwaitedWaitsForItAndConnectsNobody() throws IOException {
        start(Set.of());
        connectFailed(ConnectFailure.REFUSED);
        ended(RelayEnd.Cause.CLIENT_RESET, 0, 0);
        assertThat(connection.isAlive()).isTrue();
        client.calls().clear();

        tryNext(1);

        assertThat(connection.isAlive()).isFalse();
        assertThat(client.calls()).isEmpty();
        assertThat(logged().get("termination").asText()).isEqualTo("CC");
    }

    @Test
    void aClientThatLeavesBeforeItHearsThatNoneIsLeftIsNotClosedAgain() {
        start(Set.of());
        connectFailed(ConnectFailure.REFUSED);
        ended(RelayEnd.Cause.CLIENT_RESET, 0, 0);
        client.calls().clear();

        connection.run(new Admission.Refuse(Termination.CONNECT_FAILED));

        assertThat(connection.isAlive()).isFalse();
        assertThat(client.calls()).isEmpty();
    }

    @Test
    void aCutResetsTheRelayAndTheEndIsLogged() throws IOException {
        start(Set.of());
        connected();
        client.calls().clear();

        connection.run(new Connection.End(Termination.KILLED, false));

        assertThat(client.calls()).containsExactly("abort");
        assertThat(connection.isAlive()).isTrue();
        ended(RelayEnd.Cause.ABORTED, 3, 4);
        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("KD");
    }

    @Test
    void whoIsRefusedIsClosedAndTheLogSaysWhy() throws IOException {
        start(Set.of(), new Connection.Start(new Admission.Refuse(Termination.DENIED), ClientRules.nobody()));

        assertThat(client.calls()).containsExactly("close");
        ended(RelayEnd.Cause.CLOSED, 0, 0);
        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("PR");
    }

    @Test
    void whoWaitedIsConnectedWhenItIsServed() throws IOException {
        startQueued();
        assertThat(client.calls()).isEmpty();

        clock.passMillis(30);
        connection.run(new Admission.Go(THREE.get(1), null));
        assertThat(client.calls()).containsExactly("connect 127.0.0.1:7002 within 5000");
        clock.passMillis(2);
        connected();
        ended(RelayEnd.Cause.FINISHED, 0, 0);

        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("--");
    }

    @Test
    void whoWaitsTooLongIsClosedAndLeavesTheQueue() throws IOException {
        startQueued();

        queueTimesOut();

        assertThat(client.calls()).containsExactly("close");
        router.expectMessage(new PickProtocol.LeaveQueue(17, connection.getRef()));
        connection.run(new Admission.Refuse(Termination.CLIENT_LEFT_QUEUE));
        ended(RelayEnd.Cause.CLOSED, 0, 0);
        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("sQ");
        assertThat(openPerBackend()).containsExactly(0, 0, 0);
    }

    /** The router has served it meanwhile, so it does not answer that it is out of the queue. */
    @Test
    void aPlaceThatCameTooLateIsGivenBack() throws IOException {
        startQueued();
        queueTimesOut();
        router.receiveMessage();

        connection.run(new Admission.Go(THREE.get(2), null));
        assertThat(openPerBackend()).containsExactly(0, 0, 1);
        ended(RelayEnd.Cause.CLOSED, 0, 0);

        assertThat(client.calls()).containsExactly("close");
        // Given back by its PostStop, which ConnectionReleaseTest sees.
        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("sQ");
    }

    @Test
    void aClientThatLeavesTheQueueIsLoggedWhenTheRouterKnows() throws IOException {
        startQueued();
        ended(RelayEnd.Cause.CLIENT_RESET, 0, 0);
        router.expectMessage(new PickProtocol.LeaveQueue(17, connection.getRef()));
        assertThat(connection.isAlive()).isTrue();

        connection.run(new Admission.Refuse(Termination.CLIENT_LEFT_QUEUE));

        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("CQ");
    }

    /** Else a balancer that stops would wait for it for ever. */
    @Test
    void whoIsEndedWhileItWaitsLeavesTheQueueAndStops() throws IOException {
        startQueued();

        connection.run(new Connection.End(Termination.KILLED, false));

        assertThat(client.calls()).containsExactly("abort");
        router.expectMessage(new PickProtocol.LeaveQueue(17, connection.getRef()));
        ended(RelayEnd.Cause.ABORTED, 0, 0);
        connection.run(new Admission.Refuse(Termination.CLIENT_LEFT_QUEUE));
        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("KC");
    }

    /** It was told to end before it heard that it waits. */
    @Test
    void whoIsEndingDoesNotBeginToWait() throws IOException {
        start(Set.of());
        connectFailed(ConnectFailure.REFUSED);
        router.receiveMessage();
        connection.run(new Connection.End(Termination.KILLED, false));

        connection.run(new Admission.Wait(0));
        router.expectMessage(new PickProtocol.LeaveQueue(17, connection.getRef()));
        connection.run(new Admission.Refuse(Termination.CLIENT_LEFT_QUEUE));
        ended(RelayEnd.Cause.ABORTED, 0, 0);

        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("KC");
    }

    @Test
    void noMoreAreTriedThanMayBe() throws IOException {
        startWith("retries = 1");
        connectFailed(ConnectFailure.REFUSED);
        assertThat(((PickProtocol.PickAnother) router.receiveMessage()).wantsAnother())
                .isTrue();
        connection.run(new Admission.Go(THREE.get(1), null));
        connectFailed(ConnectFailure.REFUSED);

        assertThat(((PickProtocol.PickAnother) router.receiveMessage()).wantsAnother())
                .isFalse();
        assertThat(client.calls()).endsWith("close");
        ended(RelayEnd.Cause.CLOSED, 0, 0);
        assertThat(connection.isAlive()).isFalse();
        assertThat(logged().get("termination").asText()).isEqualTo("SC");
    }

    @Test
    void norLaterThanTheyMayBe() {
        startWith("retry-deadline = 20ms");
        clock.passMillis(19);
        connectFailed(ConnectFailure.REFUSED);
        assertThat(((PickProtocol.PickAnother) router.receiveMessage()).wantsAnother())
                .isTrue();
        connection.run(new Admission.Go(THREE.get(1), null));
        clock.passMillis(1);
        connectFailed(ConnectFailure.REFUSED);

        assertThat(((PickProtocol.PickAnother) router.receiveMessage()).wantsAnother())
                .isFalse();
    }

    @Test
    void anEndMayBeGentle() throws IOException {
        start(Set.of());
        connected();
        client.calls().clear();

        connection.run(new Connection.End(Termination.KILLED, true));

        assertThat(client.calls()).containsExactly("close");
        ended(RelayEnd.Cause.CLOSED, 3, 4);
        assertThat(logged().get("termination").asText()).isEqualTo("KD");
    }

    @Test
    void theTcplogLineCountsTheConnectionItself() throws IOException {
        start(Set.of());
        // Another one, with another backend.
        open.reserve();
        open.opened(THREE.get(1).backend());
        connected();
        clock.passMillis(3);
        ended(RelayEnd.Cause.FINISHED, 7, 21);
        log.close();

        assertThat(Files.readString(dir.resolve("balancer.log")))
                .endsWith(" balancer backends/b1 0/0/3 21 -- 2/2/2/1/0 0/0\n");
    }

    /** Every stage, each with the time since it was accepted and the number that joins them. */
    @Test
    void tellsEachStageOfItsLife() throws IOException {
        log = AccessLog.open(new AccessLogSettings(
                dir, false, false, false, true, Duration.ofSeconds(1), 0, 1, Duration.ZERO, true, 16));
        open.reserve();
        ConnectionTrace trace = new ConnectionTrace(17, client, "round-robin", HandClock.START, clock);
        SharedByConnections shared = new SharedByConnections(
                router.getRef(),
                log,
                open,
                BalancerObserver.NONE,
                new LiveConnections(),
                SampleSettings.changing(Set.of()));
        connection = BehaviorTestKit.create(Connection.create(
                client,
                new Connection.Start(new Admission.Go(THREE.get(0), null), ClientRules.nobody()),
                trace,
                shared));
        clock.passMillis(5);
        connectFailed(ConnectFailure.REFUSED);
        tryNext(1);
        clock.passMillis(1);
        connected();
        client.isActive(new Activity(3, 4, 5));
        clock.passMillis(1_000);
        connection.run(connection.getAllEffects().stream()
                .filter(Effect.Scheduled.class::isInstance)
                .map(effect -> (ConnectionMessage) ((Effect.Scheduled<?>) effect).message())
                .findFirst()
                .orElseThrow());
        clock.passMillis(2);
        firstByte();
        halfClosed(Leg.CLIENT);
        ended(RelayEnd.Cause.FINISHED, 7, 21);
        log.close();

        String of17 = "\"connection\":17,\"event\":";
        assertThat(Files.readAllLines(dir.resolve("events.jsonl")))
                .containsExactly(
                        "{\"time\":\"2026-11-23T21:14:00.123Z\"," + of17
                                + "\"accept\",\"client\":\"127.0.0.1:40021\",\"listener\":\"127.0.0.1:7000\"}",
                        "{\"time\":\"2026-11-23T21:14:00.123Z\"," + of17
                                + "\"pick\",\"backend\":\"b1\",\"policy\":\"round-robin\"}",
                        "{\"time\":\"2026-11-23T21:14:00.128Z\"," + of17
                                + "\"attempt\",\"backend\":\"b1\",\"ns\":5000000,\"failure\":\"refused\"}",
                        "{\"time\":\"2026-11-23T21:14:00.128Z\"," + of17
                                + "\"pick\",\"backend\":\"b2\",\"policy\":\"round-robin\"}",
                        "{\"time\":\"2026-11-23T21:14:00.129Z\"," + of17
                                + "\"connected\",\"backend\":\"b2\",\"ns\":1000000}",
                        "{\"time\":\"2026-11-23T21:14:01.129Z\"," + of17
                                + "\"bytes\",\"bytes_in\":3,\"bytes_out\":4,\"idle_ns\":5}",
                        "{\"time\":\"2026-11-23T21:14:01.131Z\"," + of17 + "\"first_byte\",\"ns\":1002000000}",
                        "{\"time\":\"2026-11-23T21:14:01.131Z\"," + of17 + "\"half_close\",\"side\":\"client\"}",
                        "{\"time\":\"2026-11-23T21:14:01.131Z\"," + of17
                                + "\"end\",\"backend\":\"b2\",\"total_ns\":1008000000,\"bytes_in\":7,\"bytes_out\":21,"
                                + "\"termination\":\"--\",\"ended\":\"normal\"}");
    }

    private void start(Set<Signal> signals) {
        start(signals, new Connection.Start(new Admission.Go(THREE.get(0), null), ClientRules.nobody()));
    }

    private void startQueued() {
        start(Set.of(), new Connection.Start(new Admission.Wait(0), ClientRules.nobody()));
    }

    private void startWith(String changes) {
        start(
                SampleSettings.changing(changes, Set.of()),
                new Connection.Start(new Admission.Go(THREE.get(0), null), ClientRules.nobody()));
    }

    /** The timer that it has set goes off. */
    @SuppressWarnings("unchecked")
    private void queueTimesOut() {
        Effect.Scheduled<ConnectionMessage> timer = connection.expectEffectClass(Effect.Scheduled.class);
        connection.run(timer.message());
    }

    private void start(Set<Signal> signals, Connection.Start start) {
        start(SampleSettings.changing(signals), start);
    }

    private void start(SharedByConnections.Changing changing, Connection.Start start) {
        log = AccessLog.open(SampleSettings.accessLog(dir, true, true, false, 16));
        // As the router does before it spawns one.
        open.reserve();
        ConnectionTrace trace = new ConnectionTrace(17, client, "round-robin", HandClock.START, clock);
        SharedByConnections shared = new SharedByConnections(
                router.getRef(), log, open, BalancerObserver.NONE, new LiveConnections(), changing);
        connection = BehaviorTestKit.create(Connection.create(client, start, trace, shared));
    }

    private void connected() {
        client.events().connected(LEG);
        connection.runOne();
    }

    private void connectFailed(ConnectFailure failure) {
        client.events().connectFailed(failure);
        connection.runOne();
    }

    private void firstByte() {
        client.events().firstByte();
        connection.runOne();
    }

    private void halfClosed(Leg leg) {
        client.events().halfClosed(leg);
        connection.runOne();
    }

    private void ended(RelayEnd.Cause cause, long bytesFromClient, long bytesFromBackend) {
        client.events().ended(new RelayEnd(cause, bytesFromClient, bytesFromBackend));
        connection.runOne();
    }

    /** The router answers. */
    private void tryNext(int index) {
        PickProtocol.PickAnother passOver = (PickProtocol.PickAnother) router.receiveMessage();
        passOver.replyTo().tell(new Admission.Go(THREE.get(index), null));
        connection.runOne();
    }

    private List<Integer> openPerBackend() {
        return THREE.stream().map(destination -> open.of(destination.backend())).toList();
    }

    /** The only line of the log. */
    private JsonNode logged() throws IOException {
        log.close();
        List<String> lines = Files.readAllLines(dir.resolve("balancer.jsonl"));
        assertThat(lines).hasSize(1);
        return new ObjectMapper().readTree(lines.get(0));
    }
}
