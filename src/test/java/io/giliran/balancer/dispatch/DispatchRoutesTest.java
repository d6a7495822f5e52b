package io.giliran.balancer.dispatch;

import static io.giliran.balancer.dispatch.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.dispatch.DispatchUnderTest.SECOND;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.bounded;
import static io.giliran.balancer.dispatch.DispatchUnderTest.serving;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.clients.ClientRules;
import io.giliran.health.AdminState;
import io.giliran.policy.TriedBackends;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clients and backends that are brought together by the server name that the clients ask for. */
final class DispatchRoutesTest {
    private static final String A = "a.example";
    private static final String B = "b.example";

    private final DispatchUnderTest balancer = new DispatchUnderTest();

    // Who serves whom

    @Test
    void aNameIsServedByThoseWhoHaveItAndAllElseByThoseWithoutNames() {
        balancer.startByName(NO_EJECTION, serving("b1", A), serving("b2", A + "|*.b.example"), backend("b3"));

        assertThat(balancer.admitAll(4, A)).containsExactly("b1", "b2", "b1", "b2");
        assertThat(balancer.admitAll(2, "A.EXAMPLE")).containsExactlyInAnyOrder("b1", "b2");
        assertThat(balancer.admitAll(2, "x.y.b.example")).containsExactly("b2", "b2");
        assertThat(balancer.admitAll(2, B)).containsExactly("b3", "b3");
        assertThat(balancer.admitAll(2, null)).containsExactly("b3", "b3");
    }

    @Test
    void whoseNameIsNobodysIsSentAwayWhenAllBackendsHaveNames() {
        balancer.startByName(NO_EJECTION, serving("b1", A));

        assertThat(balancer.admit(1, B)).isEqualTo("PN");
        assertThat(balancer.admit(2, (String) null)).isEqualTo("PN");
        assertThat(balancer.admit(3, A)).isEqualTo("b1");
    }

    /** Such as one that is drained: those with other names would not be the ones that were asked for. */
    @Test
    void aNameWhoseBackendsMayNotBePickedIsServedByNobody() {
        balancer.startByName(NO_EJECTION, serving("b1", A), backend("b2"));
        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.DRAIN, balancer.now);

        assertThat(balancer.admit(1, A)).isEqualTo("SC");
    }

    @Test
    void anotherTryStaysWithTheName() {
        balancer.startByName(NO_EJECTION, serving("b1", A), serving("b2", A), backend("b3"));
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
        balancer.startByName(NO_EJECTION, serving("b1", A + "|" + B), backend("b2"));
        balancer.dispatch.explain(true);

        assertThat(explainedRoute(1, B)).isEqualTo("a.example|b.example");
        assertThat(explainedRoute(2, "c.example")).isEqualTo("*");
    }

    private @Nullable String explainedRoute(long client, String name) {
        Admission.Go go =
                (Admission.Go) balancer.dispatch.admit(client, ClientRules.nobody(), CLIENT, name, balancer.now);
        return Objects.requireNonNull(go.explanation()).route();
    }

    @Test
    void withoutNamesThereIsNoRouteToTellOf() {
        balancer.start(NO_EJECTION, backend("b1"));
        balancer.dispatch.explain(true);

        assertThat(explainedRoute(1, A)).isNull();
        assertThat(balancer.dispatch.routes()).hasSize(1);
    }

    // Load

    /** Each route takes its own turns: what others do in between is nothing to it. */
    @Test
    void routesDoNotSeeEachOthersTurns() {
        balancer.startByName(NO_EJECTION, serving("b1", A), serving("b2", A), serving("b3", B), serving("b4", B));

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
        balancer.startByName(NO_EJECTION, serving("b1", A + "|" + B), serving("b2", A + "|" + B));

        assertThat(List.of(balancer.admit(1, A), balancer.admit(2, B))).containsExactly("b1", "b2");
        // And that of everybody else.
        assertThat(balancer.dispatch.routes()).hasSize(2);
    }

    /** b1 has two from the other name: it is as much load. */
    @Test
    void aBackendOfTwoRoutesIsAsLoadedInEach() {
        balancer.startByName(
                NO_EJECTION + "policy.name = least-connections", serving("b1", A + "|" + B), serving("b2", B));
        assertThat(balancer.admitAll(2, A)).containsExactly("b1", "b1");

        assertThat(balancer.admitAll(2, B)).containsExactly("b2", "b2");
        balancer.end("b1");
        balancer.end("b1");
        assertThat(balancer.admit(1, B)).isEqualTo("b1");
    }

    @Test
    void andHasNoMoreConnectionsThanItMayOverAll() {
        balancer.startByName(
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
        balancer.startByName(
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
        balancer.startByName(
                NO_EJECTION, serving("b1", A + "|" + B).withMaxConnections(1), serving("b2", A), serving("b3", B));
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
        balancer.startByName(
                NO_EJECTION + "policy.name = least-connections",
                serving("b1", A),
                serving("b2", A),
                serving("b3", B),
                serving("b4", B));
        // Two each.
        balancer.admitAll(4, A);
        balancer.admitAll(4, B);

        balancer.rename("b2", B);

        // Its connections are load there, and none where it was.
        assertThat(balancer.admitAll(3, B)).containsExactlyInAnyOrder("b2", "b3", "b4");
        assertThat(balancer.admitAll(2, A)).containsExactly("b1", "b1");
        for (int i = 0; i < 3; i++) {
            balancer.end("b2");
        }
        assertThat(balancer.admitAll(3, B)).containsExactly("b2", "b2", "b2");
    }

    @Test
    void andComesBack() {
        balancer.startByName(
                NO_EJECTION + "policy.name = least-connections", serving("b1", A), serving("b2", A), serving("b3", B));
        balancer.admitAll(4, A);
        balancer.rename("b2", B);
        balancer.end("b2");
        balancer.admitAll(2, B);

        balancer.rename("b2", A);

        // One of b2's two has ended, and b3 got both of those that came meanwhile, or one of them.
        int open = balancer.entry("b2").connections();
        assertThat(open).isBetween(1, 2);
        assertThat(balancer.admitAll(1, A)).containsExactly(open == 1 ? "b2" : "b1");
        for (int left = balancer.entry("b2").connections(); left > 0; left--) {
            balancer.end("b2");
        }
        assertThat(balancer.admitAll(2, A)).containsExactly("b2", "b2");
    }

    @Test
    void aRouteKeepsItsPolicyWhenABackendMoreServesIt() {
        balancer.startByName(NO_EJECTION, serving("b1", A), serving("b2", A), serving("b3", A));
        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        Route<Long> before = balancer.dispatch.route(A);

        balancer.dispatch.add(serving("b4", A), balancer.now);

        assertThat(balancer.dispatch.route(A)).isSameAs(before);
        assertThat(balancer.admitAll(3, A)).containsExactly("b2", "b3", "b4");
    }

    @Test
    void whoWaitsMovesToTheRouteOfItsName() {
        balancer.startByName(NO_EJECTION, serving("b1", A + "|" + B).withMaxConnections(1));
        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        assertThat(balancer.admit(2, A)).isEqualTo("wait 0");
        assertThat(balancer.admit(3, B)).isEqualTo("wait 1");

        balancer.dispatch.add(serving("b2", B), balancer.now);

        assertThat(balancer.served()).containsExactly("3 gets b2");
        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("2 gets b1");
        assertThat(balancer.dispatch.queued()).isZero();
    }

    @Test
    void whoMovesToAnotherRouteKeepsItsTurn() {
        balancer.startByName(
                NO_EJECTION,
                serving("b1", A).withMaxConnections(1),
                serving("b2", B).withMaxConnections(1));
        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        assertThat(balancer.admit(2, A)).isEqualTo("wait 0");
        assertThat(balancer.admit(3, B)).isEqualTo("b2");
        assertThat(balancer.admit(4, B)).isEqualTo("wait 0");

        balancer.dispatch.remove(balancer.entry("b1"), false, balancer.now);
        balancer.dispatch.redescribe(
                balancer.entry("b2"), serving("b2", A + "|" + B).withMaxConnections(1), balancer.now);

        balancer.end("b2");
        assertThat(balancer.served()).containsExactly("2 gets b2");
        balancer.end("b2");
        assertThat(balancer.served()).containsExactly("4 gets b2");
    }

    /** When the last one with its name leaves, a name is nobody's, and so everybody else's. */
    @Test
    void whoWaitsForANameThatIsNobodysAnyMoreIsServedAsEverybodyElse() {
        balancer.startByName(NO_EJECTION, serving("b1", A).withMaxConnections(1), bounded("b2", 1));
        balancer.admitAll(2, A);

        balancer.dispatch.remove(balancer.entry("b1"), false, balancer.now);

        assertThat(balancer.served()).containsExactly("2 gets b2");
        assertThat(balancer.admit(3, A)).isEqualTo("wait 0");
        balancer.dispatch.add(serving("b3", A), balancer.now);
        assertThat(balancer.served()).containsExactly("3 gets b3");
    }

    /** What is open of one that has left ends without a trace, though its route is another one or gone. */
    @Test
    void connectionsOfOneThatHasLeftEndWhateverHasBecomeOfItsRoute() {
        balancer.startByName(NO_EJECTION + "policy.name = least-connections", serving("b1", A), serving("b2", B));
        balancer.admitAll(2, A);
        BackendRegistry.Entry left = balancer.entry("b1");
        balancer.dispatch.remove(left, false, balancer.now);

        balancer.dispatch.ended(left.backend(), BackendConduct.ANSWERED, CLIENT, balancer.now);
        balancer.dispatch.add(serving("b3", A + "|" + B), balancer.now);
        balancer.dispatch.ended(left.backend(), BackendConduct.ANSWERED, CLIENT, balancer.now);

        assertThat(balancer.dispatch.registry().names()).containsExactly("b2", "b3");
        assertThat(balancer.dispatch.registry().all()).hasSize(2);
        assertThat(balancer.admitAll(2, A)).containsExactly("b3", "b3");
        // Another one gets its index, and begins with nothing.
        BackendRegistry.Entry next = balancer.dispatch.add(serving("b4", A), balancer.now);
        assertThat(next.backend().index()).isEqualTo(left.backend().index());
        assertThat(balancer.admitAll(2, A)).containsExactly("b4", "b4");
    }

    /** b3 has the index that b1 had, but a's policy must not take b3's connections for b1's. */
    @Test
    void theNextOneOfAnIndexIsNoneOfTheRoute() {
        balancer.startByName(
                NO_EJECTION + "policy.name = least-connections", serving("b1", A), serving("b2", A), serving("b4", B));
        balancer.dispatch.remove(balancer.entry("b1"), false, balancer.now);
        assertThat(balancer.dispatch
                        .add(serving("b3", "c.example"), balancer.now)
                        .backend()
                        .index())
                .isZero();
        assertThat(balancer.admitAll(2, "c.example")).containsExactly("b3", "b3");
        assertThat(balancer.admitAll(3, A)).containsExactly("b2", "b2", "b2");

        balancer.rename("b3", A);

        // Two are fewer than three; counted twice they would be four.
        assertThat(balancer.admit(1, A)).isEqualTo("b3");
    }

    @Test
    void aNewPolicyKnowsWhatIsOpenInEachRoute() {
        balancer.startByName(NO_EJECTION, serving("b1", A + "|" + B), serving("b2", B));
        balancer.admitAll(3, A);

        balancer.change(NO_EJECTION + "policy.name = least-connections");

        assertThat(balancer.admitAll(3, B)).containsExactly("b2", "b2", "b2");
    }
}
