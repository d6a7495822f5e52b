package io.giliran.balancer.dispatch;

import static io.giliran.balancer.dispatch.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.dispatch.DispatchUnderTest.REFUSED;
import static io.giliran.balancer.dispatch.DispatchUnderTest.SECOND;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backup;
import static io.giliran.balancer.dispatch.DispatchUnderTest.bounded;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.Origin;
import io.giliran.health.AdminState;
import io.giliran.health.CheckResult;
import io.giliran.health.Eligibility.State;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** A backend that leaves and comes back, or is described otherwise, is the same one when its name and address are the same. */
final class ReturningBackendTest {
    private static final String CHECKED = NO_EJECTION + "health { checks = on, initial-state = down, jitter = 0 }\n";

    private final DispatchUnderTest balancer = new DispatchUnderTest();

    private void leave(String name) {
        balancer.dispatch.remove(balancer.entry(name), false, balancer.now);
    }

    private void comeBack(Destination described, Origin origin) {
        balancer.dispatch.add(described, origin, balancer.now);
    }

    private State state(String name) {
        return balancer.dispatch
                .health()
                .verdict(balancer.entry(name), balancer.now)
                .state();
    }

    @Test
    void itsBoundHoldsForTheConnectionsFromBeforeToo() {
        balancer.start(NO_EJECTION + "queue.size = 1\n", bounded("b1", 2));
        balancer.admitAll(2);

        for (int flap = 0; flap < 4; flap++) {
            leave("b1");
            comeBack(bounded("b1", 2), flap % 2 == 0 ? Origin.DISCOVERY : Origin.OPERATOR);
        }

        assertThat(balancer.admit(3, CLIENT)).isEqualTo("wait 0");
        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("3 gets b1");
        assertThat(balancer.entry("b1").connections()).isEqualTo(2);
        assertThat(balancer.entry("b1").picks()).isEqualTo(3);
    }

    /** Another name at the same address, or another address of the same name, is another backend: it begins with nothing. */
    @Test
    void anotherNameOrAnotherAddressIsAnotherBackend() {
        balancer.start(NO_EJECTION + "queue.size = 1\n", bounded("b1", 2));
        balancer.admitAll(2);
        leave("b1");

        comeBack(new Destination(bounded("b9", 2).backend(), backend("b1").address(), false, 2), Origin.DISCOVERY);
        assertThat(balancer.admit(3, CLIENT)).isEqualTo("b9");
        leave("b9");
        comeBack(
                new Destination(bounded("b1", 2).backend(), new InetSocketAddress("127.0.0.9", 7), false, 2),
                Origin.DISCOVERY);

        assertThat(balancer.admit(4, CLIENT)).isEqualTo("b1");
        assertThat(balancer.entry("b1").connections()).isEqualTo(1);
    }

    @Test
    void itsHealthGoesOnAndItsFirstCheckIsDueSoon() {
        balancer.start(CHECKED, backend("b1"), backend("b2"));
        for (int i = 0; i < 2; i++) {
            balancer.check("b1", CheckResult.L4OK);
        }
        assertThat(state("b1")).isEqualTo(State.UP);
        assertThat(state("b2")).isEqualTo(State.DOWN);

        leave("b1");
        leave("b2");
        assertThat(balancer.admit(1, CLIENT)).isEqualTo(REFUSED);
        balancer.now += 5 * SECOND;
        comeBack(backend("b1"), Origin.DISCOVERY);
        comeBack(backend("b2"), Origin.DISCOVERY);

        assertThat(state("b1")).isEqualTo(State.UP);
        assertThat(state("b2")).isEqualTo(State.DOWN);
        assertThat(balancer.admit(2, CLIENT)).isEqualTo("b1");
        assertThat(balancer.dispatch.nextTickAt()).isLessThanOrEqualTo(balancer.now + SECOND);
    }

    @Test
    void oneThatIsEjectedStaysSo() {
        balancer.start(
                "ejection { connect-failures = 1, base-time = 30s }", backend("b1"), backend("b2"), backend("b3"));
        balancer.dispatch.health().connectFailed(balancer.entry("b1").backend(), balancer.now);
        assertThat(state("b1")).isEqualTo(State.EJECTED);

        leave("b1");
        balancer.now += SECOND;
        comeBack(backend("b1"), Origin.DISCOVERY);

        assertThat(state("b1")).isEqualTo(State.EJECTED);
        balancer.now += 30 * SECOND;
        balancer.dispatch.health().startChecks(balancer.now);
        assertThat(state("b1")).isEqualTo(State.UP);
    }

    /** A drain survives a discovery that flaps; an operator who adds the backend wants it used. */
    @Test
    void anOperatorsWishSurvivesAFlapButNotTheOperatorsOwnAdd() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"));
        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.DRAIN, balancer.now);

        leave("b1");
        comeBack(backend("b1"), Origin.DISCOVERY);
        assertThat(balancer.entry("b1").admin()).isEqualTo(AdminState.DRAIN);
        assertThat(balancer.admitAll(2)).containsExactly("b2", "b2");

        leave("b1");
        comeBack(backend("b1"), Origin.OPERATOR);
        assertThat(balancer.entry("b1").admin()).isEqualTo(AdminState.READY);
        assertThat(balancer.admitAll(2)).contains("b1");
    }

    /** Nothing leaves: its connections count, and it is where backups are. */
    @Test
    void oneThatBecomesABackupKeepsWhatItHas() {
        balancer.start(CHECKED, bounded("b1", 2), backend("b2"));
        for (String name : new String[] {"b1", "b1", "b2", "b2"}) {
            balancer.check(name, CheckResult.L4OK);
        }
        balancer.admitAll(2);

        balancer.dispatch.redescribe(
                balancer.entry("b1"), backup("b1").withMaxConnections(2), Origin.CONFIGURATION, balancer.now);

        assertThat(state("b1")).isEqualTo(State.UP);
        assertThat(balancer.entry("b1").connections()).isEqualTo(1);
        assertThat(balancer.admitAll(2)).containsExactly("b2", "b2");
        leave("b2");
        assertThat(balancer.admit(5, CLIENT)).isEqualTo("b1");
        assertThat(balancer.admit(6, CLIENT)).isEqualTo("wait 0");
    }

    @Test
    void whatHasLeftIsForgottenAfterAWhile() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"));
        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.DRAIN, balancer.now);
        leave("b1");

        balancer.now += DepartedBackends.KEPT_NANOS;
        assertThat(balancer.dispatch.nextTickAt()).isEqualTo(balancer.now);
        balancer.dispatch.forgetDeparted(balancer.now);

        assertThat(balancer.dispatch.registry().departed().size()).isZero();
        comeBack(backend("b1"), Origin.DISCOVERY);
        assertThat(balancer.entry("b1").admin()).isEqualTo(AdminState.READY);
    }
}
