package io.giliran.balancer.dispatch;

import static io.giliran.balancer.dispatch.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.dispatch.DispatchUnderTest.OTHER_CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.SECOND;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.bounded;
import static io.giliran.balancer.dispatch.DispatchUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.clients.ClientRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Access rules and limits of clients. */
final class DispatchClientsTest {
    private final DispatchUnderTest balancer = new DispatchUnderTest();

    @Test
    void whoIsDeniedIsRefusedAndCountsForNothing() {
        balancer.start(NO_EJECTION + "clients.deny = [\"192.0.2.7\"]", backend("b1"));

        assertThat(balancer.admit(1, CLIENT)).isEqualTo("PR");
        assertThat(balancer.admit(2, OTHER_CLIENT)).isEqualTo("b1");
        assertThat(balancer.dispatch.registry().find("b1").orElseThrow().picks())
                .isEqualTo(1);
    }

    @Test
    void whoIsNotAmongTheAllowedIsRefused() {
        balancer.start(NO_EJECTION + "clients.allow = [\"192.0.2.8/32\"]", backend("b1"));

        assertThat(balancer.admit(1, CLIENT)).isEqualTo("PR");
        assertThat(balancer.admit(2, OTHER_CLIENT)).isEqualTo("b1");
    }

    @Test
    void aClientHasNoMoreConnectionsThanOneMay() {
        balancer.start(NO_EJECTION + "clients.max-connections = 2", backend("b1"));
        ClientRules.Judged first = balancer.rules.judge(CLIENT, balancer.now);
        assertThat(text(balancer.admit(1, first, CLIENT))).isEqualTo("b1");
        balancer.admit(2, CLIENT);

        assertThat(balancer.admit(3, CLIENT)).isEqualTo("PC");
        assertThat(balancer.admit(4, OTHER_CLIENT)).isEqualTo("b1");

        first.ended();
        first.ended();
        assertThat(balancer.admit(5, CLIENT)).isEqualTo("b1");
    }

    /** One second for each new one, after the two of the burst. */
    @Test
    void norOpensThemFasterThanOneMay() {
        balancer.start(NO_EJECTION + "clients { max-rate = 1, burst = 2 }", backend("b1"));

        assertThat(List.of(balancer.admit(1, CLIENT), balancer.admit(2, CLIENT), balancer.admit(3, CLIENT)))
                .containsExactly("b1", "b1", "PC");
        balancer.now += SECOND;
        assertThat(List.of(balancer.admit(4, CLIENT), balancer.admit(5, CLIENT)))
                .containsExactly("b1", "PC");
    }

    @Test
    void whoIsRefusedForWantOfAPlaceCountsAmongItsClientsUntilItIsGone() {
        balancer.start(NO_EJECTION + "clients.max-connections = 2\n queue.size = 0", bounded("b1", 1));
        balancer.admit(1, CLIENT);

        ClientRules.Judged full = balancer.rules.judge(CLIENT, balancer.now);

        assertThat(text(balancer.admit(2, full, CLIENT))).isEqualTo("PQ");
        assertThat(balancer.admit(3, CLIENT)).isEqualTo("PC");
        full.ended();
        assertThat(balancer.admit(4, CLIENT)).isEqualTo("PQ");
    }

    @Test
    void newLimitsHoldForNewClientsAndTheOldCountersAreTheOldOnes() {
        balancer.start(NO_EJECTION + "clients.max-connections = 1", backend("b1"));
        ClientRules.Judged before = balancer.rules.judge(CLIENT, balancer.now);

        balancer.change(NO_EJECTION + "clients.max-connections = 2");

        assertThat(balancer.admit(2, CLIENT)).isEqualTo("b1");
        before.ended();
        assertThat(balancer.admit(3, CLIENT)).isEqualTo("b1");
        assertThat(balancer.admit(4, CLIENT)).isEqualTo("PC");
    }
}
