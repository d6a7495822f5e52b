package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of {@link BalancingPolicy}, for every registered policy. */
final class EveryPolicyTest {
    private static final long SEED = 20_261_123;
    private static final int PICKS = 100_000;

    static List<String> names() {
        return Policies.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void picksNothingBeforeAnythingIsEligibleAndWhenNothingIs(String name) {
        BalancingPolicy policy = policy(name);
        assertThat(policy.pick(1, TriedBackends.NONE, 0)).isNull();

        policy.eligible(SampleBackends.equal(2));
        assertThat(policy.pick(1, TriedBackends.NONE, 0)).isNotNull();

        policy.eligible(List.of());
        assertThat(policy.pick(1, TriedBackends.NONE, 0)).isNull();
    }

    /** Every client tries one after the other, until none is left: each exactly once, however the load stands. */
    @ParameterizedTest
    @MethodSource("names")
    void offersEachEligibleBackendExactlyOnceToAClientThatNoneServes(String name) {
        BalancingPolicy policy = policy(name);
        List<Backend> backends = SampleBackends.ofWeights(3, 1, 256, 7, 7, 2);
        policy.eligible(backends);
        for (int client = 0; client < 1_000; client++) {
            Set<Backend> offered = new HashSet<>();
            Backend picked = policy.pick(client, TriedBackends.NONE, client);
            TriedBackends tried = TriedBackends.NONE.with(picked);
            while (picked != null) {
                assertThat(offered.add(picked)).as("%s is new", picked).isTrue();
                policy.connectionOpened(picked, client);
                policy.connectionClosed(picked, client);
                tried.add(picked);
                picked = policy.pick(client, tried, client);
            }
            assertThat(offered).hasSameElementsAs(backends);
        }
    }

    /** Backends come and go at random, connections stay open for a while: only who is eligible and untried is picked. */
    @ParameterizedTest
    @MethodSource("names")
    void picksOnlyWhoIsEligibleAndUntried(String name) {
        SplittableRandom random = new SplittableRandom(SEED);
        BalancingPolicy policy = policy(name);
        List<Backend> backends = SampleBackends.ofWeights(3, 1, 256, 7, 7, 2, 1, 1);
        Queue<Backend> open = new ArrayDeque<>();
        List<Backend> eligible = List.of();
        for (int i = 0; i < 20_000; i++) {
            if (i % 50 == 0) {
                eligible = some(backends, random);
                policy.eligible(eligible);
            }
            List<Backend> triedOnes = some(backends, random);
            TriedBackends tried = tried(triedOnes);
            List<Backend> valid = new ArrayList<>(eligible);
            valid.removeAll(triedOnes);

            Backend picked = policy.pick(random.nextLong(), tried, i);

            if (valid.isEmpty()) {
                assertThat(picked).as("pick %d, seed %d", i, SEED).isNull();
            } else {
                assertThat(picked).as("pick %d, seed %d", i, SEED).isIn(valid);
                policy.connectionOpened(picked, i);
                open.add(picked);
            }
            if (open.size() > random.nextInt(100)) {
                policy.connectionClosed(open.remove(), i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSameSeedAndTheSameHistoryGiveTheSamePicks(String name) {
        assertThat(history(policy(name))).isEqualTo(history(policy(name)));
    }

    /** With notes and without, the picks are the same; the notes name who was picked and who was not to be. */
    @ParameterizedTest
    @MethodSource("names")
    void explainsItsPicksWithoutChangingThem(String name) {
        List<Backend> backends = SampleBackends.ofWeights(3, 1, 5, 7, 7, 2);
        BalancingPolicy silent = policy(name);
        silent.eligible(backends);
        BalancingPolicy explaining = policy(name);
        explaining.eligible(backends);
        PickNotes notes = new PickNotes();
        explaining.noteIn(notes);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(2));
        for (int i = 0; i < 200; i++) {
            boolean again = i % 3 == 0;
            notes.clear();

            Backend picked = explaining.pick(i, again ? tried : TriedBackends.NONE, i);

            assertThat(picked).isEqualTo(silent.pick(i, again ? tried : TriedBackends.NONE, i));
            assertThat(notes.rule()).isNotBlank();
            assertThat(notes.candidates())
                    .extracting(PickNotes.Candidate::backend)
                    .contains(picked);
            if (again) {
                assertThat(notes.skipped()).contains(new PickNotes.Skipped(backends.get(2), "has failed this client"));
                assertThat(notes.candidates())
                        .extracting(PickNotes.Candidate::backend)
                        .doesNotContain(backends.get(2));
            } else {
                assertThat(notes.skipped()).isEmpty();
            }
            for (BalancingPolicy each : List.of(silent, explaining)) {
                each.connectionOpened(picked, i);
                if (i % 2 == 0) {
                    each.connectionClosed(picked, i);
                }
            }
        }
        explaining.noteIn(null);
        notes.clear();
        explaining.pick(1, TriedBackends.NONE, 1);
        assertThat(notes.rule()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPickAllocatesNothing(String name) {
        BalancingPolicy policy = policy(name);
        List<Backend> backends = SampleBackends.ofWeights(3, 1, 256, 7, 7, 2, 1, 1);
        policy.eligible(backends);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(2));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        // What the classes allocate when they are loaded and compiled is not the picks'.
        pickOften(policy, tried);
        threads.getThreadAllocatedBytes(self);

        long before = threads.getThreadAllocatedBytes(self);
        pickOften(policy, tried);
        long allocated = threads.getThreadAllocatedBytes(self) - before;

        // The smallest object has 16 bytes; one in a thousand picks would already be 1,600.
        assertThat(allocated).as("bytes in %d picks", PICKS).isLessThan(1_600);
    }

    private static void pickOften(BalancingPolicy policy, TriedBackends tried) {
        for (int i = 0; i < PICKS; i++) {
            Backend picked = policy.pick(i, (i & 1) == 0 ? TriedBackends.NONE : tried, i);
            policy.connectionOpened(picked, i);
            policy.connectionClosed(picked, i);
        }
    }

    private static BalancingPolicy policy(String name) {
        return Policies.create(name, SampleParameters.all(), new SplittableRandom(SEED));
    }

    private static String history(BalancingPolicy policy) {
        policy.eligible(SampleBackends.ofWeights(3, 1, 5, 7, 7, 2));
        StringBuilder names = new StringBuilder();
        Queue<Backend> open = new ArrayDeque<>();
        for (int i = 0; i < 1_000; i++) {
            Backend picked = policy.pick(i % 17, TriedBackends.NONE, i);
            policy.connectionOpened(picked, i);
            names.append(picked.name());
            open.add(picked);
            if (i % 3 == 0) {
                policy.connectionClosed(open.remove(), i);
            }
        }
        return names.toString();
    }

    private static List<Backend> some(List<Backend> backends, SplittableRandom random) {
        return backends.stream().filter(backend -> random.nextBoolean()).toList();
    }

    private static TriedBackends tried(List<Backend> backends) {
        if (backends.isEmpty()) {
            return TriedBackends.NONE;
        }
        TriedBackends tried = TriedBackends.NONE.with(backends.get(0));
        backends.forEach(tried::add);
        return tried;
    }
}
