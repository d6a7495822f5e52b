package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.giliran.workload.Xxh64;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of the policies with client affinity. */
final class KeyedPoliciesTest {
    private static final long SEED = 20_261_124;
    private static final int KEYS = 200_000;
    private static final String UNBOUNDED = "";

    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void aClientStaysHoweverManyConnectionsThereAre(String name) {
        List<Backend> backends = SampleHosts.ofWeights(90, 1, 2, 3, 4, 5);
        BalancingPolicy policy = policy(name, UNBOUNDED, backends);
        BalancingPolicy fresh = policy(name, UNBOUNDED, backends);
        for (int i = 0; i < 1_000; i++) {
            long client = client(i % 17);
            Backend own = fresh.pick(client, TriedBackends.NONE, 0);
            Backend picked = policy.pick(client, TriedBackends.NONE, i);
            assertThat(picked).isEqualTo(own);
            policy.connectionOpened(picked, i);
        }
    }

    /** A count of n keys of probability p deviates by sqrt(np(1-p)); a place more or less in the table is nothing to it. */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "maglev", "rendezvous"})
    void sharesAreInProportionToWeight(String name) {
        BalancingPolicy policy = policy(name, UNBOUNDED, SampleHosts.ofWeights(90, 1, 2, 3, 4));
        SplittableRandom random = new SplittableRandom(SEED);
        int[] counts = new int[4];
        for (int i = 0; i < KEYS; i++) {
            counts[policy.pick(random.nextLong(), TriedBackends.NONE, i).index()]++;
        }

        for (int i = 0; i < counts.length; i++) {
            double share = (i + 1) / 10.0;
            assertThat((double) counts[i])
                    .as("weight %d", i + 1)
                    .isCloseTo(KEYS * share, within(5 * Math.sqrt(KEYS * share * (1 - share))));
        }
    }

    /**
     * One backend cannot be connected. The n of its clients go to each other one in proportion to the share p that this has
     * without it; the count deviates by sqrt(np(1-p)). Six deviations, because 360 counts are compared.
     */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void theClientsOfADeadBackendSpreadOverAllOthers(String name) {
        List<Backend> backends = SampleHosts.equal(90, 10);
        BalancingPolicy policy = policy(name, UNBOUNDED, backends);
        SplittableRandom random = new SplittableRandom(SEED);
        int[] own = new int[10];
        int[][] second = new int[10][10];
        for (int i = 0; i < KEYS; i++) {
            long key = random.nextLong();
            Backend first = policy.pick(key, TriedBackends.NONE, i);
            own[first.index()]++;
            second[first.index()][
                    policy.pick(key, TriedBackends.NONE.with(first), i).index()]++;
        }

        for (int dead = 0; dead < 10; dead++) {
            for (int other = 0; other < 10; other++) {
                double share = other == dead ? 0 : own[other] / (double) (KEYS - own[dead]);
                double expected = own[dead] * share;
                double allowed = 6 * Math.sqrt(expected * (1 - share));
                assertThat((double) second[dead][other])
                        .as("clients of %d that go to %d", dead, other)
                        .isCloseTo(expected, within(allowed));
            }
        }
    }

    /**
     * 20 clients come again and again, connections end at random, and now and then one backend leaves for a while: they
     * would not be even by themselves. What one that left still has open is no part of the even share.
     */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void theBoundIsNeverExceeded(String name) {
        List<Backend> backends = SampleHosts.ofWeights(90, 1, 2, 3, 4, 10);
        List<Backend> eligible = backends;
        BalancingPolicy policy = policy(name, "bounded-load = 1.25", backends);
        BalancingPolicy unbounded = policy(name, UNBOUNDED, backends);
        SplittableRandom random = new SplittableRandom(SEED);
        int[] open = new int[5];
        List<Backend> connections = new ArrayList<>();
        int diverted = 0;
        for (int i = 0; i < 50_000; i++) {
            if (i % 500 == 499) {
                eligible = SampleHosts.without(backends, random.nextInt(10));
                policy.eligible(eligible);
                unbounded.eligible(eligible);
            }
            long client = client(random.nextInt(20));
            Backend own = unbounded.pick(client, TriedBackends.NONE, i);

            Backend picked = policy.pick(client, TriedBackends.NONE, i);

            assertThat(open[picked.index()])
                    .as("open at %s, pick %d", picked.name(), i)
                    .isLessThan(most(open, eligible, picked));
            if (open[own.index()] < most(open, eligible, own)) {
                assertThat(picked).as("its own one has room").isEqualTo(own);
            } else {
                diverted++;
            }
            policy.connectionOpened(picked, i);
            open[picked.index()]++;
            connections.add(picked);
            while (connections.size() > 100 + random.nextInt(400)) {
                Backend closed = connections.remove(random.nextInt(connections.size()));
                policy.connectionClosed(closed, i);
                open[closed.index()]--;
            }
        }
        assertThat(diverted).as("picks for which the bound mattered").isGreaterThan(500);
    }

    /** ceil(1.25 * (open + 1) * weight / total), in hundredths. */
    private static int most(int[] open, List<Backend> eligible, Backend backend) {
        int allOpen = 0;
        int total = 0;
        for (Backend each : eligible) {
            allOpen += open[each.index()];
            total += each.weight();
        }
        int hundredths = 125 * (allOpen + 1) * backend.weight();
        return (hundredths + total * 100 - 1) / (total * 100);
    }

    /** With a factor of 1 the bound is the even share, rounded up: whoever is at it has to wait for all others. */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void theTightestBoundIsPerfectlyEven(String name) {
        List<Backend> backends = SampleHosts.equal(90, 5);
        BalancingPolicy policy = policy(name, "bounded-load = 1", backends);
        int[] open = new int[5];
        for (int i = 0; i < 1_000; i++) {
            Backend picked = policy.pick(7, TriedBackends.NONE, i);
            policy.connectionOpened(picked, i);
            open[picked.index()]++;
        }

        assertThat(open).containsOnly(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void theClientsOfAFullBackendGoWhereTheyWouldGoIfItHadFailed(String name) {
        List<Backend> backends = SampleHosts.equal(90, 10);
        BalancingPolicy policy = policy(name, "bounded-load = 2", backends);
        // Of 10 connections the share is ceil(2 * 11 / 10) = 3.
        for (int i = 0; i < 10; i++) {
            policy.connectionOpened(backends.get(3), 0);
        }
        TriedBackends tried = TriedBackends.NONE.with(backends.get(3));
        for (int i = 0; i < 10_000; i++) {
            long client = client(i);
            assertThat(policy.pick(client, TriedBackends.NONE, 0)).isEqualTo(policy.pick(client, tried, 0));
        }
    }

    /** b is full and a has failed the client: it is served nevertheless. */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void aClientIsRatherServedThanTheBoundKept(String name) {
        List<Backend> backends = SampleHosts.equal(90, 2);
        BalancingPolicy policy = policy(name, "bounded-load = 1", backends);
        for (int i = 0; i < 10; i++) {
            policy.connectionOpened(backends.get(1), 0);
        }
        PickNotes notes = new PickNotes();
        policy.noteIn(notes);

        assertThat(policy.pick(5, TriedBackends.NONE.with(backends.get(0)), 0)).isEqualTo(backends.get(1));
        // ceil(1 * 11 / 2) = 6.
        assertThat(notes.skipped())
                .contains(new PickNotes.Skipped(backends.get(1), "has 10 open connections, and its bound is 6"));
        assertThat(notes.rule()).startsWith("all have reached their bound");
    }

    /** What is open at a backend that is not eligible is no part of the even share, and counts again when it returns. */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void connectionsOfOneThatLeftStillCountWhenItReturns(String name) {
        List<Backend> backends = SampleHosts.equal(90, 2);
        BalancingPolicy policy = policy(name, "bounded-load = 1", backends);
        for (int i = 0; i < 6; i++) {
            policy.connectionOpened(backends.get(1), 0);
        }
        policy.eligible(backends.subList(0, 1));
        policy.connectionClosed(backends.get(1), 0);
        for (int i = 0; i < 3; i++) {
            policy.connectionOpened(policy.pick(i, TriedBackends.NONE, 0), 0);
        }
        policy.eligible(backends);

        // 3 and 5: ceil(9/2) = 5, so the first alone has room for one and ceil(10/2) = 5 for another; then 5 and 5.
        for (int i = 0; i < 2; i++) {
            for (int client = 0; client < 100; client++) {
                assertThat(policy.pick(client, TriedBackends.NONE, 0)).isEqualTo(backends.get(0));
            }
            policy.connectionOpened(backends.get(0), 0);
        }
        assertThat(policy.pick(1, TriedBackends.NONE, 0)).isIn(backends);
    }

    /** Nine of ten have failed the client: hashing anew alone would find the last one only 43 times in a hundred. */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void theLastOneIsAlwaysFound(String name) {
        List<Backend> backends = SampleHosts.equal(90, 10);
        BalancingPolicy policy = policy(name, UNBOUNDED, backends);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(0));
        SampleHosts.without(backends, 6).forEach(tried::add);
        for (int client = 0; client < 1_000; client++) {
            assertThat(policy.pick(client, tried, 0)).isEqualTo(backends.get(6));
        }
    }

    /**
     * Ten heavy ones have failed the client; of the two that are left, weights 1 and 3, the first gets a quarter. The
     * standard deviation of the share is sqrt(1/4 * 3/4 / 20,000) = 0.0031. Eight new hashes find one of the two only once in
     * eighty times, and however uneven a ring's few points make that, it changes a quarter by less than 0.01.
     */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void thoseThatAreLeftKeepTheirProportions(String name) {
        List<Backend> backends = SampleHosts.ofWeights(90, 256, 256, 256, 256, 256, 1, 3, 256, 256, 256, 256, 256);
        BalancingPolicy policy = policy(name, UNBOUNDED, backends);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(0));
        backends.stream().filter(backend -> backend.weight() == 256).forEach(tried::add);
        int picks = 20_000;
        int light = 0;
        for (int client = 0; client < picks; client++) {
            light += policy.pick(client(client), tried, 0).weight() == 1 ? 1 : 0;
        }

        assertThat(light / (double) picks).isCloseTo(0.25, within(0.01 + 5 * 0.0031));
    }

    /** Bounded as it is: half of the picks look further than the client's own backend. */
    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "ring-hash", "maglev", "rendezvous"})
    void aPickAtTheBoundAllocatesNothing(String name) {
        List<Backend> backends = SampleHosts.ofWeights(90, 3, 1, 256, 7, 7, 2);
        BalancingPolicy policy = policy(name, "bounded-load = 1", backends);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        openAndCloseOften(policy);
        threads.getThreadAllocatedBytes(self);

        long before = threads.getThreadAllocatedBytes(self);
        openAndCloseOften(policy);
        long allocated = threads.getThreadAllocatedBytes(self) - before;

        assertThat(allocated).as("bytes in 100,000 picks").isLessThan(1_600);
    }

    /** Unrelated keys, as those of clients are. */
    private static long client(int number) {
        return Xxh64.hash(number, SEED);
    }

    private static void openAndCloseOften(BalancingPolicy policy) {
        for (int i = 0; i < 100_000; i += 2) {
            Backend first = policy.pick(i, TriedBackends.NONE, i);
            policy.connectionOpened(first, i);
            Backend second = policy.pick(i, TriedBackends.NONE, i);
            policy.connectionOpened(second, i);
            policy.connectionClosed(first, i);
            policy.connectionClosed(second, i);
        }
    }

    private static BalancingPolicy policy(String name, String hocon, List<Backend> backends) {
        BalancingPolicy policy = Policies.create(name, SampleParameters.all(hocon), new SplittableRandom(SEED));
        policy.eligible(backends);
        return policy;
    }
}
