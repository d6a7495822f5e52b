package io.giliran.balancer;

import static io.giliran.balancer.BalancerUnderTest.shares;
import static io.giliran.balancer.log.AccessLogFiles.attempts;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.log.AccessLogFiles;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.health.AdminState;
import io.giliran.health.Eligibility;
import io.giliran.settings.HostPort;
import io.giliran.transport.Await;
import io.giliran.transport.ScriptedPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A balancer over real sockets that is operated, whose backends go down, and that is asked for more than it may give. */
final class OperatedBalancerIT extends OverRealSockets {
    private static final String NO_EJECTION = "ejection.enabled = off\n";

    @Override
    String settings() {
        return NO_EJECTION;
    }

    /** nginx-tests, stream_upstream.t: one is down (in maint), one refuses, and no client notices. */
    @Test
    void oneInMaintAndOneThatRefusesStandBesideTwoThatServe() throws Exception {
        balancer.server("b1");
        balancer.server("down");
        balancer.refusing("dead");
        balancer.server("b2");
        balancer.start();
        balancer.state("down", AdminState.MAINT);

        assertThat(shares(oneByOne(30))).isEqualTo(Map.of("b1", 15L, "b2", 15L));

        balancer.stop();
        assertThat(balancer.log().jsonByClient().values())
                .hasSize(30)
                .allSatisfy(line -> assertThat(attempts(line)).doesNotContain("down"));
    }

    /** nginx-tests, stream_upstream_least_conn.t: who is held counts, and all stay open here. */
    @Test
    void theFewestConnectionsCountThoseThatAreHeld() throws Exception {
        balancer.change(NO_EJECTION + "policy.name = least-connections");
        balancer.server("b1");
        balancer.server("b2");
        balancer.start();
        assertThat(shares(oneByOne(10))).isEqualTo(Map.of("b1", 5L, "b2", 5L));
        balancer.state("b2", AdminState.DRAIN);
        assertThat(shares(oneByOne(2))).isEqualTo(Map.of("b1", 2L));
        balancer.state("b2", AdminState.READY);

        // Seven and five are open; the next two make them even.
        assertThat(shares(oneByOne(2))).isEqualTo(Map.of("b2", 2L));
    }

    /** nginx-tests, stream_proxy_next_upstream.t: two tries, two that are dead, and the third is not reached. */
    @Test
    void noMoreAreTriedThanMayBe() throws Exception {
        balancer.change(NO_EJECTION + "policy.name = first, retries = 1");
        balancer.refusing("dead1");
        balancer.refusing("dead2");
        balancer.server("b3");
        balancer.start();

        ScriptedPeer client = balancer.client();
        client.expectEnd();
        balancer.log().await(1);
        assertThat(attempts(balancer.log().jsonByClient().get(HostPort.format(client.localAddress()))))
                .containsExactly("dead1", "dead2");

        // Who is in maint is not counted as a try.
        balancer.state("dead2", AdminState.MAINT);
        assertThat(balancer.connect().backend()).isEqualTo("b3");
    }

    @Test
    void aDrainedOneKeepsItsClientsAndOneInMaintLosesThem() throws Exception {
        balancer.server("b1");
        balancer.server("b2");
        balancer.start();
        List<ServedClient> clients = oneByOne(2);

        balancer.state("b1", AdminState.DRAIN);
        assertThat(shares(oneByOne(2))).isEqualTo(Map.of("b2", 2L));
        clients.get(0).talk("still there?");

        balancer.state("b2", AdminState.MAINT);
        clients.get(1).peer().expectReset();
        clients.get(0).talk("and now?");
        ScriptedPeer nobodyServes = balancer.client();
        nobodyServes.expectEnd();
        balancer.stop();
        assertThat(balancer.log().byClient().get(clients.get(1).address()).code())
                .isEqualTo("KD");
    }

    /** A weight that is changed makes another record of the same backend; its clients are its clients still. */
    @Test
    void maintCutsThoseThatWereConnectedBeforeTheWeightChanged() throws Exception {
        balancer.server("b1");
        balancer.start();
        ServedClient client = balancer.connect();

        balancer.does(new ControlCommand.SetWeight("b1", 7));
        balancer.state("b1", AdminState.MAINT);

        client.peer().expectReset();
    }

    @Test
    void whoFindsNoPlaceWaitsUntilSomebodyLeaves() throws Exception {
        balancer.server("b1");
        balancer.start();
        balancer.does(new ControlCommand.SetMaxConnections("b1", 1));
        ServedClient first = balancer.connect();
        ScriptedPeer second = balancer.client();
        awaitQueued(1);

        first.leave();

        assertThat(second.readLine()).isEqualTo("b1");
        awaitQueued(0);
    }

    @Test
    void whoWaitsTooLongIsClosed() throws Exception {
        balancer.change(NO_EJECTION + "queue.timeout = 100ms");
        balancer.server("b1");
        balancer.start();
        balancer.does(new ControlCommand.SetMaxConnections("b1", 1));
        ServedClient first = balancer.connect();
        ScriptedPeer second = balancer.client();

        second.expectEnd();

        balancer.log().await(1);
        assertThat(termination(second)).isEqualTo("sQ");
        awaitQueued(0);
        first.talk("not for me");
    }

    /** Nobody will ever be served: a balancer that stops must not wait for the queue. */
    @Test
    void whoWaitsDoesNotKeepItFromStopping() throws Exception {
        balancer.server("b1");
        balancer.start();
        balancer.does(new ControlCommand.SetMaxConnections("b1", 1));
        balancer.connect();
        ScriptedPeer second = balancer.client();
        awaitQueued(1);
        // Nor will the place of the first be given to it.
        balancer.state("b1", AdminState.DRAIN);

        balancer.stop();

        second.expectReset();
        assertThat(termination(second)).isEqualTo("KC");
    }

    @Test
    void whoMayNotComeIsClosed() throws Exception {
        balancer.change(NO_EJECTION + "clients.deny = [\"127.0.0.0/8\"]");
        balancer.server("b1");
        balancer.start();

        ScriptedPeer client = balancer.client();
        client.expectEnd();

        balancer.log().await(1);
        assertThat(termination(client)).isEqualTo("PR");
    }

    @Test
    void aClientHasNoMoreConnectionsThanOneMay() throws Exception {
        balancer.change(NO_EJECTION + "clients.max-connections = 1");
        balancer.server("b1");
        balancer.start();
        ServedClient first = balancer.connect();

        ScriptedPeer second = balancer.client();
        second.expectEnd();
        balancer.log().await(1);
        assertThat(termination(second)).isEqualTo("PC");

        first.leave();
        balancer.log().await(2);
        Await.equal("open", 0, () -> balancer.status().open());
        assertThat(balancer.connect().backend()).isEqualTo("b1");
    }

    /** The first check may come after an interval, and one that fails decides before any has passed. */
    @Test
    void aBackendThatDoesNotAnswerChecksGetsNobodyUntilItDoes() throws Exception {
        balancer.change(
                NO_EJECTION + "health { checks = on, interval = 50ms, fast-interval = 20ms, down-interval = 50ms,"
                        + " timeout = 500ms, panic-threshold = 0, on-down = cut }");
        EchoServer doomed = balancer.server("b1");
        balancer.server("b2");
        balancer.start();
        oneByOne(2);

        doomed.close();
        awaitState("b1", Eligibility.State.DOWN);

        assertThat(shares(oneByOne(4))).isEqualTo(Map.of("b2", 4L));
        balancer.stop();
        assertThat(balancer.log().jsonByClient().values())
                .allSatisfy(line -> assertThat(attempts(line)).hasSize(1));
    }

    /** b1 has all 8, and b2 joins: 4 of those that are idle are closed, one after the other. */
    @Test
    void rebalancingClosesTheExcessOnly() throws Exception {
        balancer.server("b1");
        balancer.server("b2");
        balancer.start();
        balancer.state("b2", AdminState.DRAIN);
        List<ServedClient> clients = oneByOne(8);
        balancer.state("b2", AdminState.READY);

        balancer.does(new ControlCommand.Rebalance(1_000, 0));

        Await.equal("open at b1", 4, () -> balancer.view("b1").open());
        Await.equal("excess", -1, () -> balancer.status().excess());
        assertThat(balancer.view("b1").open()).isEqualTo(4);
        balancer.log().await(4);
        assertThat(balancer.log().byClient().values())
                .extracting(AccessLogFiles.Line::code)
                .containsOnly("KD");
        assertThat(clients).hasSize(8);
    }

    private void awaitQueued(int count) throws Exception {
        Await.equal("queued", count, () -> balancer.status().queued());
    }

    private void awaitState(String backend, Eligibility.State wanted) throws Exception {
        Await.equal("state of " + backend, wanted, () -> balancer.view(backend).state());
    }

    private String termination(ScriptedPeer client) throws Exception {
        return balancer.log()
                .jsonByClient()
                .get(HostPort.format(client.localAddress()))
                .path("termination")
                .textValue();
    }

    private List<ServedClient> oneByOne(int count) throws Exception {
        List<ServedClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(balancer.connect());
        }
        return clients;
    }
}
