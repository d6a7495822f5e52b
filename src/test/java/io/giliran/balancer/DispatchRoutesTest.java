package io.giliran.balancer;

import static io.giliran.balancer.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.DispatchUnderTest.SECOND;
import static io.giliran.balancer.DispatchUnderTest.backend;
import static io.giliran.balancer.DispatchUnderTest.bounded;
import static io.giliran.balancer.DispatchUnderTest.serving;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.AdminState;
import io.giliran.health.CheckResult;
import io.giliran.health.Eligibility;
import io.giliran.policy.Backend;
import io.giliran.policy.PickJournal;
import io.giliran.policy.PickReplay;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.workload.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and backends that are brought together by the server name that the clients ask for. */
final class DispatchRoutesTest {
    private static final String A = "a.example";
    private static final String B = "b.example";

    private final DispatchUnderTest balancer = new DispatchUnderTest();

    // Who serves whom

    @Test
    void aNameIsServedByThoseWhoHaveItAndAllElseByThoseWithoutNames() {
        start(NO_EJECTION, serving("b1", A), serving("b2", A + "|*.b.example"), backend("b3"));

        assertThat(admitAll(4, A)).containsExactly("b1", "b2", "b1", "b2");
        assertThat(admitAll(2, "A.EXAMPLE")).containsExactlyInAnyOrder("b1", "b2");
        assertThat(admitAll(2, "x.y.b.example")).containsExactly("b2", "b2");
        assertThat(admitAll(2, B)).containsExactly("b3", "b3");
        assertThat(admitAll(2, null)).containsExactly("b3", "b3");
    }

    @Test
    void whoseNameIsNobodysIsSentAwayWhenAllBackendsHaveNames() {
        start(NO_EJECTION, serving("b1", A));

        assertThat(balancer.admit(1, B)).isEqualTo("PN");
        assertThat(balancer.admit(2, (String) null)).isEqualTo("PN");
        assertThat(balancer.admit(3, A)).isEqualTo("b1");
    }

    /** Such as one that is drained: those with other names would not be the ones that were asked for. */
    @Test
    void aNameWhoseBackendsMayNotBePickedIsServedByNobody() {
        start(NO_EJECTION, serving("b1", A), backend("b2"));
        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.DRAIN, balancer.now);

        assertThat(balancer.admit(1, A)).isEqualTo("SC");
    }

    @Test
    void anotherTryStaysWithTheName() {
        start(NO_EJECTION, serving("b1", A), serving("b2", A), backend("b3"));
        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        TriedBackends tried = balancer.fail("b1", null);
        assertThat(DispatchUnderTest.text(balancer.dispatch.another(1L, CLIENT, A, tried, balancer.now)))
                .isEqualTo("b2");
        balancer.fail("b2", tried);

        assertThat(DispatchUnderTest.text(balancer.dispatch.another(1L, CLIENT, A, tried, balancer.now)))
                .isEqualTo("SC");
        assertThat(balancer.entry("b3").connections()).isZero();
    }

    @Test
    void anExplanationSaysWhichRoute() {
        start(NO_EJECTION, serving("b1", A + "|" + B), backend("b2"));
        balancer.dispatch.explain(true);

        balancer.admit(1, B);
        assertThat(balancer.dispatch.explanation().route()).isEqualTo("a.example|b.example");
        balancer.admit(2, "c.example");
        assertThat(balancer.dispatch.explanation().route()).isEqualTo("*");
    }

    @Test
    void withoutNamesThereIsNoRouteToTellOf() {
        balancer.start(NO_EJECTION, backend("b1"));
        balancer.dispatch.explain(true);

        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        assertThat(balancer.dispatch.explanation().route()).isNull();
        assertThat(balancer.dispatch.routes()).hasSize(1);
    }

    // Load

    /** Each route takes its own turns: what others do in between is nothing to it. */
    @Test
    void routesDoNotSeeEachOthersTurns() {
        start(NO_EJECTION, serving("b1", A), serving("b2", A), serving("b3", B), serving("b4", B));

        List<String> mixed = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            mixed.add(balancer.admit(1, A));
            mixed.add(balancer.admit(2, B));
        }

        assertThat(mixed).containsExactly("b1", "b3", "b2", "b4");
    }

    /** One policy for all names of the same backends: with one for each name b1 would be the first of both. */
    @Test
    void namesOfTheSameBackendsShareAPolicy() {
        start(NO_EJECTION, serving("b1", A + "|" + B), serving("b2", A + "|" + B));

        assertThat(List.of(balancer.admit(1, A), balancer.admit(2, B))).containsExactly("b1", "b2");
        // And that of everybody else.
        assertThat(balancer.dispatch.routes()).hasSize(2);
    }

    /** b1 has two from the other name: it is as much load. */
    @Test
    void aBackendOfTwoRoutesIsAsLoadedInEach() {
        start(NO_EJECTION + "policy.name = least-connections", serving("b1", A + "|" + B), serving("b2", B));
        assertThat(admitAll(2, A)).containsExactly("b1", "b1");

        assertThat(admitAll(2, B)).containsExactly("b2", "b2");
        balancer.end("b1");
        balancer.end("b1");
        assertThat(balancer.admit(1, B)).isEqualTo("b1");
    }

    @Test
    void andHasNoMoreConnectionsThanItMayOverAll() {
        start(
                NO_EJECTION,
                serving("b1", A + "|" + B).withMaxConnections(1),
                serving("b2", B).withMaxConnections(1));
        assertThat(balancer.admit(1, A)).isEqualTo("b1");

        assertThat(balancer.admit(2, A)).isEqualTo("wait 0");
        assertThat(balancer.admit(3, B)).isEqualTo("b2");
        assertThat(balancer.admit(4, B)).isEqualTo("wait 0");
    }

    // The queue

    @Test
    void whoWaitsForOneNameDoesNotHoldUpAnother() {
        start(
                NO_EJECTION + "queue.size = 1",
                serving("b1", A).withMaxConnections(1),
                serving("b2", B).withMaxConnections(1));
        assertThat(List.of(balancer.admit(1, A), balancer.admit(2, B))).containsExactly("b1", "b2");
        assertThat(balancer.admit(3, A)).isEqualTo("wait 0");
        assertThat(balancer.admit(4, A)).isEqualTo("PQ");
        assertThat(balancer.admit(5, B)).isEqualTo("wait 0");
        assertThat(balancer.dispatch.queued()).isEqualTo(2);

        balancer.end("b2");
        assertThat(balancer.served()).containsExactly("5 gets b2");
        assertThat(balancer.dispatch.leaveQueue(3L, balancer.now)).isTrue();
        assertThat(balancer.dispatch.queued()).isZero();
    }

    /** Whichever route was made first: client 2 came before client 3. */
    @Test
    void aPlaceThatTwoRoutesWaitForIsTheFirstComers() {
        start(NO_EJECTION, serving("b1", A + "|" + B).withMaxConnections(1), serving("b2", A), serving("b3", B));
        for (String name : List.of("b2", "b3")) {
            balancer.dispatch.setAdmin(balancer.entry(name), AdminState.DRAIN, balancer.now);
        }
        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        balancer.now += SECOND;
        assertThat(balancer.admit(2, B)).isEqualTo("wait 0");
        balancer.now += SECOND;
        assertThat(balancer.admit(3, A)).isEqualTo("wait 0");

        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("2 gets b1");
        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("3 gets b1");
    }

    // Changes

    @Test
    void aBackendMovesToAnotherNameWithTheConnectionsThatItHas() {
        start(
                NO_EJECTION + "policy.name = least-connections",
                serving("b1", A),
                serving("b2", A),
                serving("b3", B),
                serving("b4", B));
        // Two each.
        admitAll(4, A);
        admitAll(4, B);

        rename("b2", B);

        // Its connections are load there, and none where it was.
        assertThat(admitAll(3, B)).containsExactlyInAnyOrder("b2", "b3", "b4");
        assertThat(admitAll(2, A)).containsExactly("b1", "b1");
        for (int i = 0; i < 3; i++) {
            balancer.end("b2");
        }
        assertThat(admitAll(3, B)).containsExactly("b2", "b2", "b2");
    }

    @Test
    void andComesBack() {
        start(NO_EJECTION + "policy.name = least-connections", serving("b1", A), serving("b2", A), serving("b3", B));
        admitAll(4, A);
        rename("b2", B);
        balancer.end("b2");
        admitAll(2, B);

        rename("b2", A);

        // One of b2's two has ended, and b3 got both of those that came meanwhile, or one of them.
        int open = balancer.entry("b2").connections();
        assertThat(open).isBetween(1, 2);
        assertThat(admitAll(1, A)).containsExactly(open == 1 ? "b2" : "b1");
        for (int left = balancer.entry("b2").connections(); left > 0; left--) {
            balancer.end("b2");
        }
        assertThat(admitAll(2, A)).containsExactly("b2", "b2");
    }

    @Test
    void aRouteKeepsItsPolicyWhenABackendMoreServesIt() {
        start(NO_EJECTION, serving("b1", A), serving("b2", A), serving("b3", A));
        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        Route<Long> before = balancer.dispatch.route(A);

        balancer.dispatch.add(serving("b4", A), balancer.now);

        assertThat(balancer.dispatch.route(A)).isSameAs(before);
        assertThat(admitAll(3, A)).containsExactly("b2", "b3", "b4");
    }

    @Test
    void whoWaitsMovesToTheRouteOfItsName() {
        start(NO_EJECTION, serving("b1", A + "|" + B).withMaxConnections(1));
        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        assertThat(balancer.admit(2, A)).isEqualTo("wait 0");
        assertThat(balancer.admit(3, B)).isEqualTo("wait 1");

        balancer.dispatch.add(serving("b2", B), balancer.now);

        assertThat(balancer.served()).containsExactly("3 gets b2");
        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("2 gets b1");
        assertThat(balancer.dispatch.queued()).isZero();
    }

    /** When the last one with its name leaves, a name is nobody's, and so everybody else's. */
    @Test
    void whoWaitsForANameThatIsNobodysAnyMoreIsServedAsEverybodyElse() {
        start(NO_EJECTION, serving("b1", A).withMaxConnections(1), bounded("b2", 1));
        admitAll(2, A);

        balancer.dispatch.remove(balancer.entry("b1"), false, balancer.now);

        assertThat(balancer.served()).containsExactly("2 gets b2");
        assertThat(balancer.admit(3, A)).isEqualTo("wait 0");
        balancer.dispatch.add(serving("b3", A), balancer.now);
        assertThat(balancer.served()).containsExactly("3 gets b3");
    }

    /** What is open of one that has left ends without a trace, though its route is another one or gone. */
    @Test
    void connectionsOfOneThatHasLeftEndWhateverHasBecomeOfItsRoute() {
        start(NO_EJECTION + "policy.name = least-connections", serving("b1", A), serving("b2", B));
        admitAll(2, A);
        BackendRegistry.Entry left = balancer.entry("b1");
        balancer.dispatch.remove(left, false, balancer.now);

        balancer.dispatch.ended(left.backend(), true, -1, balancer.now);
        balancer.dispatch.add(serving("b3", A + "|" + B), balancer.now);
        balancer.dispatch.ended(left.backend(), true, -1, balancer.now);

        assertThat(balancer.dispatch.registry().names()).containsExactly("b2", "b3");
        assertThat(balancer.dispatch.registry().all()).hasSize(2);
        assertThat(admitAll(2, A)).containsExactly("b3", "b3");
        // Another one gets its index, and begins with nothing.
        BackendRegistry.Entry next = balancer.dispatch.add(serving("b4", A), balancer.now);
        assertThat(next.backend().index()).isEqualTo(left.backend().index());
        assertThat(admitAll(2, A)).containsExactly("b4", "b4");
    }

    /** b3 has the index that b1 had, but a's policy must not take b3's connections for b1's. */
    @Test
    void theNextOneOfAnIndexIsNoneOfTheRoute() {
        start(NO_EJECTION + "policy.name = least-connections", serving("b1", A), serving("b2", A), serving("b4", B));
        balancer.dispatch.remove(balancer.entry("b1"), false, balancer.now);
        assertThat(balancer.dispatch
                        .add(serving("b3", "c.example"), balancer.now)
                        .backend()
                        .index())
                .isZero();
        assertThat(admitAll(2, "c.example")).containsExactly("b3", "b3");
        assertThat(admitAll(3, A)).containsExactly("b2", "b2", "b2");

        rename("b3", A);

        // Two are fewer than three; counted twice they would be four.
        assertThat(balancer.admit(1, A)).isEqualTo("b3");
    }

    @Test
    void aNewPolicyKnowsWhatIsOpenInEachRoute() {
        start(NO_EJECTION, serving("b1", A + "|" + B), serving("b2", B));
        admitAll(3, A);

        balancer.change(NO_EJECTION + "policy.name = least-connections");

        assertThat(admitAll(3, B)).containsExactly("b2", "b2", "b2");
    }

    // Health

    @Test
    void routesDoNotSeeEachOthersHealth() {
        start(
                NO_EJECTION + "health { checks = on, fall = 1, panic-threshold = 50 }",
                serving("b1", A),
                serving("b2", A),
                serving("b3", A),
                serving("b4", B),
                serving("b5", B));

        balancer.check("b1", CheckResult.L4CON);
        balancer.check("b2", CheckResult.L4CON);

        // A third of the three: all are picked. Of all five it would be three, and no panic.
        assertThat(balancer.dispatch.health().panic()).isEqualTo("route a.example: 1 of 3 are healthy, below 50 %");
        assertThat(admitAll(3, A)).containsExactlyInAnyOrder("b1", "b2", "b3");
        balancer.check("b4", CheckResult.L4CON);
        assertThat(admitAll(2, B)).containsExactly("b5", "b5");
    }

    @Test
    void aBackendOfTwoRoutesIsPickedInTheOneThatIsInPanic() {
        start(
                NO_EJECTION + "health { checks = on, fall = 1, panic-threshold = 50 }",
                serving("b1", A + "|" + B),
                serving("b2", B),
                serving("b3", B));

        balancer.check("b1", CheckResult.L4CON);

        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        assertThat(admitAll(4, B)).containsOnly("b2", "b3");
        assertThat(balancer.dispatch.health().verdict(balancer.entry("b1"), balancer.now))
                .satisfies(verdict -> assertThat(verdict.isEligible()).isTrue())
                .satisfies(verdict -> assertThat(verdict.state()).isEqualTo(Eligibility.State.DOWN));
        balancer.end("b1");
    }

    /** b1 gets its second name while it is down: b's policy has never had it, but is told of what a's sends there. */
    @Test
    void aPolicyMayHearOfABackendThatItCouldNeverPick() {
        start(
                NO_EJECTION + "policy.name = least-connections, health { checks = on, fall = 1, panic-threshold = 50 }",
                serving("b2", B),
                serving("b1", A));
        balancer.check("b1", CheckResult.L4CON);
        rename("b1", A + "|" + B);
        assertThat(admitAll(2, A)).containsExactly("b1", "b1");

        assertThat(balancer.admit(3, B)).isEqualTo("b2");
        balancer.check("b1", CheckResult.L4OK);
        balancer.check("b1", CheckResult.L4OK);
        assertThat(balancer.admit(4, B)).isEqualTo("b2");
        balancer.end("b1");
        balancer.end("b1");
        assertThat(admitAll(2, B)).containsExactly("b1", "b1");
    }

    /** One of each may be ejected; in one pool of all four it would be one. */
    @Test
    void howManyMayBeEjectedIsCountedInEachRoute() {
        start("ejection.connect-failures = 1", serving("b1", A), serving("b2", A), serving("b3", B), serving("b4", B));

        eject("b1", A);
        eject("b3", B);
        eject("b4", B);

        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b1"), balancer.now)
                        .state())
                .isEqualTo(Eligibility.State.EJECTED);
        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b3"), balancer.now)
                        .state())
                .isEqualTo(Eligibility.State.EJECTED);
        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b4"), balancer.now)
                        .state())
                .isEqualTo(Eligibility.State.UP);
    }

    /** It would be the last one of a, however many b has. */
    @Test
    void theLastOneOfARouteIsNotEjected() {
        start("ejection.connect-failures = 1", serving("b1", A + "|" + B), serving("b2", B), serving("b3", B));

        eject("b1", A);

        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b1"), balancer.now)
                        .state())
                .isEqualTo(Eligibility.State.UP);
    }

    @Test
    void newRulesOfHealthHoldInEachRoute() {
        start(NO_EJECTION, serving("b1", A), serving("b2", B), backend("b3"));

        balancer.change(NO_EJECTION + "health { checks = on, initial-state = down, panic-threshold = 0 }");

        assertThat(List.of(balancer.admit(1, A), balancer.admit(2, B), balancer.admit(3, "c")))
                .containsOnly("SC");
        balancer.check("b2", CheckResult.L4OK);
        balancer.check("b2", CheckResult.L4OK);
        assertThat(List.of(balancer.admit(4, A), balancer.admit(5, B), balancer.admit(6, "c")))
                .containsExactly("SC", "b2", "SC");
    }

    // The journal of picks

    /** Whatever happens to routes: each pool hears of all that it has to, and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"round-robin", "p2c", "peak-ewma", "join-idle-queue", "prequal", "maglev"})
    void whatIsWrittenDownOfAllRoutesIsPickedAgain(String policy) {
        long seed = policy.hashCode();
        RandomStream random = new RandomStream(seed);
        List<String> lines = new ArrayList<>();
        balancer.start(
                true,
                (settings, route) -> settings.pool(line -> lines.add(PickJournal.line(route, line))),
                NO_EJECTION + "policy.name = " + policy,
                serving("b1", A + "|" + B).withMaxConnections(3),
                serving("b2", B).withMaxConnections(5),
                backend("b3"));
        List<String> names = new ArrayList<>(List.of(A, B, "c.example"));
        List<Backend> open = new ArrayList<>();
        long client = 0;
        for (int step = 0; step < 3_000; step++) {
            balancer.now += random.nextInt(1_000_000);
            switch (random.nextInt(20)) {
                case 0 -> change(random);
                case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> {
                    Admission admission = balancer.dispatch
                            .admit(++client, CLIENT, names.get(random.nextInt(3)), balancer.now)
                            .admission();
                    if (admission instanceof Admission.Go go) {
                        open.add(go.destination().backend());
                    }
                }
                case 11 -> {
                    if (!open.isEmpty()) {
                        balancer.dispatch.observed(
                                open.get(random.nextInt(open.size())), Signal.FIRST_BYTE, 1_000, balancer.now);
                    }
                }
                default -> {
                    if (!open.isEmpty()) {
                        Backend ended = open.remove(random.nextInt(open.size()));
                        balancer.dispatch.ended(ended, true, random.nextInt(10) == 0 ? 5 : -1, balancer.now);
                        for (Dispatch.Served<Long> served = balancer.dispatch.nextServed(balancer.now);
                                served != null;
                                served = balancer.dispatch.nextServed(balancer.now)) {
                            open.add(served.destination().backend());
                        }
                    }
                }
            }
        }
        while (!open.isEmpty()) {
            balancer.dispatch.ended(open.remove(0), true, -1, balancer.now);
        }
        assertThat(balancer.dispatch.registry().all())
                .as("seed %d", seed)
                .allSatisfy(entry -> assertThat(entry.connections()).isZero());

        DispatchSettings settings = balancer.dispatch.settings();
        PickReplay replay = new PickReplay((name, recorded, slowStart) -> settings.pool(null));
        lines.forEach(replay::take);
        assertThat(replay.picks()).isGreaterThan(500);
        assertThat(replay.firstDifference()).as("seed %d", seed).isNull();
        assertThat(lines).filteredOn(line -> line.contains(" pool,")).hasSizeGreaterThan(3);
    }

    /** A backend joins, leaves, gets other names, or is drained or not. */
    private void change(RandomStream random) {
        String name = "b" + (1 + random.nextInt(6));
        String serverNames = List.of(A, B, A + "|" + B, "*.example").get(random.nextInt(4));
        Optional<BackendRegistry.Entry> entry = balancer.dispatch.registry().find(name);
        if (entry.isEmpty()) {
            Destination described = random.nextInt(3) == 0 ? backend(name) : serving(name, serverNames);
            balancer.dispatch.add(
                    random.nextInt(2) == 0 ? described : described.withMaxConnections(1 + random.nextInt(4)),
                    balancer.now);
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> balancer.dispatch.remove(entry.get(), false, balancer.now);
            case 1 -> rename(name, serverNames);
            case 2 -> balancer.dispatch.setAdmin(entry.get(), AdminState.DRAIN, balancer.now);
            default -> balancer.dispatch.setAdmin(entry.get(), AdminState.READY, balancer.now);
        }
    }

    private void start(String changes, Destination... backends) {
        balancer.start(true, (settings, route) -> settings.pool(null), changes, backends);
    }

    private List<String> admitAll(int count, String serverName) {
        List<String> admitted = new ArrayList<>();
        for (long client = 1; client <= count; client++) {
            admitted.add(balancer.admit(client, serverName));
        }
        return admitted;
    }

    private void rename(String name, String serverNames) {
        balancer.dispatch.redescribe(balancer.entry(name), serving(name, serverNames), balancer.now);
    }

    /** Of clients that ask for the name, one comes to the backend and fails. */
    private void eject(String name, String serverName) {
        for (int i = 0; i < 10; i++) {
            String admitted = balancer.admit(1, serverName);
            if (admitted.equals(name)) {
                balancer.fail(name, null);
                return;
            }
            balancer.end(admitted);
        }
        throw new AssertionError(name + " is never picked");
    }
}
