package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.Effect;
import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.ActorRef;
import io.giliran.balancer.checks.HealthChecker;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.dispatch.BackendConduct;
import io.giliran.balancer.dispatch.PickingMaker;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionMessage;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.SampleDestinations;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.Operations;
import io.giliran.balancer.operate.ShutdownProgress;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.Picking;
import io.giliran.policy.Policies;
import io.giliran.policy.SampleParameters;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.settings.HostPort;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.planes.PlaneKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The router's decisions, message by message; its connections are spawned and not run unless a test runs them. */
final class RouterTest {
    private static final List<Destination> THREE = SampleDestinations.of(3);
    private static final Backend B1 = THREE.get(0).backend();
    private static final Backend B2 = THREE.get(1).backend();
    private static final Backend B3 = THREE.get(2).backend();
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 40_001);

    @TempDir
    Path dir;

    private final HandClock clock = new HandClock();
    private final TestInbox<HealthChecker.Command> checker = TestInbox.create();
    private final RecordingPolicy policy = new RecordingPolicy();
    private final OpenConnections open = new OpenConnections(0);
    private final List<String> codes = new ArrayList<>();

    @Test
    void tellsThePolicyAtItsStartWhoIsEligible() {
        router(policy);

        assertThat(policy.told()).containsExactly("eligible [b1, b2, b3]");
    }

    @Test
    void anAcceptedClientGetsAConnectionThatConnectsThePickedBackend() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        policy.told();
        clock.passMillis(7);
        FakeClient client = accept(router, 1);

        assertThat(policy.told()).containsExactly("pick without 0 at 7", "opened b1 at 7");
        runConnection(router, "connection-1");
        assertThat(client.calls()).containsExactly("connect 127.0.0.1:7001 within 5000");
    }

    @Test
    void connectionsAreNumberedAndGetTheirBackendsInTurn() {
        BehaviorTestKit<RouterMessage> router = router(roundRobin());
        List<FakeClient> clients = new ArrayList<>();
        for (int number = 1; number <= 7; number++) {
            clients.add(accept(router, number));
            runConnection(router, "connection-" + number);
        }

        assertThat(clients.stream().map(client -> client.calls().remove()))
                .containsExactly(
                        "connect 127.0.0.1:7001 within 5000",
                        "connect 127.0.0.1:7002 within 5000",
                        "connect 127.0.0.1:7003 within 5000",
                        "connect 127.0.0.1:7001 within 5000",
                        "connect 127.0.0.1:7002 within 5000",
                        "connect 127.0.0.1:7003 within 5000",
                        "connect 127.0.0.1:7001 within 5000");
    }

    @Test
    void thePolicyKnowsAClientByItsAddressWithoutThePort() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        router.run(new Router.Accepted(new FakeClient("127.0.0.9", 1_000)));
        long first = policy.lastKey();
        router.run(new Router.Accepted(new FakeClient("127.0.0.9", 2_000)));
        assertThat(policy.lastKey()).isEqualTo(first);

        TestInbox<ConnectionMessage> connection = TestInbox.create();
        router.run(new PickProtocol.PickAnother(
                B1,
                ConnectFailure.REFUSED,
                new InetSocketAddress("127.0.0.9", 3_000),
                null,
                TriedBackends.NONE.with(B1),
                true,
                2,
                connection.getRef()));
        assertThat(policy.lastKey()).isEqualTo(first);

        router.run(new Router.Accepted(new FakeClient("127.0.0.10", 1_000)));
        assertThat(policy.lastKey()).isNotEqualTo(first);
    }

    @Test
    void aBackendThatCannotBeConnectedIsGivenBackBeforeTheNextIsPicked() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        accept(router, 1);
        policy.told();
        clock.passMillis(3);
        TestInbox<ConnectionMessage> connection = TestInbox.create();

        router.run(passOver(B1, TriedBackends.NONE.with(B1), connection.getRef()));

        assertThat(policy.told())
                .containsExactly("failed b1 at 3", "closed b1 at 3", "pick without 1 at 3", "opened b2 at 3");
        connection.expectMessage(new Admission.Go(THREE.get(1), null));
    }

    @Test
    void whenEveryBackendHasBeenTriedNoneIsLeft() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        accept(router, 1);
        TestInbox<ConnectionMessage> connection = TestInbox.create();
        TriedBackends tried = TriedBackends.NONE.with(B1);
        router.run(passOver(B1, tried, connection.getRef()));
        tried.add(B2);
        router.run(passOver(B2, tried, connection.getRef()));
        tried.add(B3);
        policy.told();

        router.run(passOver(B3, tried, connection.getRef()));

        assertThat(policy.told()).containsExactly("failed b3 at 0", "closed b3 at 0", "pick without 3 at 0");
        assertThat(connection.getAllReceived())
                .containsExactly(
                        new Admission.Go(THREE.get(1), null),
                        new Admission.Go(THREE.get(2), null),
                        new Admission.Refuse(Termination.CONNECT_FAILED));
    }

    @Test
    void handsOnThatABackendHasFailedAClientUnanswered() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        accept(router, 1);
        policy.told();
        clock.passMillis(4);

        router.run(new PickProtocol.ConnectionEnded(
                B1, CLIENT, ClientRules.nobody(), new BackendConduct(BackendConduct.Kind.CLOSED_UNASKED, 5)));

        assertThat(policy.told()).containsExactly("failed b1 at 4", "closed b1 at 4");
    }

    @Test
    void handsOnWhatWasMeasured() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        policy.told();
        clock.passMillis(11);

        router.run(new PickProtocol.Observed(B2, Signal.CONNECT, 345));

        assertThat(policy.told()).containsExactly("observed b2 CONNECT 345 at 11");
    }

    @Test
    void anEndedConnectionGivesItsBackendBackOnceIfItHasOne() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        accept(router, 1);
        accept(router, 2);
        policy.told();
        clock.passMillis(9);

        router.run(ended(B1));
        assertThat(policy.told()).containsExactly("closed b1 at 9");

        router.run(ended(null));
        assertThat(policy.told()).isEmpty();
        router.run(new Router.Stop(false, progress::add));
        assertThat(router.isAlive()).isFalse();
    }

    @Test
    void tellsTheLoadWithEveryBackendInTheOrderOfDeclaration() {
        BehaviorTestKit<RouterMessage> router = router(roundRobin());
        assertThat(load(router)).isEqualTo(new Load(0, picks(0, 0, 0)));
        for (int number = 1; number <= 4; number++) {
            accept(router, number);
        }
        router.run(ended(B2));

        Load load = load(router);
        assertThat(load).isEqualTo(new Load(4, picks(2, 1, 1)));
        assertThat(load.picks().keySet()).containsExactly("b1", "b2", "b3");
    }

    @Test
    void aPickAfterAFailureCountsForTheBackendThatIsTriedNext() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        accept(router, 1);
        router.run(passOver(
                B1,
                TriedBackends.NONE.with(B1),
                TestInbox.<ConnectionMessage>create().getRef()));

        assertThat(load(router)).isEqualTo(new Load(1, picks(1, 1, 0)));
    }

    private final List<ShutdownProgress.Report> progress = new ArrayList<>();

    @Test
    void stopsAtOnceWhenNothingIsOpen() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        accept(router, 1);
        router.run(ended(B1));

        router.run(new Router.Stop(false, progress::add));

        assertThat(router.isAlive()).isFalse();
    }

    @Test
    void cutsWhatIsOpenAndStopsWhenAllOfItHasEnded() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        accept(router, 1);
        accept(router, 2);

        router.run(new Router.Stop(false, progress::add));
        assertThat(received(router, "connection-1")).containsExactly(new Connection.End(Termination.KILLED, false));
        assertThat(received(router, "connection-2")).containsExactly(new Connection.End(Termination.KILLED, false));

        router.run(ended(B1));
        assertThat(router.isAlive()).isTrue();
        router.run(ended(B1));
        assertThat(router.isAlive()).isFalse();
    }

    @Test
    void whoIsAcceptedWhileItStopsIsCut() {
        BehaviorTestKit<RouterMessage> router = router(policy);
        accept(router, 1);
        router.run(new Router.Stop(false, progress::add));

        accept(router, 2);

        assertThat(received(router, "connection-2")).containsExactly(new Connection.End(Termination.KILLED, false));
        router.run(ended(B1));
        assertThat(router.isAlive()).isTrue();
        router.run(ended(B1));
        assertThat(router.isAlive()).isFalse();
    }

    @Test
    void whatIsOpenStandsInTheLogOfEachConnectionThatEnds() throws IOException {
        AccessLog log = AccessLog.open(SampleSettings.accessLog(dir, true, false, false, 16));
        BehaviorTestKit<RouterMessage> router = router(roundRobin(), log);
        FakeClient first = accept(router, 1);
        BehaviorTestKit<ConnectionMessage> connection = runConnection(router, "connection-1");
        accept(router, 2);
        accept(router, 3);
        first.events().ended(new RelayEnd(RelayEnd.Cause.CLIENT_RESET, 0, 0));
        connection.runOne();
        log.close();

        // Three are open, of which only the first was run and so counts with its backend; it is not connected.
        assertThat(Files.readString(dir.resolve("balancer.log"))).endsWith("<NOSRV> 0/-1/0 0 CC 3/3/3/0/0 0/0\n");
    }

    @Test
    void aBackendTakesNoMoreThanItMayAndABackupOnlyWhatNoOtherCan() {
        List<Destination> one = List.of(
                new Destination(B1, new InetSocketAddress("127.0.0.1", 7001), false, 1),
                new Destination(B2, new InetSocketAddress("127.0.0.1", 7002), true, 1));
        BehaviorTestKit<RouterMessage> router =
                router("queue.size = 0, ejection.enabled = off", one, roundRobin(), noLog());
        accept(router, 1);
        accept(router, 2);
        refused(router, new FakeClient("127.0.0.1", 40_003));

        assertThat(load(router).picks()).containsExactly(Map.entry("b1", 1L), Map.entry("b2", 1L));
        router.run(ended(B1));
        accept(router, 4);
        assertThat(load(router).picks()).containsExactly(Map.entry("b1", 2L), Map.entry("b2", 1L));
    }

    @Test
    void aClientForWhomThereIsNoBackendIsSentAway() {
        List<Destination> one = List.of(new Destination(B1, new InetSocketAddress("127.0.0.1", 7001), false, 1));
        BehaviorTestKit<RouterMessage> router =
                router("queue.size = 0, ejection.enabled = off", one, roundRobin(), noLog());
        accept(router, 1);
        FakeClient second = refused(router, new FakeClient("127.0.0.1", 40_002));

        assertThat(second.calls()).containsExactly("refuse");
    }

    /** All there is of it is its line, its event and its count. */
    @Test
    void whoIsDeniedIsSentAwayWithoutAnActor() throws IOException {
        AccessLog log = AccessLog.open(
                new AccessLogSettings(dir, true, true, false, true, Duration.ZERO, 0, 1, Duration.ZERO, true, 16));
        BehaviorTestKit<RouterMessage> router =
                router("ejection.enabled = off, clients.deny = [\"192.0.2.9\"]", THREE, policy, log);
        policy.told();

        FakeClient denied = refused(router, new FakeClient("192.0.2.9", 1));
        accept(router, 2);
        log.close();

        assertThat(denied.calls()).containsExactly("refuse");
        assertThat(codes).containsExactly("PR");
        assertThat(policy.told()).containsExactly("pick without 0 at 0", "opened b1 at 0");
        assertThat(load(router)).isEqualTo(new Load(2, picks(1, 0, 0)));
        assertThat(open.all()).isEqualTo(1);
        assertThat(Files.readString(dir.resolve("balancer.log"))).endsWith("<NOSRV> 0/-1/0 0 PR 1/1/1/0/0 0/0\n");
        assertThat(Files.readString(dir.resolve("balancer.jsonl")))
                .contains("\"connection\":1,", "\"client\":\"192.0.2.9:1\"", "\"ended\":\"denied\"");
        assertThat(Files.readAllLines(dir.resolve("events.jsonl")))
                .filteredOn(line -> line.contains("\"connection\":1,"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"event\":\"accept\"", "\"client\":\"192.0.2.9:1\""),
                        last -> assertThat(last).contains("\"event\":\"end\"", "\"termination\":\"PR\""));
    }

    /** It was counted when it was let in, and there was no backend for it. */
    @Test
    void whoIsSentAwayForWantOfABackendIsCountedNoMore() {
        List<Destination> one = List.of(new Destination(B1, new InetSocketAddress("127.0.0.1", 7001), false, 1));
        BehaviorTestKit<RouterMessage> router = router(
                "queue.size = 0, ejection.enabled = off, clients.max-connections = 1", one, roundRobin(), noLog());
        accept(router, 1);

        refused(router, new FakeClient("192.0.2.9", 1));
        refused(router, new FakeClient("192.0.2.9", 2));
        refused(router, new FakeClient("127.0.0.1", 3));

        assertThat(codes).containsExactly("PQ", "PQ", "PC");
    }

    private FakeClient refused(BehaviorTestKit<RouterMessage> router, FakeClient client) {
        open.reserve();
        router.run(new Router.Accepted(client));
        assertThat(router.getAllEffects()).noneMatch(effect -> effect instanceof Effect.Spawned);
        return client;
    }

    @Test
    void aClientIsConnectedToABackendOfItsName() {
        BehaviorTestKit<RouterMessage> router =
                routerByName("a=127.0.0.1:7001,sni=a.example", "b=127.0.0.1:7002,sni=b.example");

        FakeClient client = accept(router, 1, "b.example");
        runConnection(router, "connection-1");
        assertThat(client.calls()).containsExactly("connect 127.0.0.1:7002 within 5000");

        // And passed over to no other.
        TestInbox<ConnectionMessage> connection = TestInbox.create();
        Backend failed = new Backend(1, "b", 1, "127.0.0.1:7002");
        router.run(new PickProtocol.PickAnother(
                failed,
                ConnectFailure.REFUSED,
                CLIENT,
                "b.example",
                TriedBackends.NONE.with(failed),
                true,
                1,
                connection.getRef()));
        connection.expectMessage(new Admission.Refuse(Termination.CONNECT_FAILED));
    }

    @Test
    void aClientWhoseNameIsNobodysIsSentAway() {
        BehaviorTestKit<RouterMessage> router = routerByName("a=127.0.0.1:7001,sni=a.example");

        FakeClient client = refused(router, new FakeClient("127.0.0.1", 1, "b.example"));

        assertThat(client.calls()).containsExactly("refuse");
        assertThat(codes).containsExactly("PN");
        assertThat(load(router).picks()).containsExactly(Map.entry("a", 0L));
    }

    private BehaviorTestKit<RouterMessage> routerByName(String... backends) {
        List<Destination> destinations = new ArrayList<>();
        for (String backend : backends) {
            BackendAddress written = BackendAddress.parse(backend);
            destinations.add(written.destination(
                    destinations.size(), new InetSocketAddress("127.0.0.1", ((HostPort) written.endpoint()).port())));
        }
        return router(
                "queue.size = 0, ejection.enabled = off",
                true,
                destinations,
                (settings, route) -> settings.picking(null),
                noLog());
    }

    private BehaviorTestKit<RouterMessage> router(BalancingPolicy chosen) {
        return router(chosen, noLog());
    }

    private AccessLog noLog() {
        return AccessLog.open(SampleSettings.accessLog(dir, false, false, false, 1));
    }

    private BehaviorTestKit<RouterMessage> router(BalancingPolicy chosen, AccessLog log) {
        return router("queue.size = 0, ejection.enabled = off", THREE, chosen, log);
    }

    /** The first policy that a pool makes is of the primaries, the second of the backups. */
    private BehaviorTestKit<RouterMessage> router(
            String changes, List<Destination> backends, BalancingPolicy chosen, AccessLog log) {
        Iterator<BalancingPolicy> policies = List.of(chosen, roundRobin()).iterator();
        return router(
                changes, false, backends, (settings, route) -> new Picking(new BackendPool(policies::next, 0)), log);
    }

    private BehaviorTestKit<RouterMessage> router(
            String changes, boolean byName, List<Destination> backends, PickingMaker pools, AccessLog log) {
        RouterParts parts = new RouterParts(
                SampleSettings.routing(changes),
                byName,
                backends,
                pools,
                open,
                SampleSettings.rules(changes),
                log,
                new BalancerObserver() {
                    @Override
                    public void refused(String code) {
                        codes.add(code);
                    }
                },
                checker.getRef(),
                Map.of(),
                PlaneKind.complete());
        return BehaviorTestKit.create(Router.create(parts, clock.wall(), clock));
    }

    private static PickProtocol.ConnectionEnded ended(Backend backend) {
        return new PickProtocol.ConnectionEnded(backend, CLIENT, ClientRules.nobody(), BackendConduct.ANSWERED);
    }

    private static BalancingPolicy roundRobin() {
        return Policies.create("round-robin", SampleParameters.all(), new SplittableRandom(1));
    }

    private FakeClient accept(BehaviorTestKit<RouterMessage> router, int number) {
        return accept(router, number, null);
    }

    private FakeClient accept(BehaviorTestKit<RouterMessage> router, int number, String serverName) {
        FakeClient client = new FakeClient("127.0.0.1", 40_000 + number, serverName);
        // As the balancer does.
        open.reserve();
        router.run(new Router.Accepted(client));
        assertThat(router.expectEffectClass(Effect.Spawned.class).childName()).isEqualTo("connection-" + number);
        return client;
    }

    private static BehaviorTestKit<ConnectionMessage> runConnection(
            BehaviorTestKit<RouterMessage> router, String name) {
        ActorRef<ConnectionMessage> ref =
                router.<ConnectionMessage>childInbox(name).getRef();
        return router.childTestKit(ref);
    }

    private static List<ConnectionMessage> received(BehaviorTestKit<RouterMessage> router, String name) {
        return router.<ConnectionMessage>childInbox(name).getAllReceived();
    }

    private static PickProtocol.PickAnother passOver(
            Backend failed, TriedBackends tried, ActorRef<ConnectionMessage> connection) {
        return new PickProtocol.PickAnother(failed, ConnectFailure.REFUSED, CLIENT, null, tried, true, 1, connection);
    }

    /**
     * Load as an operator sees it.
     *
     * @param picks by backend name
     */
    private record Load(long accepted, Map<String, Long> picks) {}

    private static Load load(BehaviorTestKit<RouterMessage> router) {
        ControlReply.Status status = (ControlReply.Status) operate(router, new ControlCommand.GetStatus());
        ControlReply.Backends backends = (ControlReply.Backends) operate(router, new ControlCommand.GetBackends());
        Map<String, Long> picks = new LinkedHashMap<>();
        backends.backends().forEach(backend -> picks.put(backend.name(), backend.picks()));
        return new Load(status.accepted(), picks);
    }

    private static ControlReply operate(BehaviorTestKit<RouterMessage> router, ControlCommand command) {
        TestInbox<ControlReply> inbox = TestInbox.create();
        router.run(new Operations.Operate(command, Audit.Caller.SIGNAL, inbox.getRef()));
        return inbox.receiveMessage();
    }

    private static Map<String, Long> picks(long b1, long b2, long b3) {
        Map<String, Long> picks = new LinkedHashMap<>();
        picks.put("b1", b1);
        picks.put("b2", b2);
        picks.put("b3", b3);
        return picks;
    }
}
