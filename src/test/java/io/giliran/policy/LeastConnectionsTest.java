package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LeastConnectionsTest {
    private static final long ANY_CLIENT = 7;
    private static final long NOW = 0;

    private final BalancingPolicy policy = LeastLoaded.connections();
    private List<Backend> backends;

    @Test
    void theFewestOpenConnectionsWin() {
        declare(1, 1, 1);
        open(0, 2);
        open(1, 1);
        open(2, 2);

        // 2 1 2 → b, then all are equal: smooth turns begin with a, b and c follow.
        assertThat(openedPicks(4)).isEqualTo("babc");
    }

    @Test
    void aConnectThatIsPendingCounts() {
        declare(1, 1, 1);

        // Nothing is ever closed, so in each round each gets one. Who goes first is the matter of the turns, in which
        // only the tied take part. Credits: 1 1 1 → a, . 2 2 → b, c alone: -2 0 2; then -1 1 3 → c, -1+1 1+1 . → b,
        // a alone: 0 0 0; and so on from the start.
        assertThat(openedPicks(9)).isEqualTo("abccbaabc");
    }

    @Test
    void whatIsClosedCountsNoMore() {
        declare(1, 1);
        open(0, 1);
        open(1, 2);
        policy.connectionClosed(backends.get(1), NOW);
        policy.connectionClosed(backends.get(1), NOW);

        assertThat(openedPicks(1)).isEqualTo("b");
    }

    /** 5 open at weight 3 (1.67 each) are fewer than 2 at weight 1; 6 at weight 3 are as many. */
    @Test
    void openConnectionsAreWeighed() {
        declare(1, 3);
        open(0, 2);
        open(1, 5);
        assertThat(openedPicks(1)).isEqualTo("b");

        // 2/1 = 6/3: a tie, and ties take smooth turns by weight among the tied: 1 3 → b.
        assertThat(openedPicks(1)).isEqualTo("b");
        // 2/1 < 7/3.
        assertThat(openedPicks(1)).isEqualTo("a");
        // 3/1 > 7/3, then > 8/3.
        assertThat(openedPicks(2)).isEqualTo("bb");
    }

    @Test
    void comparesExactlyWhereAQuotientWouldRound() {
        declare(3, 256, 256);
        // 1/3 = 0.33333 lies between 85/256 = 0.33203 and 86/256 = 0.33594.
        open(0, 1);
        open(1, 85);
        open(2, 86);
        assertThat(openedPicks(1)).isEqualTo("b");
        assertThat(openedPicks(1)).isEqualTo("a");
    }

    @Test
    void manyConnectionsDoNotOverflow() {
        declare(1, 256);
        // 10,000,000 · 256 is more than an int holds.
        open(0, 10_000_000);
        open(1, 1);

        assertThat(openedPicks(3)).isEqualTo("bbb");
    }

    /** nginx's stream_upstream_least_conn.t: ten connections that close at once, over two: five each. */
    @Test
    void idleBackendsTakeTurns() {
        declare(1, 1);

        assertThat(closedPicks(10)).isEqualTo("ab".repeat(5));
    }

    /** nginx's stream_upstream_least_conn.t: with two held by the first, ten more that close at once: none and ten. */
    @Test
    void heldConnectionsKeepABackendOut() {
        declare(1, 1);
        open(0, 2);

        // Whenever the next one comes the second has 0 and the first still 2.
        assertThat(closedPicks(10)).isEqualTo("b".repeat(10));
    }

    @Test
    void tiesTakeTurnsByWeight() {
        declare(5, 1, 1);

        // Always idle, so always tied: the turns are nginx's smooth weighted ones.
        assertThat(closedPicks(14)).isEqualTo("aabacaa".repeat(2));
    }

    @Test
    void onlyTheTiedTakePartInTheTurns() {
        declare(1, 1, 1);
        open(1, 1);

        assertThat(closedPicks(6)).isEqualTo("acacac");
    }

    @Test
    void theTriedArePassedOverEvenWhenTheyAreIdle() {
        declare(1, 1, 1);
        open(1, 3);
        open(2, 2);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(0));

        assertThat(policy.pick(ANY_CLIENT, tried, NOW)).isSameAs(backends.get(2));
        tried.add(backends.get(2));
        assertThat(policy.pick(ANY_CLIENT, tried, NOW)).isSameAs(backends.get(1));
        tried.add(backends.get(1));
        assertThat(policy.pick(ANY_CLIENT, tried, NOW)).isNull();
    }

    @Test
    void connectionsOfOneThatLeftStillCountWhenItReturns() {
        declare(1, 1);
        open(1, 2);

        policy.eligible(backends.subList(0, 1));
        assertThat(openedPicks(1)).isEqualTo("a");
        // One of the two that b keeps ends while it is out; a has 1, b has 1.
        policy.connectionClosed(backends.get(1), NOW);
        policy.eligible(backends);

        assertThat(openedPicks(2)).containsOnlyOnce("a").containsOnlyOnce("b");
        // 2 and 2: once more one each.
        assertThat(openedPicks(2)).containsOnlyOnce("a").containsOnlyOnce("b");
    }

    @Test
    void aBackendThatIsDeclaredLaterBeginsIdle() {
        declare(1);
        assertThat(openedPicks(2)).isEqualTo("aa");
        backends = SampleBackends.equal(4);

        policy.eligible(backends);

        // 2 0 0 0: the first two rounds are without a.
        assertThat(openedPicks(3)).contains("b", "c", "d");
        assertThat(openedPicks(3)).contains("b", "c", "d");
        assertThat(openedPicks(4)).contains("a", "b", "c", "d");
    }

    private void declare(int... weights) {
        backends = SampleBackends.ofWeights(weights);
        policy.eligible(backends);
    }

    private void open(int index, int count) {
        for (int i = 0; i < count; i++) {
            policy.connectionOpened(backends.get(index), NOW);
        }
    }

    /** Picks whose connections stay open. */
    private String openedPicks(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Backend picked = policy.pick(ANY_CLIENT, TriedBackends.NONE, NOW);
            policy.connectionOpened(picked, NOW);
            names.append(picked.name());
        }
        return names.toString();
    }

    /** Picks whose connections each close before the next. */
    private String closedPicks(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Backend picked = policy.pick(ANY_CLIENT, TriedBackends.NONE, NOW);
            policy.connectionOpened(picked, NOW);
            policy.connectionClosed(picked, NOW);
            names.append(picked.name());
        }
        return names.toString();
    }
}
