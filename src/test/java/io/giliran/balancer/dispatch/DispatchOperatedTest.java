package io.giliran.balancer.dispatch;

import static io.giliran.balancer.dispatch.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.dispatch.DispatchUnderTest.REFUSED;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.bounded;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.model.Termination;
import io.giliran.health.AdminState;
import org.junit.jupiter.api.Test;

/** Changes by operators and reloads. */
final class DispatchOperatedTest {
    private final DispatchUnderTest balancer = new DispatchUnderTest();

    @Test
    void aDrainedOneGetsNothingNewAndKeepsWhatItHas() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"));
        balancer.admitAll(2);

        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.DRAIN, balancer.now);

        assertThat(balancer.admitAll(3)).containsExactly("b2", "b2", "b2");
        assertThat(balancer.cuts).isEmpty();
        assertThat(balancer.entry("b1").connections()).isEqualTo(1);
        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.READY, balancer.now);
        assertThat(balancer.admitAll(2)).contains("b1");
    }

    @Test
    void oneInMaintLosesWhatItHasToo() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"));

        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.MAINT, balancer.now);

        assertThat(balancer.cuts).containsExactly("b1 KD");
        assertThat(balancer.admitAll(2)).containsExactly("b2", "b2");
    }

    @Test
    void whoIsRemovedKeepsItsConnectionsUnlessTheyAreToBeCut() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"));
        balancer.admitAll(2);

        balancer.dispatch.remove(balancer.entry("b1"), false, balancer.now);
        assertThat(balancer.cuts).isEmpty();
        balancer.dispatch.remove(balancer.entry("b2"), true, balancer.now);
        assertThat(balancer.cuts).containsExactly("b2 KD");

        assertThat(balancer.admit(3, CLIENT)).isEqualTo(REFUSED);
        assertThat(balancer.dispatch.registry().all()).hasSize(2);
    }

    /** b1 has two and b2 none: whoever counts open connections has to pick b2 twice, and then anyone. */
    @Test
    void aNewPolicyBeginsWithTheConnectionsThatAreOpen() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"));
        balancer.admitAll(4);
        balancer.end("b2");
        balancer.end("b2");

        balancer.change(NO_EJECTION + "policy.name = least-connections");

        assertThat(balancer.admitAll(2)).containsExactly("b2", "b2");
    }

    /** Those that have not been picked yet by the new policy, because they may not be, end under it all the same. */
    @Test
    void aNewPolicyKnowsThoseToWhichItMayNotSendAnybody() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        balancer.admitAll(3);
        balancer.dispatch.setAdmin(balancer.entry("b3"), AdminState.DRAIN, balancer.now);
        BackendRegistry.Entry leaving = balancer.entry("b2");
        balancer.dispatch.remove(leaving, false, balancer.now);

        balancer.change(NO_EJECTION + "policy.name = least-connections");

        balancer.dispatch.ended(leaving.backend(), BackendConduct.ANSWERED, CLIENT, balancer.now);
        balancer.dispatch.setAdmin(balancer.entry("b3"), AdminState.READY, balancer.now);
        // b1 and b3 have one each, and get two each.
        assertThat(balancer.admitAll(2)).containsExactlyInAnyOrder("b1", "b3");
        assertThat(balancer.dispatch.registry().names()).containsExactly("b1", "b3");
    }

    @Test
    void theBoundHoldsUnderANewPolicyForTheConnectionsThatAreOpen() {
        balancer.start(NO_EJECTION, bounded("b1", 2));
        balancer.admitAll(2);

        balancer.change(NO_EJECTION + "policy.name = random");

        assertThat(balancer.admit(3, CLIENT)).isEqualTo("wait 0");
        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("3 gets b1");
    }

    @Test
    void theSamePolicyGoesOnWhereItIs() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        balancer.admitAll(2);

        balancer.change(NO_EJECTION + "queue.size = 7");

        assertThat(balancer.admit(3, CLIENT)).isEqualTo("b3");
        assertThat(balancer.dispatch.settings().queue().size()).isEqualTo(7);
    }

    @Test
    void aWeightHoldsFromThenOn() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"));

        balancer.dispatch.redescribe(
                balancer.entry("b2"), balancer.entry("b2").destination().withWeight(3), balancer.now);

        assertThat(balancer.admitAll(8)).filteredOn("b2"::equals).hasSize(6);
    }

    /** Limits that are turned off and on again find the connections that they counted. */
    @Test
    void limitsThatComeAgainFindWhoWasCounted() {
        balancer.start(NO_EJECTION + "clients.max-connections = 2\n", backend("b1"));
        ClientRules.Judged first = balancer.rules.judge(CLIENT, balancer.now);
        balancer.admit(1, first, CLIENT);
        balancer.admit(2, CLIENT);

        balancer.change(NO_EJECTION);
        assertThat(balancer.admit(3, CLIENT)).isEqualTo("b1");
        balancer.change(NO_EJECTION + "clients.max-connections = 2\n");

        assertThat(balancer.admit(4, CLIENT)).isEqualTo(Termination.CLIENT_LIMIT.code());
        first.ended();
        assertThat(balancer.admit(5, CLIENT)).isEqualTo("b1");
    }

    /** A parameter of a policy that is not used makes no new one; the turn is b3's. */
    @Test
    void aParameterOfAnotherPolicyLeavesTheTurnWhereItIs() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        balancer.admitAll(2);

        balancer.change(NO_EJECTION + "policy.maglev.table-size = 251");

        assertThat(balancer.admit(3, CLIENT)).isEqualTo("b3");
    }
}
