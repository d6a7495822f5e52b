package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A dead backend's share spreads over all others and does not fall on its neighbour, whether the policy still picks it and
 * the client has to try another, or it is not eligible any more. For every policy but {@code first}, which is to pack.
 *
 * <p>With the clients N and, when all are alive, the shares s, who is left has to get s / (1 - s of the dead) · N: its own and
 * its part of the dead one's. A neighbour that inherited all would have 2 N / 5 of five equal ones, and one that got half
 * as much again as its even part N / 4 + N / 40, where {@link #TOLERATED} is N / 62.
 */
final class DeadBackendTest {
    private static final long SEED = 20_261_125;
    private static final int CLIENTS = 50_000;
    private static final int BACKENDS = 5;
    private static final long MS = 1_000_000;
    /** 2^64 over the golden ratio: as an odd number it makes each client's key another one. */
    private static final long NEXT_CLIENT = 0x9e3779b97f4a7c15L;

    /** How many connections stay open until the oldest one is closed. */
    private static final int OPEN = 10;

    /**
     * Three errors: a count of 50,000 with p = 1/4 has the standard deviation 97; the share it is compared with, s = 1/5, 89,
     * which s / (1 - s) makes 112; the ring's 13,107 points a backend spread the dead one's 10,000 with 2.5 % of 2,500, 62.
     * Together 160, and five of these.
     */
    private static final int TOLERATED = 800;

    static List<String> names() {
        return Policies.names().stream()
                .filter(name -> !name.equals(FirstUntried.NAME))
                .toList();
    }

    static List<String> picksInProportionToWeightWhenIdle() {
        return List.of(
                RoundRobin.NAME,
                RandomPick.NAME,
                LeastLoaded.CONNECTIONS,
                TwoChoices.DISTINCT,
                TwoChoices.WITH_REPLACEMENT,
                ClientHash.SOURCE_HASH,
                ClientHash.RING_HASH,
                ClientHash.MAGLEV,
                Rendezvous.NAME);
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatTheDeadOneIsGivenSpreadsOverTheOthers(String name) {
        List<Backend> all = SampleBackends.equal(BACKENDS);
        int[] alive = served(name, all, -1, OPEN);
        for (Backend dead : all) {
            assertSpread(name, alive, served(name, all, dead.index(), OPEN), dead.index());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatTheOneThatIsOutWasGivenSpreadsOverTheOthers(String name) {
        List<Backend> all = SampleBackends.equal(BACKENDS);
        int[] alive = served(name, all, -1, OPEN);
        for (Backend out : all) {
            int[] without = served(name, SampleHosts.without(all, out.index()), -1, OPEN);
            assertSpread(name, alive, without, out.index());
        }
    }

    /** The same with weights, where no connection is open when the next one comes. */
    @ParameterizedTest
    @MethodSource("picksInProportionToWeightWhenIdle")
    void spreadsInProportionToWeight(String name) {
        List<Backend> all = SampleBackends.ofWeights(4, 3, 2, 3, 4);
        int[] alive = served(name, all, -1, 0);
        for (Backend dead : all) {
            assertSpread(name, alive, served(name, all, dead.index(), 0), dead.index());
            int[] without = served(name, SampleHosts.without(all, dead.index()), -1, 0);
            assertSpread(name, alive, without, dead.index());
        }
    }

    private static void assertSpread(String name, int[] alive, int[] served, int dead) {
        assertThat(served[dead]).isZero();
        for (int i = 0; i < BACKENDS; i++) {
            if (i != dead) {
                double expected = (double) alive[i] * CLIENTS / (CLIENTS - alive[dead]);
                assertThat((double) served[i])
                        .as(
                                "%s, %d without %d: %s, when alive %s",
                                name, i, dead, Arrays.toString(served), Arrays.toString(alive))
                        .isCloseTo(expected, within((double) TOLERATED));
            }
        }
    }

    /** How many of the clients each has served, when one of them, or none at -1, fails every connection. */
    private static int[] served(String name, List<Backend> eligible, int dead, int keptOpen) {
        SplittableRandom random = new SplittableRandom(SEED);
        BalancingPolicy policy =
                Policies.create(name, SampleParameters.all("ring-hash.minimum-size = 65536"), random.split());
        policy.eligible(eligible);
        int[] served = new int[BACKENDS];
        int[] inFlight = new int[BACKENDS];
        Queue<Backend> open = new ArrayDeque<>();
        Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
        for (int client = 0; client < CLIENTS; client++) {
            long now = client * MS;
            Backend picked = policy.pick(client * NEXT_CLIENT, TriedBackends.NONE, now);
            policy.connectionOpened(picked, now);
            if (picked.index() == dead) {
                policy.connectionFailed(picked, now);
                policy.connectionClosed(picked, now);
                picked = policy.pick(client * NEXT_CLIENT, TriedBackends.NONE.with(picked), now);
                policy.connectionOpened(picked, now);
            }
            served[picked.index()]++;
            inFlight[picked.index()]++;
            open.add(picked);
            if (open.size() > keptOpen) {
                Backend oldest = open.remove();
                inFlight[oldest.index()]--;
                for (Signal signal : policy.signals()) {
                    policy.observed(oldest, signal, latency(random), now);
                }
                policy.connectionClosed(oldest, now);
            }
            int count = policy.wantedProbes(wanted, now);
            for (int i = 0; i < count; i++) {
                if (wanted[i].index() != dead) {
                    policy.probed(wanted[i], inFlight[wanted[i].index()], latency(random), now);
                }
            }
        }
        return served;
    }

    /** Half as long to half as long again as 10 ms, so that no two are equal. */
    private static long latency(SplittableRandom random) {
        return 5 * MS + random.nextLong(10 * MS);
    }
}
