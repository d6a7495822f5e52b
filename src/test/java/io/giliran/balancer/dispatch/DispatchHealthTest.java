package io.giliran.balancer.dispatch;

import static io.giliran.balancer.dispatch.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.dispatch.DispatchUnderTest.REFUSED;
import static io.giliran.balancer.dispatch.DispatchUnderTest.SECOND;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.giliran.CapturedLog;
import io.giliran.health.AdminState;
import io.giliran.health.CheckResult;
import io.giliran.health.Eligibility;
import io.giliran.transport.ConnectFailure;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

/** Health decides which backends are picked. */
final class DispatchHealthTest {
    private final DispatchUnderTest balancer = new DispatchUnderTest();

    @Test
    void aBackendWhoseChecksFailIsNotPickedUntilTheyPass() {
        balancer.start(
                NO_EJECTION + "health { checks = on, jitter = 0, rise = 2, fall = 2, panic-threshold = 0 }",
                backend("b1"),
                backend("b2"));
        // Up for sure; before its first check a single failed one decides.
        balancer.check("b1", CheckResult.L4OK);

        balancer.check("b1", CheckResult.L4CON);
        assertThat(balancer.admitAll(2)).contains("b1");
        balancer.check("b1", CheckResult.L4CON);
        assertThat(balancer.admitAll(2)).containsExactly("b2", "b2");
        balancer.check("b1", CheckResult.L4OK);
        assertThat(balancer.admitAll(2)).containsExactly("b2", "b2");
        balancer.check("b1", CheckResult.L4OK);
        assertThat(balancer.admitAll(2)).contains("b1");
        assertThat(balancer.cuts).isEmpty();
    }

    @Test
    void aBackendThatGoesDownMayTakeItsConnectionsAlong() {
        balancer.start(NO_EJECTION + "health { checks = on, fall = 1, on-down = cut }", backend("b1"), backend("b2"));

        balancer.check("b1", CheckResult.L4TOUT);

        assertThat(balancer.cuts).containsExactly("b1 DD");
    }

    /** Of a backend that is gone: it was at another address, and its successor has done nothing wrong. */
    @Test
    void aCheckThatComesLateSaysNothingOfTheNextOneOfItsIndex() {
        balancer.start(
                NO_EJECTION + "health { checks = on, fall = 1, panic-threshold = 0 }", backend("b1"), backend("b2"));
        balancer.due(0);
        SocketAddress before = balancer.entry("b1").destination().address();
        balancer.dispatch.remove(balancer.entry("b1"), false, balancer.now);
        balancer.dispatch.add(backend("b3"), balancer.now);
        assertThat(balancer.entry("b3").backend().index()).isZero();
        balancer.due(0);

        balancer.dispatch.health().checked(0, before, outcome(CheckResult.L4CON), balancer.now);

        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b3"), balancer.now)
                        .state())
                .isEqualTo(Eligibility.State.UP);
    }

    @Test
    void withoutChecksAllThatAreReadyAreUp() {
        String checks = NO_EJECTION + "health { checks = on, fall = 1, panic-threshold = 0 }";
        balancer.start(checks, backend("b1"), backend("b2"));
        balancer.check("b1", CheckResult.L4CON);
        balancer.dispatch.setAdmin(balancer.entry("b2"), AdminState.MAINT, balancer.now);
        assertThat(balancer.admit(1, CLIENT)).isEqualTo(REFUSED);

        balancer.change(NO_EJECTION + "health.checks = off");

        assertThat(balancer.admitAll(2)).containsExactly("b1", "b1");
        assertThat(balancer.entry("b2").admin()).isEqualTo(AdminState.MAINT);
    }

    @Test
    void newRulesWithAnInitialStateCloseNobodysDoor() {
        balancer.start(NO_EJECTION, backend("b1"));
        String down = NO_EJECTION + "health { checks = on, initial-state = down, panic-threshold = 0";

        balancer.change(down + " }");
        assertThat(balancer.admit(1, CLIENT)).isEqualTo("b1");
        balancer.check("b1", CheckResult.L4OK);
        balancer.change(down + ", interval = 1s }");

        assertThat(balancer.admit(2, CLIENT)).isEqualTo("b1");
    }

    /** With no other backend left each failed connect spares it, at the rate of the traffic. */
    @Test
    void thatABackendIsSparedIsLoggedOnceAfterEachChangeAndThenCounted() {
        balancer.start("ejection { connect-failures = 1 }", backend("b1"));
        try (CapturedLog log = CapturedLog.of(BackendHealthView.class)) {
            for (int i = 0; i < 800; i++) {
                balancer.admit(i, CLIENT);
                balancer.fail("b1", null);
            }
            assertThat(log.infos())
                    .singleElement()
                    .asString()
                    .startsWith("backend [b1] SPARED: 1 connects in a row failed");
            balancer.now += 60 * SECOND;
            balancer.admit(800, CLIENT);
            balancer.fail("b1", null);
            assertThat(log.infos()).hasSize(2).last().asString().endsWith("; 799 more like it since the line before");

            balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.DRAIN, balancer.now);
            balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.READY, balancer.now);
            balancer.admit(801, CLIENT);
            balancer.fail("b1", null);
            assertThat(log.infos()).last().asString().startsWith("backend [b1] SPARED: ");
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void whatGoesWrongIsAWarningAndThatItIsWellAgainIsInformation() {
        balancer.start(
                NO_EJECTION + "health { checks = on, jitter = 0, rise = 1, fall = 1, panic-threshold = 60 }",
                backend("b1"),
                backend("b2"));
        try (CapturedLog log = CapturedLog.of(BackendHealthView.class)) {
            balancer.check("b1", CheckResult.L4CON);
            balancer.check("b1", CheckResult.L4OK);

            assertThat(log.warnings()).singleElement().asString().startsWith("backend [b1] DOWN: ");
            assertThat(log.errors())
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .asString()
                    .startsWith("panic begins: ");
            assertThat(log.infos()).hasSize(2);
            assertThat(log.infos().get(0)).startsWith("backend [b1] UP: ");
            assertThat(log.infos().get(1)).startsWith("panic ends: ");
        }
    }

    /** 3 connects in a row; of 3 backends one may be ejected; for 10 s. */
    @Test
    void aBackendThatCannotBeConnectedIsEjectedAndReturns() {
        balancer.start(
                "ejection { connect-failures = 3, base-time = 10s, interval = 1s }",
                backend("b1"),
                backend("b2"),
                backend("b3"));
        for (int i = 0; i < 3; i++) {
            balancer.admitUntil("b1");
            balancer.fail("b1", null);
        }

        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b1"), balancer.now)
                        .state())
                .isEqualTo(Eligibility.State.EJECTED);
        assertThat(balancer.admitAll(6)).doesNotContain("b1");
        balancer.now += 9 * SECOND;
        balancer.dispatch.health().startChecks(balancer.now);
        assertThat(balancer.admitAll(6)).doesNotContain("b1");
        balancer.now += 2 * SECOND;
        balancer.dispatch.health().startChecks(balancer.now);
        assertThat(balancer.admitAll(6)).contains("b1");
    }

    @Test
    void aConnectThatSucceedsBeginsTheCountAnew() {
        balancer.start("ejection.connect-failures = 2", backend("b1"), backend("b2"));
        for (int i = 0; i < 3; i++) {
            balancer.admitUntil("b1");
            balancer.fail("b1", null);
            balancer.dispatch.health().connected(balancer.entry("b1").backend());
        }

        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b1"), balancer.now)
                        .isEligible())
                .isTrue();
    }

    @Test
    void aBackendThatEndsConnectionsUnansweredIsEjectedToo() {
        balancer.start("ejection.unanswered = 2", backend("b1"), backend("b2"));
        for (int i = 0; i < 2; i++) {
            balancer.admitUntil("b1");
            balancer.dispatch.ended(
                    balancer.entry("b1").backend(),
                    new BackendConduct(BackendConduct.Kind.CLOSED_UNASKED, SECOND / 2),
                    CLIENT,
                    balancer.now);
        }

        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b1"), balancer.now)
                        .state())
                .isEqualTo(Eligibility.State.EJECTED);
    }

    @Test
    void whatTheBalancerItselfLacksIsNoBackendsFault() {
        balancer.start("ejection.connect-failures = 2, health { checks = on, fall = 2 }", backend("b1"), backend("b2"));
        for (int i = 0; i < 20; i++) {
            balancer.admitUntil("b1");
            balancer.fail("b1", ConnectFailure.NO_LOCAL_PORT, null);
            balancer.check("b1", CheckResult.SOCKERR);
        }

        assertThat(state("b1")).isEqualTo(Eligibility.State.UP);
        balancer.admitUntil("b1");
        balancer.fail("b1", ConnectFailure.REFUSED, null);
        balancer.admitUntil("b1");
        balancer.fail("b1", ConnectFailure.REFUSED, null);
        assertThat(state("b1")).isEqualTo(Eligibility.State.EJECTED);
    }

    /** All from one address, and what it sends properly happens to go to b2. */
    @Test
    void oneClientThatSendsGarbageEjectsNobody() {
        balancer.start("ejection.unanswered = 2", backend("b1"), backend("b2"));
        for (int i = 0; i < 20; i++) {
            refused("b1");
            refused("b2");
        }
        balancer.end("b1");
        for (int i = 0; i < 20; i++) {
            balancer.admitUntil("b2");
            balancer.end("b2");
            refused("b1");
        }
        assertThat(state("b1")).isEqualTo(Eligibility.State.UP);
        assertThat(state("b2")).isEqualTo(Eligibility.State.UP);
    }

    @Test
    void aHostWithManyAddressesOfItsIpv6NetworkIsOneClient() {
        balancer.start("ejection.unanswered = 2", backend("b1"), backend("b2"));
        for (int i = 1; i <= 20; i++) {
            refused("b1", new InetSocketAddress("2001:db8::" + i, 4000));
        }
        assertThat(state("b1")).isEqualTo(Eligibility.State.UP);

        // With the one before they are five.
        for (int i = 1; i <= 4; i++) {
            refused("b1", new InetSocketAddress("2001:db8:0:" + i + "::1", 4000));
        }
        assertThat(state("b1")).isEqualTo(Eligibility.State.EJECTED);
    }

    private void refused(String backend) {
        refused(backend, CLIENT);
    }

    private void refused(String backend, InetSocketAddress client) {
        balancer.admitUntil(backend);
        balancer.dispatch.ended(
                balancer.entry(backend).backend(),
                new BackendConduct(BackendConduct.Kind.CLOSED_UNANSWERED, 1_000),
                client,
                balancer.now);
    }

    private Eligibility.State state(String backend) {
        return balancer.dispatch
                .health()
                .verdict(balancer.entry(backend), balancer.now)
                .state();
    }
}
