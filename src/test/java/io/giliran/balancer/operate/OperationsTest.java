package io.giliran.balancer.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import akka.actor.testkit.typed.javadsl.TestInbox;
import io.giliran.CapturedLog;
import io.giliran.balancer.Connection;
import io.giliran.balancer.FakeClient;
import io.giliran.balancer.HandClock;
import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.dispatch.BackendConduct;
import io.giliran.balancer.dispatch.Dispatch;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionMessage;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.SampleDestinations;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.ControlReply.Refused.Kind;
import io.giliran.balancer.settings.PlaneKeysTest;
import io.giliran.health.AdminState;
import io.giliran.health.Eligibility;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.Policies;
import io.giliran.settings.PlainText;
import io.giliran.transport.Activity;
import io.giliran.transport.Relay;
import io.giliran.transport.planes.PlaneKind;
import io.giliran.transport.tls.TlsWish;
import io.giliran.workload.RandomStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of operators and their replies, in virtual time, without a router. The backends are b1, b2 and b3. */
final class OperationsTest {
    private static final Audit.Caller CALLER = new Audit.Caller("ctl", "127.0.0.1:4711", "ops");
    private static final long SECOND = 1_000_000_000;
    private static final String NO_EJECTION = "ejection.enabled = off\n";
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40_000);
    private static final Instant ACCEPTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final long ACCEPTED_SO_FAR = 1_234;
    private static final String THERE_ARE = "; there are b1, b2, b3";

    private final OpenConnections open = new OpenConnections(0);
    private final LiveConnections live = new LiveConnections();
    private final List<String> cuts = new ArrayList<>();
    private final Map<Long, TestInbox<ConnectionMessage>> inboxes = new HashMap<>();
    private long now = -4 * SECOND;
    private Dispatch<Long> dispatch;
    private Operations desk;

    @BeforeEach
    void prepare() {
        start(SampleDestinations.of(3));
    }

    // The balancer as a whole

    @Test
    void theStatusTellsTheBalancerAsItIs() {
        assertThat(ask(new ControlCommand.GetStatus()))
                .isEqualTo(new ControlReply.Status(
                        "round-robin", ACCEPTED_SO_FAR, 0, 0, false, "", -1, AccessLog.Figures.NONE));

        ask(new ControlCommand.Explain(true));
        ask(new ControlCommand.SetPolicy("random"));
        for (String name : dispatch.registry().names()) {
            ask(new ControlCommand.SetMaxConnections(name, 1));
        }
        // A fourth one waits: each of the three may have one.
        connect(4);

        assertThat(ask(new ControlCommand.GetStatus()))
                .isEqualTo(
                        new ControlReply.Status("random", ACCEPTED_SO_FAR, 4, 1, true, "", -1, AccessLog.Figures.NONE));
    }

    @Test
    void aNewPolicyPicksFromThenOn() {
        assertDone(new ControlCommand.SetPolicy("first"), "the policy is first");

        assertThat(connect(3)).containsExactly("b1", "b1", "b1");
    }

    @Test
    void aPolicyThatIsNoneIsRefused() {
        assertInvalid(
                new ControlCommand.SetPolicy("roundrobin"),
                "policy roundrobin is not valid; valid is one of " + String.join(", ", Policies.names())
                        + "; did you mean round-robin?");
        assertThat(dispatch.settings().policy().name()).isEqualTo("round-robin");
    }

    @Test
    void picksAreExplainedWhileItIsWanted() {
        assertDone(new ControlCommand.Explain(true), "picks are explained");
        assertThat(explanation()).isNotNull();

        assertDone(new ControlCommand.Explain(false), "picks are not explained");
        assertThat(explanation()).isNull();
    }

    /** That of the backend that a client gets. */
    private @Nullable PickExplanation explanation() {
        return ((Admission.Go) dispatch.admit(1L, ClientRules.nobody(), CLIENT, null, now)).explanation();
    }

    /** A command that is added later fails here until it is either a question or in the list. */
    @Test
    void everyChangeIsInTheAuditLogWithWhatWasBefore() {
        Map<ControlCommand, String> lines = new LinkedHashMap<>();
        lines.put(new ControlCommand.SetState("b1", AdminState.DRAIN), "change=\"state of b1\" from=ready to=drain");
        lines.put(new ControlCommand.SetWeight("b1", 7), "change=\"weight of b1\" from=1 to=7");
        lines.put(new ControlCommand.SetMaxConnections("b1", 9), "change=\"max-connections of b1\" from=off to=9");
        lines.put(new ControlCommand.SetPolicy("random"), "change=policy from=round-robin to=random");
        lines.put(new ControlCommand.Explain(true), "change=explain from=off to=on");
        lines.put(
                new ControlCommand.AddBackend(BackendAddress.parse("b9=127.0.0.1:7009")
                        .destination(0, new InetSocketAddress("127.0.0.1", 7_009))),
                "change=\"backend b9\" done=\"joins: 127.0.0.1:7009\"");
        lines.put(new ControlCommand.RemoveBackend("b9", true), "change=\"backend b9\" done=\"leaves, cut\"");
        lines.put(new ControlCommand.Rebalance(10, 0), "change=rebalance done=\"begins, 10.0 a second\"");
        Set<Class<?>> others = Set.of(
                ControlCommand.GetStatus.class,
                ControlCommand.GetBackends.class,
                ControlCommand.GetConnections.class,
                ControlCommand.GetConnection.class,
                ControlCommand.TellBytes.class,
                // With a real connection in AdminApiIT.
                ControlCommand.CutConnection.class);
        assertThat(ControlCommand.class.getPermittedSubclasses())
                .filteredOn(command -> !others.contains(command))
                .containsExactlyInAnyOrderElementsOf(
                        lines.keySet().stream().map(Object::getClass).toList());

        for (Map.Entry<ControlCommand, String> line : lines.entrySet()) {
            try (CapturedLog audit = CapturedLog.ofAudit()) {
                ask(line.getKey());
                assertThat(audit.infos()).containsExactly("by=ctl address=127.0.0.1:4711 token=ops " + line.getValue());
            }
        }
    }

    @Test
    void whatIsRefusedIsNoChange() {
        try (CapturedLog audit = CapturedLog.ofAudit()) {
            ask(new ControlCommand.SetWeight("b1", 0));
            ask(new ControlCommand.SetState("nobody", AdminState.MAINT));
            ask(new ControlCommand.GetBackends());
            assertThat(audit.infos()).isEmpty();
        }
    }

    // Backends

    @Test
    void theBackendsAreTold() {
        ask(new ControlCommand.SetWeight("b1", 7));
        ask(new ControlCommand.SetMaxConnections("b1", 9));
        ask(new ControlCommand.SetState("b2", AdminState.DRAIN));
        connect(2);

        // b1 has seven parts of eight, and b2 gets nothing.
        assertThat(backends())
                .extracting(
                        ControlReply.BackendView::name,
                        ControlReply.BackendView::address,
                        ControlReply.BackendView::weight,
                        ControlReply.BackendView::maxConnections,
                        ControlReply.BackendView::admin,
                        ControlReply.BackendView::state,
                        ControlReply.BackendView::isEligible,
                        ControlReply.BackendView::reason)
                .containsExactly(
                        tuple(
                                "b1",
                                "127.0.0.1:7001",
                                7,
                                9,
                                AdminState.READY,
                                Eligibility.State.UP,
                                true,
                                "UP, not checked"),
                        tuple(
                                "b2",
                                "127.0.0.1:7002",
                                1,
                                BackendPool.ENDLESS,
                                AdminState.DRAIN,
                                Eligibility.State.DRAIN,
                                false,
                                view("b2").reason()),
                        tuple(
                                "b3",
                                "127.0.0.1:7003",
                                1,
                                BackendPool.ENDLESS,
                                AdminState.READY,
                                Eligibility.State.UP,
                                true,
                                "UP, not checked"));
        assertThat(backends()).allSatisfy(view -> assertThat(view.reason()).doesNotContain("\n"));
        assertThat(view("b1").picks() + view("b3").picks()).isEqualTo(2);
        assertThat(view("b1").open() + view("b3").open()).isEqualTo(2);
        assertThat(view("b2").picks()).isZero();
    }

    @ParameterizedTest
    @EnumSource(AdminState.class)
    void aStateIsSet(AdminState wanted) {
        assertDone(new ControlCommand.SetState("b2", wanted), "b2 is " + wanted);

        assertThat(view("b2").admin()).isEqualTo(wanted);
        assertThat(view("b2").isEligible()).isEqualTo(wanted == AdminState.READY);
        assertThat(cuts).isEqualTo(wanted == AdminState.MAINT ? List.of("b2 KD") : List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 256})
    void aWeightIsSet(int weight) {
        assertDone(new ControlCommand.SetWeight("b3", weight), "b3 has weight " + weight);

        assertThat(view("b3").weight()).isEqualTo(weight);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 257, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aWeightOutOfBoundsIsRefused(int weight) {
        assertInvalid(
                new ControlCommand.SetWeight("b3", weight),
                "weight " + weight + " is not valid; valid is a whole number from 1 to 256");
        assertThat(view("b3").weight()).isEqualTo(1);
    }

    @Test
    void aBoundOfConnectionsIsSetAndTakenBack() {
        assertDone(new ControlCommand.SetMaxConnections("b1", 1), "b1 may have 1 connections");
        assertThat(view("b1").maxConnections()).isEqualTo(1);

        assertDone(
                new ControlCommand.SetMaxConnections("b1", BackendPool.ENDLESS),
                "b1 may have any number of connections");
        assertThat(view("b1").maxConnections()).isEqualTo(BackendPool.ENDLESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aBoundBelowOneIsRefused(int most) {
        assertInvalid(
                new ControlCommand.SetMaxConnections("b1", most),
                "max_connections " + most + " is not valid; valid is a whole number from 1, or off");
        assertThat(view("b1").maxConnections()).isEqualTo(BackendPool.ENDLESS);
    }

    @Test
    void aBackendJoinsAndItsNameIsTaken() {
        Destination described = new Destination(new Backend(77, "b4", 5), new InetSocketAddress("127.0.0.1", 7_004));

        assertDone(new ControlCommand.AddBackend(described), "b4 joins");

        assertThat(dispatch.registry().names()).containsExactly("b1", "b2", "b3", "b4");
        assertThat(view("b4").weight()).isEqualTo(5);
        // Three of weight 1 and one of weight 5: of eight it gets five.
        assertThat(connect(8)).filteredOn("b4"::equals).hasSize(5);
        assertRefused(new ControlCommand.AddBackend(described), Kind.CONFLICT, "a backend b4 is there already");
        assertThat(dispatch.registry().names()).hasSize(4);
    }

    @Test
    void aBackendThatTheDataPlaneDoesNotSupportDoesNotJoin() {
        desk = new Operations(
                dispatch,
                live,
                open,
                RandomStream.named(1, "closing"),
                PlaneKind.STREAMS,
                () -> AccessLog.Figures.NONE);

        PlaneKeysTest.backends()
                .forEach((written, refusal) -> assertRefused(
                        new ControlCommand.AddBackend(PlaneKeysTest.backend(written)),
                        Kind.INVALID,
                        "backend b4 cannot be added: " + refusal));
    }

    @Test
    void aBackendLeavesWhenItsLastConnectionHasEnded() {
        connect(3);

        assertDone(new ControlCommand.RemoveBackend("b2", false), "b2 leaves");

        assertThat(cuts).isEmpty();
        assertThat(view("b2").isLeaving()).isTrue();
        assertThat(view("b2").isEligible()).isFalse();
        assertThat(view("b2").state()).isEqualTo(Eligibility.State.DRAIN);
        assertThat(view("b2").reason()).isEqualTo("removed, until its connections have ended");
        assertThat(connect(2)).doesNotContain("b2");
        assertRefused(
                new ControlCommand.RemoveBackend("b2", true),
                Kind.NOT_FOUND,
                "there is no backend b2; there are b1, b3");

        dispatch.ended(SampleDestinations.of(3).get(1).backend(), BackendConduct.ANSWERED, CLIENT, now);
        assertThat(backends()).extracting(ControlReply.BackendView::name).containsExactly("b1", "b3");
    }

    @Test
    void aBackendThatLeavesMayTakeItsConnectionsAlong() {
        connect(3);

        assertDone(new ControlCommand.RemoveBackend("b2", true), "b2 leaves");

        assertThat(cuts).containsExactly("b2 KD");
    }

    /** The name of one that is leaving is free: a backend can be replaced while its old connections go on. */
    @Test
    void theNameOfOneThatIsLeavingMayBeTaken() {
        connect(3);
        ask(new ControlCommand.RemoveBackend("b2", false));
        Destination next = new Destination(new Backend(0, "b2", 1), new InetSocketAddress("127.0.0.1", 7_102));

        assertDone(new ControlCommand.AddBackend(next), "b2 joins");
        assertDone(new ControlCommand.SetWeight("b2", 3), "b2 has weight 3");

        assertThat(backends())
                .filteredOn(view -> view.name().equals("b2"))
                .extracting(ControlReply.BackendView::address, ControlReply.BackendView::weight)
                .containsExactly(tuple("127.0.0.1:7002", 1), tuple("127.0.0.1:7102", 3));
    }

    @Test
    void whoeverAsksForABackendThatIsNotThereIsToldWhichAre() {
        String refusal = "there is no backend b9" + THERE_ARE;

        assertRefused(new ControlCommand.SetState("b9", AdminState.DRAIN), Kind.NOT_FOUND, refusal);
        assertRefused(new ControlCommand.SetWeight("b9", 1), Kind.NOT_FOUND, refusal);
        assertRefused(new ControlCommand.SetMaxConnections("b9", 1), Kind.NOT_FOUND, refusal);
        assertRefused(new ControlCommand.RemoveBackend("b9", true), Kind.NOT_FOUND, refusal);
        assertRefused(new ControlCommand.GetConnections("b9", 1), Kind.NOT_FOUND, refusal);
        assertThat(cuts).isEmpty();
    }

    @Test
    void whereNoneIsLeftItIsSaid() {
        start(List.of());

        assertRefused(
                new ControlCommand.SetWeight("b1", 1), Kind.NOT_FOUND, "there is no backend b1; there is none at all");
    }

    /** Names come from outside; a refusal is one line, of a readable length, and does nothing to a terminal. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "\r", "\t", "\0", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\u202e"})
    void aNameIsRepeatedAsItCanStandInALine(String harmful) {
        assertRefused(
                new ControlCommand.SetWeight("b" + harmful + "9", 1),
                Kind.NOT_FOUND,
                "there is no backend b" + PlainText.line(harmful) + "9" + THERE_ARE);
        assertInvalid(
                new ControlCommand.SetPolicy(harmful),
                "policy " + PlainText.line(harmful) + " is not valid; valid is one of "
                        + String.join(", ", Policies.names()));
    }

    @Test
    void onlyTheBeginningOfALongNameIsRepeated() {
        assertRefused(
                new ControlCommand.RemoveBackend("x".repeat(64), false),
                Kind.NOT_FOUND,
                "there is no backend " + "x".repeat(64) + THERE_ARE);
        assertRefused(
                new ControlCommand.RemoveBackend("x".repeat(65), false),
                Kind.NOT_FOUND,
                "there is no backend " + "x".repeat(64) + "…" + THERE_ARE);
    }

    // Connections

    @Test
    void theLongestOpenConnectionsAreToldFirst() {
        live(12, "b1", 3);
        live(5, "b2", 2);
        live(7, null, 1);
        live(20, "b1", 0);

        assertThat(connections("", 3)).isEqualTo(List.of(5L, 7L, 12L));
        assertThat(((ControlReply.Connections) ask(new ControlCommand.GetConnections("", 3))).total())
                .isEqualTo(4);
        assertThat(connections("b1", Integer.MAX_VALUE)).isEqualTo(List.of(12L, 20L));
        assertThat(connections("b3", 1)).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void noConnectionsAtAllAreNotAskedFor(int most) {
        assertInvalid(
                new ControlCommand.GetConnections("", most),
                "limit " + most + " is not valid; valid is a whole number from 1");
    }

    @Test
    void theServerNameOfAConnectionIsTold() {
        live(12, "b1", 3, "a.example");

        assertThat(((ControlReply.Connections) ask(new ControlCommand.GetConnection(12))).connections())
                .extracting(ControlReply.ConnectionView::serverName)
                .containsExactly("a.example");
    }

    /** 100 and 200 bytes, and nothing moved for 3 s. */
    @Test
    void aConnectionIsTold() {
        live(12, "b1", 3);
        live(13, null, 0);

        assertThat(((ControlReply.Connections) ask(new ControlCommand.GetConnection(12))).connections())
                .containsExactly(new ControlReply.ConnectionView(
                        12, "192.0.2.7:40000", ACCEPTED, null, "b1", 100, 200, 3 * SECOND, null));
        assertThat(((ControlReply.Connections) ask(new ControlCommand.GetConnection(13))).connections())
                .singleElement()
                .extracting(ControlReply.ConnectionView::backend)
                .isNull();
    }

    @Test
    void aConnectionIsCut() {
        live(12, "b1", 3);
        live(13, "b1", 3);

        assertDone(new ControlCommand.CutConnection(12), "connection 12 is cut");

        assertThat(inboxes.get(12L).getAllReceived()).containsExactly(new Connection.End(Termination.KILLED, false));
        assertThat(inboxes.get(13L).hasMessages()).isFalse();
    }

    @Test
    void aConnectionThatIsNotOpenIsNeitherToldNorCut() {
        live(12, "b1", 3);

        assertRefused(new ControlCommand.GetConnection(11), Kind.NOT_FOUND, "no connection 11 is open");
        assertRefused(new ControlCommand.CutConnection(-1), Kind.NOT_FOUND, "no connection -1 is open");
        assertThat(inboxes.get(12L).hasMessages()).isFalse();
    }

    // Rebalancing

    /** b1 has four, b2 and b3 none: its part is two, of four by three rounded up. The longest idle ones go. */
    @Test
    void theExcessIsClosedTheLongestIdleFirst() {
        for (long id = 1; id <= 4; id++) {
            live(id, "b1", id);
        }

        assertDone(new ControlCommand.Rebalance(1_000, 0), "rebalancing begins");
        assertThat(status().excess()).isZero();
        assertThat(desk.nextRebalanceAt()).isEqualTo(now);

        List<Long> closed = new ArrayList<>();
        while (desk.nextRebalanceAt() != Long.MAX_VALUE) {
            now = desk.nextRebalanceAt();
            closed.addAll(desk.rebalance(now));
        }
        assertThat(closed).containsExactly(4L, 3L);
        assertThat(status().excess()).isEqualTo(-1);
    }

    @Test
    void whatIsNotIdleForSoLongStays() {
        for (long id = 1; id <= 4; id++) {
            live(id, "b1", id);
        }

        assertDone(new ControlCommand.Rebalance(1_000_000, 4 * SECOND), "rebalancing begins");

        assertThat(desk.rebalance(now)).containsExactly(4L);
        assertThat(status().excess()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0", "-1, -1.0", "0.0009, 9.0E-4", "1000001, 1000001.0", "Infinity, Infinity", "NaN, NaN"})
    void aRateOutOfBoundsIsRefused(double rate, String written) {
        assertInvalid(
                new ControlCommand.Rebalance(rate, 0),
                "rate " + written + " is not valid; valid is a number from 0.001 to 1000000");
        assertThat(status().excess()).isEqualTo(-1);
        assertThat(desk.nextRebalanceAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theBoundsOfTheRateAreValid() {
        assertDone(new ControlCommand.Rebalance(0.001, 0), "rebalancing begins");
        assertDone(new ControlCommand.Rebalance(1_000_000, 0), "rebalancing begins");
    }

    @Test
    void anIdleTimeBelowZeroIsRefused() {
        assertInvalid(new ControlCommand.Rebalance(1, -1), "idle time -1 ns is not valid; valid is 0 or more");
        assertThat(status().excess()).isEqualTo(-1);
    }

    /** b1 has 3 of the 4 of its clients; that b3 has 6 of others is nobody's excess. */
    @Test
    void connectionsAreRebalancedAmongThoseWhoServeTheSameNames() {
        start(true, List.of(named("b1", "a.example"), named("b2", "a.example"), named("b3", "b.example")));
        for (long id = 1; id <= 3; id++) {
            live(id, "b1", 10, "a.example");
        }
        live(4, "b2", 10, "a.example");
        for (long id = 5; id <= 10; id++) {
            live(id, "b3", 10, "b.example");
        }

        ask(new ControlCommand.Rebalance(1_000, SECOND));

        assertThat(desk.rebalance(now)).hasSize(1).allMatch(id -> id <= 3);
        assertThat(status().excess()).isEqualTo(-1);
    }

    @Test
    void aBackendWithNamesJoinsOnlyWhereClientsAreRoutedByThem() {
        assertInvalid(
                new ControlCommand.AddBackend(named("b4", "a.example")),
                "b4 has sni, which counts only with giliran.balancer.sni.routing = on");
        assertThat(dispatch.registry().names()).doesNotContain("b4");

        start(true, SampleDestinations.of(1));
        assertDone(new ControlCommand.AddBackend(named("b4", "b.example|a.example")), "b4 joins");
        assertThat(view("b4").serverNames()).containsExactly("a.example", "b.example");
        assertThat(view("b1").serverNames()).isEmpty();
    }

    private static Destination named(String name, String serverNames) {
        return BackendAddress.parse(name + "=127.0.0.1:7009,sni=" + serverNames)
                .destination(0, new InetSocketAddress("127.0.0.1", 7_009));
    }

    private void start(List<Destination> backends) {
        start(false, backends);
    }

    private void start(boolean byName, List<Destination> backends) {
        dispatch = new Dispatch<>(
                SampleSettings.routing(NO_EJECTION).dispatch(),
                byName,
                backends,
                open,
                SampleSettings.rules(""),
                BalancerObserver.NONE,
                (settings, route) -> settings.picking(null),
                (backend, why) -> cuts.add(backend.name() + " " + why.code()),
                now);
        desk = new Operations(
                dispatch,
                live,
                open,
                RandomStream.named(1, "closing"),
                PlaneKind.complete(),
                () -> AccessLog.Figures.NONE);
    }

    private ControlReply ask(ControlCommand command) {
        return desk.handle(command, CALLER, ACCEPTED_SO_FAR, now);
    }

    private void assertDone(ControlCommand command, String what) {
        assertThat(ask(command)).isEqualTo(new ControlReply.Done(what));
    }

    private void assertInvalid(ControlCommand command, String reason) {
        assertRefused(command, Kind.INVALID, reason);
    }

    private void assertRefused(ControlCommand command, Kind kind, String reason) {
        assertThat(ask(command)).isEqualTo(new ControlReply.Refused(kind, reason));
    }

    private ControlReply.Status status() {
        return (ControlReply.Status) ask(new ControlCommand.GetStatus());
    }

    private List<ControlReply.BackendView> backends() {
        return ((ControlReply.Backends) ask(new ControlCommand.GetBackends())).backends();
    }

    private ControlReply.BackendView view(String name) {
        return backends().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Long> connections(String backend, int most) {
        return ((ControlReply.Connections) ask(new ControlCommand.GetConnections(backend, most)))
                .connections().stream().map(ControlReply.ConnectionView::id).toList();
    }

    /** So many clients come; the names of the backends of those that get one. */
    private List<String> connect(int count) {
        List<String> names = new ArrayList<>();
        for (long client = 1; client <= count; client++) {
            open.reserve();
            if (dispatch.admit(client, ClientRules.nobody(), CLIENT, null, now) instanceof Admission.Go go) {
                open.opened(go.destination().backend());
                names.add(go.destination().backend().name());
            }
        }
        return names;
    }

    /** A connection that is open, of the backend or of none, on which nothing has moved for so long. */
    private void live(long id, String backend, long idleSeconds) {
        live(id, backend, idleSeconds, null);
    }

    private void live(long id, String backend, long idleSeconds, String serverName) {
        TestInbox<ConnectionMessage> inbox = TestInbox.create();
        inboxes.put(id, inbox);
        FakeClient client = new FakeClient(CLIENT.getHostString(), CLIENT.getPort(), serverName);
        LiveConnections.Live connection = new LiveConnections.Live(
                new ConnectionTrace(id, client, "round-robin", ACCEPTED, new HandClock()),
                (why, gently) -> inbox.getRef().tell(new Connection.End(why, gently)),
                new StillRelay(new Activity(100, 200, idleSeconds * SECOND)),
                BalancerObserver.NONE);
        if (backend != null) {
            Backend picked = dispatch.registry().find(backend).orElseThrow().backend();
            connection.picked(picked, null);
            open.opened(picked);
        }
        live.add(connection);
    }

    /** Relay without traffic. */
    private record StillRelay(Activity activity) implements Relay {
        @Override
        public void connect(SocketAddress backend, Duration timeout, byte[] preface, @Nullable TlsWish tls) {}

        @Override
        public void close() {}

        @Override
        public void abort() {}
    }
}
