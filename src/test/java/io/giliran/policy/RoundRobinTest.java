package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoundRobinTest {
    private static final long ANY_CLIENT = 7;
    private static final long NOW = 0;

    private final RoundRobin policy = new RoundRobin();

    @Test
    void equalBackendsTakeTurnsInTheOrderOfDeclaration() {
        policy.eligible(SampleBackends.equal(4));

        assertThat(picks(10)).isEqualTo("abcdabcdab");
    }

    @Test
    void weightsAreSpreadSmoothly() {
        policy.eligible(SampleBackends.ofWeights(5, 1, 1));

        assertThat(picks(14)).isEqualTo("aabacaa".repeat(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 20})
    void ofSoManyRoundsEachBackendGetsExactlySoMany(int backends) {
        policy.eligible(SampleBackends.equal(backends));
        int[] counts = new int[backends];
        for (int round = 1; round <= 50; round++) {
            for (int i = 0; i < backends; i++) {
                counts[policy.pick(i, TriedBackends.NONE, NOW).index()]++;
            }
            assertThat(counts).containsOnly(round);
        }
    }

    /**
     * Every client asks once more when it is given the dead one: its turns go to all others, not to its neighbour. A
     * second pick moves the credits of all but the dead one, so the survivors may be apart by more than the 1 of plain
     * turns; calculated for 2 to 20 backends they never are by more than 2, and up to five not by more than 1.
     */
    @ParameterizedTest
    @CsvSource({"2, 0", "3, 1", "4, 1", "5, 1", "6, 2", "10, 2", "20, 2"})
    void theSurvivorsShareADeadBackendsTurnsEvenly(int backends, int apart) {
        List<Backend> all = SampleBackends.equal(backends);
        for (Backend dead : all) {
            RoundRobin fresh = new RoundRobin();
            fresh.eligible(all);
            int[] counts = new int[backends];
            for (int client = 1; client <= 2_000; client++) {
                counts[pickAlive(fresh, dead).index()]++;
                IntSummaryStatistics survivors = IntStream.range(0, backends)
                        .filter(index -> index != dead.index())
                        .map(index -> counts[index])
                        .summaryStatistics();
                assertThat(survivors.getMax() - survivors.getMin())
                        .as("%s is dead, %d clients: %s", dead, client, Arrays.toString(counts))
                        .isLessThanOrEqualTo(apart);
            }
            assertThat(counts[dead.index()]).isZero();
        }
    }

    @Test
    void whoHasBeenTriedIsPassedOverUntilNoneIsLeft() {
        List<Backend> backends = SampleBackends.equal(3);
        policy.eligible(backends);
        TriedBackends tried = TriedBackends.NONE.with(policy.pick(ANY_CLIENT, TriedBackends.NONE, NOW));
        tried.add(policy.pick(ANY_CLIENT, tried, NOW));
        tried.add(policy.pick(ANY_CLIENT, tried, NOW));

        assertThat(tried.count()).isEqualTo(3);
        assertThat(policy.pick(ANY_CLIENT, tried, NOW)).isNull();
    }

    @Test
    void aRefusedPickCostsNobodyATurn() {
        List<Backend> backends = SampleBackends.equal(2);
        policy.eligible(backends);
        TriedBackends both = TriedBackends.NONE.with(backends.get(0));
        both.add(backends.get(1));
        assertThat(picks(1)).isEqualTo("a");

        assertThat(policy.pick(ANY_CLIENT, both, NOW)).isNull();

        assertThat(picks(3)).isEqualTo("bab");
    }

    @Test
    void newEligibleBackendsDoNotRestartTheTurns() {
        List<Backend> backends = SampleBackends.equal(3);
        policy.eligible(backends);
        assertThat(picks(1)).isEqualTo("a");

        policy.eligible(SampleBackends.equal(3));

        assertThat(picks(4)).isEqualTo("bcab");
    }

    @Test
    void whoLeavesIsNotPickedAndWhoReturnsIs() {
        List<Backend> backends = SampleBackends.equal(3);
        policy.eligible(backends);
        assertThat(picks(3)).isEqualTo("abc");

        policy.eligible(List.of(backends.get(0), backends.get(2)));
        assertThat(picks(4)).isEqualTo("acac");

        policy.eligible(backends);
        assertThat(picks(3)).isEqualTo("abc");
    }

    private String picks(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(policy.pick(ANY_CLIENT, TriedBackends.NONE, NOW).name());
        }
        return names.toString();
    }

    private static Backend pickAlive(RoundRobin policy, Backend dead) {
        Backend first = policy.pick(ANY_CLIENT, TriedBackends.NONE, NOW);
        return first.equals(dead) ? policy.pick(ANY_CLIENT, TriedBackends.NONE.with(dead), NOW) : first;
    }
}
