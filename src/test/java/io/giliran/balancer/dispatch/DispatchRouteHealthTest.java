package io.giliran.balancer.dispatch;

import static io.giliran.balancer.dispatch.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.serving;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.CheckResult;
import io.giliran.health.Eligibility;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Health where clients are routed by name: what each route has of its own, and what is the backend's. */
final class DispatchRouteHealthTest {
    private static final String A = "a.example";
    private static final String B = "b.example";

    private final DispatchUnderTest balancer = new DispatchUnderTest();

    @Test
    void routesDoNotSeeEachOthersHealth() {
        balancer.startByName(
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
        assertThat(balancer.admitAll(3, A)).containsExactlyInAnyOrder("b1", "b2", "b3");
        balancer.check("b4", CheckResult.L4CON);
        assertThat(balancer.admitAll(2, B)).containsExactly("b5", "b5");
    }

    @Test
    void aBackendOfTwoRoutesIsPickedInTheOneThatIsInPanic() {
        balancer.startByName(
                NO_EJECTION + "health { checks = on, fall = 1, panic-threshold = 50 }",
                serving("b1", A + "|" + B),
                serving("b2", B),
                serving("b3", B));

        balancer.check("b1", CheckResult.L4CON);

        assertThat(balancer.admit(1, A)).isEqualTo("b1");
        assertThat(balancer.admitAll(4, B)).containsOnly("b2", "b3");
        assertThat(balancer.dispatch.health().verdict(balancer.entry("b1"), balancer.now))
                .satisfies(verdict -> assertThat(verdict.isEligible()).isTrue())
                .satisfies(verdict -> assertThat(verdict.state()).isEqualTo(Eligibility.State.DOWN));
        balancer.end("b1");
    }

    /** b1 gets its second name while it is down: b's policy has never had it, but is told of what a's sends there. */
    @Test
    void aPolicyMayHearOfABackendThatItCouldNeverPick() {
        balancer.startByName(
                NO_EJECTION + "policy.name = least-connections, health { checks = on, fall = 1, panic-threshold = 50 }",
                serving("b2", B),
                serving("b1", A));
        balancer.check("b1", CheckResult.L4CON);
        balancer.rename("b1", A + "|" + B);
        assertThat(balancer.admitAll(2, A)).containsExactly("b1", "b1");

        assertThat(balancer.admit(3, B)).isEqualTo("b2");
        balancer.check("b1", CheckResult.L4OK);
        balancer.check("b1", CheckResult.L4OK);
        assertThat(balancer.admit(4, B)).isEqualTo("b2");
        balancer.end("b1");
        balancer.end("b1");
        assertThat(balancer.admitAll(2, B)).containsExactly("b1", "b1");
    }

    /** One of each may be ejected; in one pool of all four it would be one. */
    @Test
    void howManyMayBeEjectedIsCountedInEachRoute() {
        balancer.startByName(
                "ejection.connect-failures = 1",
                serving("b1", A),
                serving("b2", A),
                serving("b3", B),
                serving("b4", B));

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
        balancer.startByName(
                "ejection.connect-failures = 1", serving("b1", A + "|" + B), serving("b2", B), serving("b3", B));

        eject("b1", A);

        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b1"), balancer.now)
                        .state())
                .isEqualTo(Eligibility.State.UP);
    }

    @Test
    void newRulesOfHealthHoldInEachRoute() {
        balancer.startByName(NO_EJECTION, serving("b1", A), serving("b2", B), backend("b3"));

        balancer.change(NO_EJECTION + "health { checks = on, initial-state = down, panic-threshold = 0 }");

        assertThat(List.of(balancer.admit(1, A), balancer.admit(2, B), balancer.admit(3, "c")))
                .containsExactly("b1", "b2", "b3");
        balancer.check("b1", CheckResult.L4CON);
        balancer.check("b2", CheckResult.L4OK);
        balancer.check("b3", CheckResult.L4CON);
        assertThat(List.of(balancer.admit(4, A), balancer.admit(5, B), balancer.admit(6, "c")))
                .containsExactly("SC", "b2", "SC");
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
