package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.giliran.workload.Xxh64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RendezvousTest {
    private static final long SEED = 20_261_124;
    private static final int KEYS = 100_000;

    /** With equal weights the order is that of the hashes, of the client's key with the hash of the backend's as seed. */
    @Test
    void theHighestHashWins() {
        List<Backend> backends = SampleHosts.equal(90, 6);
        Rendezvous policy = policy(backends);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 1_000; i++) {
            long key = random.nextLong();
            List<Backend> order = new ArrayList<>(backends);
            order.sort((one, other) -> Long.compareUnsigned(hash(key, other), hash(key, one)));
            TriedBackends tried = null;
            for (Backend expected : order) {
                assertThat(policy.pick(key, tried == null ? TriedBackends.NONE : tried, 0))
                        .isEqualTo(expected);
                if (tried == null) {
                    tried = TriedBackends.NONE.with(expected);
                }
                tried.add(expected);
            }
        }
    }

    @Test
    void theOrderOfDeclarationDoesNotMatter() {
        List<Backend> backends = SampleHosts.ofWeights(90, 3, 1, 4, 1, 5, 9, 2, 6);
        List<Backend> shuffled = new ArrayList<>(backends);
        Collections.shuffle(shuffled, new Random(SEED));
        Rendezvous one = policy(backends);
        Rendezvous other = policy(shuffled);
        for (long key = 0; key < 10_000; key++) {
            assertThat(one.pick(key, TriedBackends.NONE, 0)).isEqualTo(other.pick(key, TriedBackends.NONE, 0));
        }
    }

    /** Those of the one that leaves, a tenth: the order of the others is the same without it. */
    @Test
    void whenABackendLeavesOnlyItsClientsMove() {
        for (List<Backend> backends :
                List.of(SampleHosts.equal(90, 10), SampleHosts.ofWeights(90, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))) {
            Rendezvous before = policy(backends);
            Rendezvous after = policy(SampleHosts.without(backends, 3));
            for (long key = 0; key < 10_000; key++) {
                Backend own = before.pick(key, TriedBackends.NONE, 0);
                Backend then = after.pick(key, TriedBackends.NONE, 0);
                if (own.index() == 3) {
                    assertThat(then).isEqualTo(before.pick(key, TriedBackends.NONE.with(own), 0));
                } else {
                    assertThat(then).isEqualTo(own);
                }
            }
        }
    }

    /** A heavier one only takes clients, from all in proportion; nobody else's move. */
    @Test
    void aWeightThatGrowsOnlyTakes() {
        Rendezvous before = policy(SampleHosts.ofWeights(90, 1, 2, 3));
        Rendezvous after = policy(SampleHosts.ofWeights(90, 1, 5, 3));
        int took = 0;
        for (long key = 0; key < KEYS; key++) {
            Backend own = before.pick(key, TriedBackends.NONE, 0);
            Backend then = after.pick(key, TriedBackends.NONE, 0);
            if (own.index() != then.index()) {
                assertThat(then.index()).isEqualTo(1);
                took++;
            }
        }

        // From 2/6 to 5/9 is 2/9; the standard deviation of the share is sqrt(2/9 * 7/9 / 100,000) = 0.0013.
        assertThat(took / (double) KEYS).isCloseTo(2 / 9.0, within(5 * 0.0013));
    }

    private static long hash(long key, Backend backend) {
        return Xxh64.hash(key, Xxh64.hash(backend.key().getBytes(StandardCharsets.UTF_8), 0));
    }

    private static Rendezvous policy(List<Backend> backends) {
        Rendezvous policy = new Rendezvous(SampleParameters.all());
        policy.eligible(backends);
        return policy;
    }
}
