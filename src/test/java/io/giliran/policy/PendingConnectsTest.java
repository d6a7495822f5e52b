package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two backends, of which one needs 300 ms to be connected, as in envoyproxy/envoy#44989, where 16 connections pile up on that
 * one because they count only from when they are connected. Here they count from the pick.
 */
final class PendingConnectsTest {
    private static final long MS = 1_000_000;
    private static final int CONNECTIONS = 16;

    /** All at once: each of the two has the fewer in turn, so 8. */
    @ParameterizedTest
    @ValueSource(strings = {LeastLoaded.CONNECTIONS, TwoChoices.DISTINCT})
    void ofManyAtOnceTheSlowOneGetsHalf(String name) {
        assertThat(picksOfTheSlowOne(name, 0)).isEqualTo(8);
    }

    /**
     * One every 10 ms, the other backend's being connected and closed within 5 ms: it is idle whenever one comes, and the slow
     * one is not once it has got one, until its 300 ms are over, and the 16 come within 150 ms.
     */
    @ParameterizedTest
    @ValueSource(strings = {LeastLoaded.CONNECTIONS, TwoChoices.DISTINCT})
    void ofManyOneAfterTheOtherTheSlowOneGetsOne(String name) {
        assertThat(picksOfTheSlowOne(name, 10 * MS)).isEqualTo(1);
    }

    private static int picksOfTheSlowOne(String name, long apartNanos) {
        BalancingPolicy policy = Policies.create(name, SampleParameters.all(), new SplittableRandom(1));
        List<Backend> backends = SampleBackends.equal(2);
        policy.eligible(backends);
        TreeMap<Long, Backend> closing = new TreeMap<>();
        int ofTheSlowOne = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            long now = i * apartNanos;
            while (!closing.isEmpty() && closing.firstKey() <= now) {
                policy.connectionClosed(closing.pollFirstEntry().getValue(), now);
            }
            Backend picked = policy.pick(i, TriedBackends.NONE, now);
            policy.connectionOpened(picked, now);
            ofTheSlowOne += picked.index() == 0 ? 1 : 0;
            // Times are made distinct by the number.
            closing.put(now + (picked.index() == 0 ? 300 : 5) * MS + i, picked);
        }
        return ofTheSlowOne;
    }
}
