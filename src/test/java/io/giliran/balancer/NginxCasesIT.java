package io.giliran.balancer;

import static io.giliran.balancer.BalancerUnderTest.shares;
import static io.giliran.balancer.log.AccessLogFiles.attempts;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.AdminState;
import io.giliran.health.Eligibility;
import io.giliran.transport.Await;
import io.giliran.transport.RefusingPort;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cases of nginx-tests for nginx' stream upstreams, with its numbers: each test names its file. */
final class NginxCasesIT extends OverRealSockets {
    private static final String NO_EJECTION = "ejection.enabled = off\n";

    @Override
    String settings() {
        return NO_EJECTION;
    }

    /** stream_upstream.t. */
    @Test
    void thirtyOverTwoAreFifteenEach() throws Exception {
        balancer.server("b1");
        balancer.server("b2");
        balancer.start();

        assertThat(shares(oneAfterTheOther(30))).isEqualTo(Map.of("b1", 15L, "b2", 15L));
    }

    /** stream_upstream.t: the log has every attempt. */
    @Test
    void allGoToTheBackupWhileThePrimaryIsDead() throws Exception {
        balancer.refusing("primary");
        balancer.start();
        balancer.addBackup("spare");

        assertThat(shares(oneAfterTheOther(30))).isEqualTo(Map.of("spare", 30L));

        balancer.stop();
        assertThat(balancer.log().jsonByClient().values())
                .hasSize(30)
                .allSatisfy(line -> assertThat(attempts(line)).containsExactly("primary", "spare"));
    }

    /** stream_upstream.t: back, and its fail_timeout over, it gets all thirty that come at once. */
    @Test
    void allGoToThePrimaryOnceItIsBack() throws Exception {
        balancer.change("ejection { connect-failures = 1, base-time = 300ms, maximum-percent = 100 }");
        InetSocketAddress primary;
        try (RefusingPort refusing = new RefusingPort()) {
            primary = refusing.address();
            balancer.backend("primary", primary, 1);
            balancer.start();
            balancer.addBackup("spare");
            balancer.connect().leave();
        }
        try (EchoServer back = new EchoServer("primary", primary.getPort())) {
            Await.equal(
                    "state of the primary",
                    Eligibility.State.UP,
                    () -> balancer.view("primary").state());

            assertThat(shares(balancer.connect(30))).isEqualTo(Map.of("primary", 30L));
        }
    }

    /** stream_upstream_least_conn.t. */
    @Test
    void tenAreFiveEachAndNoneGoesToWhoHasTwoAlready() throws Exception {
        balancer.change(NO_EJECTION + "policy.name = least-connections");
        balancer.server("b1");
        balancer.server("b2");
        balancer.start();
        assertThat(shares(oneAfterTheOther(10))).isEqualTo(Map.of("b1", 5L, "b2", 5L));
        balancer.state("b2", AdminState.DRAIN);
        balancer.connect(2);
        balancer.state("b2", AdminState.READY);

        assertThat(shares(oneAfterTheOther(10))).isEqualTo(Map.of("b2", 10L));
    }

    /** stream_upstream_random.t: whichever is drawn first, the weights decide between the two. */
    @Test
    void threeAtOnceOverWeightsOfOneAndTwo() throws Exception {
        balancer.change(NO_EJECTION + "policy.name = p2c");
        balancer.server("light", 1);
        balancer.server("heavy", 2);
        balancer.start();

        assertThat(shares(balancer.connect(3))).isEqualTo(Map.of("light", 1L, "heavy", 2L));
    }

    /** stream_upstream_random.t. */
    @Test
    void besideADeadOneAndOneThatIsDownAllTenAreServed() throws Exception {
        balancer.change(NO_EJECTION + "policy.name = p2c");
        balancer.refusing("dead");
        balancer.server("down");
        balancer.server("live");
        balancer.start();
        balancer.state("down", AdminState.MAINT);

        assertThat(shares(oneAfterTheOther(10))).isEqualTo(Map.of("live", 10L));
    }

    /** stream_proxy_next_upstream.t: off. */
    @Test
    void withoutAnotherTryTheClientIsClosed() throws Exception {
        balancer.change(NO_EJECTION + "retries = 0");
        balancer.refusing("dead");
        balancer.start();
        balancer.addBackup("spare");

        balancer.client().expectEnd();
    }

    /** stream_proxy_next_upstream.t: two tries, two dead ones; one that is down is no try. */
    @Test
    void twoTriesDoNotReachTheBackupBehindTwoDeadOnes() throws Exception {
        balancer.change(NO_EJECTION + "retries = 1");
        balancer.refusing("dead1");
        balancer.refusing("dead2");
        balancer.start();
        balancer.addBackup("spare");

        balancer.client().expectEnd();

        balancer.state("dead1", AdminState.MAINT);
        assertThat(balancer.connect().backend()).isEqualTo("spare");
    }

    /** Each has left, and the balancer knows, before the next one comes. */
    private List<ServedClient> oneAfterTheOther(int count) throws Exception {
        List<ServedClient> clients = new ArrayList<>();
        int open = balancer.status().open();
        for (int i = 0; i < count; i++) {
            ServedClient client = balancer.connect();
            client.leave();
            clients.add(client);
            Await.equal("open connections", open, () -> balancer.status().open());
        }
        return clients;
    }
}
