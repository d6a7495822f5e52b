package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.AdminState;
import io.giliran.health.CheckOutcome;
import io.giliran.health.CheckResult;
import io.giliran.health.Eligibility;
import io.giliran.policy.Backend;
import io.giliran.policy.TriedBackends;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets which backend, in virtual time, without an actor or a socket. Clients are called by numbers. */
final class DispatchTest {
    private static final long SECOND = 1_000_000_000;
    private static final String NO_EJECTION = "ejection.enabled = off\n";
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40_000);
    private static final InetSocketAddress OTHER_CLIENT = new InetSocketAddress("192.0.2.8", 40_000);
    private static final String REFUSED = "SC";

    private final OpenConnections open = new OpenConnections(0);
    private final List<String> cuts = new ArrayList<>();
    private long now = -4 * SECOND;
    private Dispatch<Long> dispatch;

    // Who may connect

    @Test
    void whoIsDeniedIsRefusedAndCountsForNothing() {
        start(NO_EJECTION + "clients.deny = [\"192.0.2.7\"]", backend("b1"));

        assertThat(admit(1, CLIENT)).isEqualTo("PR");
        assertThat(admit(2, OTHER_CLIENT)).isEqualTo("b1");
        assertThat(dispatch.registry().find("b1").orElseThrow().picks()).isEqualTo(1);
    }

    @Test
    void whoIsNotAmongTheAllowedIsRefused() {
        start(NO_EJECTION + "clients.allow = [\"192.0.2.8/32\"]", backend("b1"));

        assertThat(admit(1, CLIENT)).isEqualTo("PR");
        assertThat(admit(2, OTHER_CLIENT)).isEqualTo("b1");
    }

    @Test
    void aClientHasNoMoreConnectionsThanOneMay() {
        start(NO_EJECTION + "clients.max-connections = 2", backend("b1"));
        Dispatch.Admitted first = dispatch.admit(1L, CLIENT, now);
        admit(2, CLIENT);

        assertThat(admit(3, CLIENT)).isEqualTo("PC");
        assertThat(admit(4, OTHER_CLIENT)).isEqualTo("b1");

        first.countedBy().closed(CLIENT);
        assertThat(admit(5, CLIENT)).isEqualTo("b1");
    }

    /** One second for each new one, after the two of the burst. */
    @Test
    void norOpensThemFasterThanOneMay() {
        start(NO_EJECTION + "clients { max-rate = 1, burst = 2 }", backend("b1"));

        assertThat(List.of(admit(1, CLIENT), admit(2, CLIENT), admit(3, CLIENT)))
                .containsExactly("b1", "b1", "PC");
        now += SECOND;
        assertThat(List.of(admit(4, CLIENT), admit(5, CLIENT))).containsExactly("b1", "PC");
    }

    @Test
    void whoIsRefusedForWantOfAPlaceCountsAmongItsClientsUntilItIsGone() {
        start(NO_EJECTION + "clients.max-connections = 2\n queue.size = 0", bounded("b1", 1));
        admit(1, CLIENT);

        Dispatch.Admitted full = dispatch.admit(2L, CLIENT, now);

        assertThat(text(full.admission())).isEqualTo("PQ");
        assertThat(admit(3, CLIENT)).isEqualTo("PC");
        full.countedBy().closed(CLIENT);
        assertThat(admit(4, CLIENT)).isEqualTo("PQ");
    }

    @Test
    void newLimitsHoldForNewClientsAndTheOldCountersAreTheOldOnes() {
        start(NO_EJECTION + "clients.max-connections = 1", backend("b1"));
        Dispatch.Admitted before = dispatch.admit(1L, CLIENT, now);

        change(NO_EJECTION + "clients.max-connections = 2");

        Dispatch.Admitted after = dispatch.admit(2L, CLIENT, now);
        assertThat(after.countedBy()).isNotSameAs(before.countedBy());
        before.countedBy().closed(CLIENT);
        assertThat(admit(3, CLIENT)).isEqualTo("b1");
        assertThat(admit(4, CLIENT)).isEqualTo("PC");
    }

    // Places and the queue

    @Test
    void aBackendHasNoMoreThanItMayAndTheOthersWait() {
        start(NO_EJECTION, bounded("b1", 1), bounded("b2", 2));

        assertThat(admitAll(5)).containsExactly("b1", "b2", "b2", "wait 0", "wait 1");
        assertThat(dispatch.queued()).isEqualTo(2);
        assertThat(served()).isEmpty();
    }

    @Test
    void aPlaceThatIsFreeIsGivenToWhoCameFirst() {
        start(NO_EJECTION, bounded("b1", 1), bounded("b2", 1));
        admitAll(5);

        end("b2");
        assertThat(served()).containsExactly("3 gets b2");
        end("b1");
        assertThat(served()).containsExactly("4 gets b1");
        end("b2");
        assertThat(served()).containsExactly("5 gets b2");
        assertThat(dispatch.queued()).isZero();
    }

    @Test
    void orToWhoCameLast() {
        start(NO_EJECTION + "queue.order = lifo", bounded("b1", 1));
        admitAll(3);

        end("b1");

        assertThat(served()).containsExactly("3 gets b1");
    }

    @Test
    void noMoreWaitThanMay() {
        start(NO_EJECTION + "queue.size = 1", bounded("b1", 1));

        assertThat(admitAll(3)).containsExactly("b1", "wait 0", "PQ");
        assertThat(dispatch.leaveQueue(2L, now)).isTrue();
        assertThat(admit(4, CLIENT)).isEqualTo("wait 0");
    }

    @Test
    void whoHasLeftTheQueueIsNotServed() {
        start(NO_EJECTION, bounded("b1", 1));
        admitAll(3);

        assertThat(dispatch.leaveQueue(2L, now)).isTrue();
        assertThat(dispatch.leaveQueue(2L, now)).as("twice").isFalse();
        end("b1");

        assertThat(served()).containsExactly("3 gets b1");
        assertThat(dispatch.leaveQueue(3L, now)).as("after it was served").isFalse();
    }

    @Test
    void aLargerBoundServesWhoWaits() {
        start(NO_EJECTION, bounded("b1", 1));
        admitAll(3);

        dispatch.redescribe(entry("b1"), entry("b1").destination().withMaxConnections(2), now);

        assertThat(served()).containsExactly("2 gets b1");
    }

    @Test
    void aBackendThatJoinsServesWhoWaits() {
        start(NO_EJECTION, bounded("b1", 1));
        admitAll(2);

        dispatch.add(backend("b2"), now);

        assertThat(served()).containsExactly("2 gets b2");
    }

    /** No place will ever become free at a backend that is down or drained: waiting would not help. */
    @Test
    void nobodyWaitsForWhoMayNotBePicked() {
        start(NO_EJECTION, bounded("b1", 1));
        admitAll(1);
        dispatch.setAdmin(entry("b1"), AdminState.DRAIN, now);

        assertThat(admit(2, CLIENT)).isEqualTo(REFUSED);
    }

    @Test
    void backupsServeOnlyWhatNoOtherCan() {
        start(NO_EJECTION, bounded("b1", 1), backup("spare"));

        assertThat(admitAll(3)).containsExactly("b1", "spare", "spare");
        end("b1");
        assertThat(admit(4, CLIENT)).isEqualTo("b1");
    }

    // Trying another one

    @Test
    void anotherTryExcludesThoseThatHaveFailed() {
        start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        assertThat(admit(1, CLIENT)).isEqualTo("b1");
        TriedBackends tried = fail("b1", null);
        assertThat(another(1, tried)).isEqualTo("b2");
        fail("b2", tried);
        assertThat(another(1, tried)).isEqualTo("b3");
        fail("b3", tried);

        assertThat(another(1, tried)).isEqualTo(REFUSED);
        assertThat(entry("b1").connections()
                        + entry("b2").connections()
                        + entry("b3").connections())
                .isZero();
    }

    @Test
    void whoTriesAgainWaitsForAFullOneThatItHasNotTried() {
        start(NO_EJECTION, bounded("b1", 1), bounded("b2", 1));
        admitAll(2);
        TriedBackends tried = fail("b1", null);

        assertThat(another(1, tried)).isEqualTo("wait 0");
        assertThat(served()).as("b1 has a place, but has failed it").isEmpty();
        end("b2");
        assertThat(served()).containsExactly("1 gets b2");
    }

    /** nginx-tests, stream_proxy_next_upstream.t: a server that is down is not counted as a try. */
    @Test
    void whoIsInMaintIsNotTried() {
        start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        dispatch.setAdmin(entry("b2"), AdminState.MAINT, now);
        assertThat(admit(1, CLIENT)).isEqualTo("b1");

        assertThat(another(1, fail("b1", null))).isEqualTo("b3");
    }

    // What the operator changes

    @Test
    void aDrainedOneGetsNothingNewAndKeepsWhatItHas() {
        start(NO_EJECTION, backend("b1"), backend("b2"));
        admitAll(2);

        dispatch.setAdmin(entry("b1"), AdminState.DRAIN, now);

        assertThat(admitAll(3)).containsExactly("b2", "b2", "b2");
        assertThat(cuts).isEmpty();
        assertThat(entry("b1").connections()).isEqualTo(1);
        dispatch.setAdmin(entry("b1"), AdminState.READY, now);
        assertThat(admitAll(2)).contains("b1");
    }

    @Test
    void oneInMaintLosesWhatItHasToo() {
        start(NO_EJECTION, backend("b1"), backend("b2"));

        dispatch.setAdmin(entry("b1"), AdminState.MAINT, now);

        assertThat(cuts).containsExactly("b1 KD");
        assertThat(admitAll(2)).containsExactly("b2", "b2");
    }

    @Test
    void whoIsRemovedKeepsItsConnectionsUnlessTheyAreToBeCut() {
        start(NO_EJECTION, backend("b1"), backend("b2"));
        admitAll(2);

        dispatch.remove(entry("b1"), false, now);
        assertThat(cuts).isEmpty();
        dispatch.remove(entry("b2"), true, now);
        assertThat(cuts).containsExactly("b2 KD");

        assertThat(admit(3, CLIENT)).isEqualTo(REFUSED);
        assertThat(dispatch.registry().all()).hasSize(2);
    }

    /** b1 has two and b2 none: whoever counts open connections has to pick b2 twice, and then anyone. */
    @Test
    void aNewPolicyBeginsWithTheConnectionsThatAreOpen() {
        start(NO_EJECTION, backend("b1"), backend("b2"));
        admitAll(4);
        end("b2");
        end("b2");

        change(NO_EJECTION + "policy.name = least-connections");

        assertThat(admitAll(2)).containsExactly("b2", "b2");
    }

    /** Those that have not been picked yet by the new policy, because they may not be, end under it all the same. */
    @Test
    void aNewPolicyKnowsThoseToWhichItMayNotSendAnybody() {
        start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        admitAll(3);
        dispatch.setAdmin(entry("b3"), AdminState.DRAIN, now);
        BackendRegistry.Entry leaving = entry("b2");
        dispatch.remove(leaving, false, now);

        change(NO_EJECTION + "policy.name = least-connections");

        dispatch.ended(leaving.backend(), true, -1, now);
        dispatch.setAdmin(entry("b3"), AdminState.READY, now);
        // b1 and b3 have one each, and get two each.
        assertThat(admitAll(2)).containsExactlyInAnyOrder("b1", "b3");
        assertThat(dispatch.registry().names()).containsExactly("b1", "b3");
    }

    @Test
    void theBoundHoldsUnderANewPolicyForTheConnectionsThatAreOpen() {
        start(NO_EJECTION, bounded("b1", 2));
        admitAll(2);

        change(NO_EJECTION + "policy.name = random");

        assertThat(admit(3, CLIENT)).isEqualTo("wait 0");
        end("b1");
        assertThat(served()).containsExactly("3 gets b1");
    }

    @Test
    void theSamePolicyGoesOnWhereItIs() {
        start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        admitAll(2);

        change(NO_EJECTION + "queue.size = 7");

        assertThat(admit(3, CLIENT)).isEqualTo("b3");
        assertThat(dispatch.settings().queue().size()).isEqualTo(7);
    }

    @Test
    void aWeightHoldsFromThenOn() {
        start(NO_EJECTION, backend("b1"), backend("b2"));

        dispatch.redescribe(entry("b2"), entry("b2").destination().withWeight(3), now);

        assertThat(admitAll(8)).filteredOn("b2"::equals).hasSize(6);
    }

    // Health

    @Test
    void aBackendWhoseChecksFailIsNotPickedUntilTheyPass() {
        start(
                NO_EJECTION + "health { checks = on, jitter = 0, rise = 2, fall = 2, panic-threshold = 0 }",
                backend("b1"),
                backend("b2"));
        // Up for sure; before its first check a single failed one decides.
        check("b1", CheckResult.L4OK);

        check("b1", CheckResult.L4CON);
        assertThat(admitAll(2)).contains("b1");
        check("b1", CheckResult.L4CON);
        assertThat(admitAll(2)).containsExactly("b2", "b2");
        check("b1", CheckResult.L4OK);
        assertThat(admitAll(2)).containsExactly("b2", "b2");
        check("b1", CheckResult.L4OK);
        assertThat(admitAll(2)).contains("b1");
        assertThat(cuts).isEmpty();
    }

    @Test
    void aBackendThatGoesDownMayTakeItsConnectionsAlong() {
        start(NO_EJECTION + "health { checks = on, fall = 1, on-down = cut }", backend("b1"), backend("b2"));

        check("b1", CheckResult.L4TOUT);

        assertThat(cuts).containsExactly("b1 DD");
    }

    /** Of a backend that is gone: it was at another address, and its successor has done nothing wrong. */
    @Test
    void aCheckThatComesLateSaysNothingOfTheNextOneOfItsIndex() {
        start(NO_EJECTION + "health { checks = on, fall = 1, panic-threshold = 0 }", backend("b1"), backend("b2"));
        due(0);
        SocketAddress before = entry("b1").destination().address();
        dispatch.remove(entry("b1"), false, now);
        dispatch.add(backend("b3"), now);
        assertThat(entry("b3").backend().index()).isZero();
        due(0);

        dispatch.checked(0, before, outcome(CheckResult.L4CON), now);

        assertThat(dispatch.verdict(entry("b3"), now).state()).isEqualTo(Eligibility.State.UP);
    }

    @Test
    void newRulesOfHealthBeginAnew() {
        String checks = NO_EJECTION + "health { checks = on, fall = 1, panic-threshold = 0 }";
        start(checks, backend("b1"), backend("b2"));
        check("b1", CheckResult.L4CON);
        dispatch.setAdmin(entry("b2"), AdminState.MAINT, now);
        assertThat(admit(1, CLIENT)).isEqualTo(REFUSED);

        change(NO_EJECTION + "health.checks = off");

        assertThat(admitAll(2)).containsExactly("b1", "b1");
        assertThat(entry("b2").admin()).isEqualTo(AdminState.MAINT);
    }

    @Test
    void underNewRulesNobodyMayBeLeft() {
        start(NO_EJECTION, backend("b1"));

        change(NO_EJECTION + "health { checks = on, initial-state = down, panic-threshold = 0 }");

        assertThat(admit(1, CLIENT)).isEqualTo(REFUSED);
    }

    /** 3 connects in a row; of 3 backends one may be ejected; for 10 s. */
    @Test
    void aBackendThatCannotBeConnectedIsEjectedAndReturns() {
        start(
                "ejection { connect-failures = 3, base-time = 10s, interval = 1s }",
                backend("b1"),
                backend("b2"),
                backend("b3"));
        for (int i = 0; i < 3; i++) {
            admitUntil("b1");
            fail("b1", null);
        }

        assertThat(dispatch.verdict(entry("b1"), now).state()).isEqualTo(Eligibility.State.EJECTED);
        assertThat(admitAll(6)).doesNotContain("b1");
        now += 9 * SECOND;
        dispatch.startChecks(now);
        assertThat(admitAll(6)).doesNotContain("b1");
        now += 2 * SECOND;
        dispatch.startChecks(now);
        assertThat(admitAll(6)).contains("b1");
    }

    @Test
    void aConnectThatSucceedsBeginsTheCountAnew() {
        start("ejection.connect-failures = 2", backend("b1"), backend("b2"));
        for (int i = 0; i < 3; i++) {
            admitUntil("b1");
            fail("b1", null);
            dispatch.connected(entry("b1").backend());
        }

        assertThat(dispatch.verdict(entry("b1"), now).isEligible()).isTrue();
    }

    @Test
    void aBackendThatEndsConnectionsUnansweredIsEjectedToo() {
        start("ejection.unanswered = 2", backend("b1"), backend("b2"));
        for (int i = 0; i < 2; i++) {
            admitUntil("b1");
            dispatch.ended(entry("b1").backend(), false, SECOND / 2, now);
        }

        assertThat(dispatch.verdict(entry("b1"), now).state()).isEqualTo(Eligibility.State.EJECTED);
    }

    private void start(String changes, Destination... backends) {
        dispatch = new Dispatch<>(
                SampleSettings.routing(changes).dispatch(),
                List.of(backends),
                open,
                BalancerObserver.NONE,
                settings -> settings.pool(null),
                (backend, why) -> cuts.add(backend.name() + " " + why.code()),
                now);
    }

    private void change(String changes) {
        dispatch.reconfigure(SampleSettings.routing(changes).dispatch(), now);
    }

    private static Destination backend(String name) {
        return new Destination(new Backend(0, name, 1), new InetSocketAddress("127.0.0.1", 7_000 + name.charAt(1)));
    }

    private static Destination bounded(String name, int most) {
        return backend(name).withMaxConnections(most);
    }

    private static Destination backup(String name) {
        Destination described = backend(name);
        return new Destination(described.backend(), described.address(), true, described.maxConnections());
    }

    private BackendRegistry.Entry entry(String name) {
        return dispatch.registry().find(name).orElseThrow();
    }

    /** What becomes of a client: the name of its backend, or its turn in the queue, or why it is refused. */
    private String admit(long client, InetSocketAddress address) {
        return text(dispatch.admit(client, address, now).admission());
    }

    /** Clients 1, 2, and so on. */
    private List<String> admitAll(int count) {
        List<String> admitted = new ArrayList<>();
        for (long client = 1; client <= count; client++) {
            admitted.add(admit(client, CLIENT));
        }
        return admitted;
    }

    private void admitUntil(String wanted) {
        for (int i = 0; i < 10; i++) {
            if (admit(1, CLIENT).equals(wanted)) {
                return;
            }
        }
        throw new AssertionError(wanted + " is never picked");
    }

    private String another(long client, TriedBackends tried) {
        return text(dispatch.another(client, CLIENT, tried, now));
    }

    private static String text(Admission admission) {
        if (admission instanceof Admission.Go go) {
            return go.destination().backend().name();
        }
        return admission instanceof Admission.Wait wait
                ? "wait " + wait.position()
                : ((Admission.Refuse) admission).why().code();
    }

    /** It cannot be connected, and is among the tried. */
    private TriedBackends fail(String name, TriedBackends tried) {
        Backend failed = entry(name).backend();
        dispatch.connectFailed(failed, now);
        if (tried == null) {
            return TriedBackends.of(failed);
        }
        tried.add(failed);
        return tried;
    }

    private void end(String name) {
        dispatch.ended(entry(name).backend(), true, -1, now);
    }

    private List<String> served() {
        List<String> served = new ArrayList<>();
        for (Dispatch.Served<Long> next = dispatch.nextServed(now); next != null; next = dispatch.nextServed(now)) {
            served.add(next.client() + " gets " + next.destination().backend().name());
        }
        return served;
    }

    /** Lets time pass until a check of the backend is due, and ends it so. */
    private void check(String name, CheckResult result) {
        int index = entry(name).backend().index();
        due(index);
        dispatch.checked(index, entry(name).destination().address(), outcome(result), now);
    }

    private void due(int index) {
        for (int i = 0; i < 1_000; i++) {
            if (dispatch.startChecks(now).contains(index)) {
                return;
            }
            now += SECOND / 10;
        }
        throw new AssertionError("no check is due");
    }

    private static CheckOutcome outcome(CheckResult result) {
        return new CheckOutcome(result, "", 1_000);
    }
}
