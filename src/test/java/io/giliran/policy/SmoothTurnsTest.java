package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SmoothTurnsTest {
    private final SmoothTurns turns = new SmoothTurns();

    /** nginx's own sequences, two cycles each: a cycle has as many turns as the weights' sum. */
    @ParameterizedTest
    @CsvSource({
        "5 1 1, aabacaa aabacaa",
        "1 2 3, cbacbc cbacbc",
        "4 3 2, abcabacba abcabacba",
        "3 1,   aaba aaba",
        "1 1 1, abc abc",
        "7,     aaaaaaa aaaaaaa"
    })
    void takesTurnsAsNginxDoes(String weights, String cycles) {
        List<Backend> backends = SampleBackends.ofWeights(
                List.of(weights.split(" ")).stream().mapToInt(Integer::parseInt).toArray());
        turns.keep(backends);

        assertThat(turnsOf(backends, cycles.length() - 1)).isEqualTo(cycles.replace(" ", ""));
    }

    @Test
    void aNewBackendOnAnOldIndexBeginsWithoutCredit() {
        SmoothTurns turns = new SmoothTurns();
        List<Backend> before = SampleBackends.ofWeights(5, 1, 1);
        turns.keep(before);
        turns.next(before.toArray(Backend[]::new), 3);
        assertThat(turns.credit(before.get(0))).as("it has paid 7 for its 5").isEqualTo(-2);
        Backend other = new Backend(0, "other", 1);

        turns.forget(other);
        turns.keep(List.of(other, before.get(1), before.get(2)));

        assertThat(turns.credit(other)).isZero();
        assertThat(turns.credit(before.get(1))).as("the others are as before").isEqualTo(1);
    }

    @Test
    void aCommonFactorOfTheWeightsChangesNothing() {
        List<Backend> backends = SampleBackends.ofWeights(160, 96, 64);
        turns.keep(backends);

        // 5, 3, 2 times 32. Credits of the first cycle, in 32s: 5 3 2 → a, 0 6 4 → b, 5 -1 6 → c, 10 2 -2 → a, 5 5 0 →
        // a,
        // 0 8 2 → b, 5 1 4 → a, 0 4 6 → c, 5 7 -2 → b, 10 0 0 → a.
        assertThat(turnsOf(backends, 20)).isEqualTo("abcaabacba".repeat(2));
    }

    @Test
    void whoIsNoCandidateNeitherGainsNorPays() {
        List<Backend> backends = SampleBackends.equal(3);
        turns.keep(backends);
        Backend a = backends.get(0);
        Backend b = backends.get(1);
        Backend c = backends.get(2);

        // Credits before → after: 1 1 1 → -2 1 1.
        assertThat(turnsOf(backends, 1)).isEqualTo("a");
        // Without b, a and c have 1 added and pay 2: -1 . 2 → -1 . 0, then 0 . 1 → 0 . -1, then 1 . 0 → -1 . 0.
        Backend[] withoutB = {a, c};
        assertThat(turns.next(withoutB, 2)).isSameAs(c);
        assertThat(turns.next(withoutB, 2)).isSameAs(c);
        assertThat(turns.next(withoutB, 2)).isSameAs(a);
        // With it again, b still has the 1 that it had: 0 2 1 → b.
        assertThat(turns.next(new Backend[] {a, b, c}, 3)).isSameAs(b);
    }

    @Test
    void onlyTheFirstOfTheCandidatesCount() {
        List<Backend> backends = SampleBackends.ofWeights(1, 100);
        turns.keep(backends);
        Backend[] candidates = backends.toArray(Backend[]::new);

        assertThat(turns.next(candidates, 1)).isSameAs(backends.get(0));
        assertThat(turns.next(candidates, 1)).isSameAs(backends.get(0));
        assertThat(turns.next(candidates, 0)).isNull();
    }

    @Test
    void keepsTheCreditOfThoseThatStayAndForgetsTheOthers() {
        List<Backend> backends = SampleBackends.equal(3);
        turns.keep(backends);
        // Credits: -2 1 1, then -1 2 2 → -1 -1 2.
        assertThat(turnsOf(backends, 2)).isEqualTo("ab");

        turns.keep(List.of(backends.get(0), backends.get(2)));
        turns.keep(backends);

        // b begins anew with 0, so it stands before a: 0 1 3 → c, 1 2 1 → b, 2 0 2 → a, 0 1 3 → c.
        assertThat(turnsOf(backends, 4)).isEqualTo("cbac");
    }

    /**
     * Weights 200 times as large and back: the turns go on as if they had always been 1. After 4 turns of 200 200 200 the
     * credits are -400 200 200, of 600; of a sum of 3 that is -2 1 1, which 1 1 1 has after its fourth turn too.
     */
    @Test
    void whenWeightsChangeTheCreditsChangeWithTheirSum() {
        turns.keep(SampleBackends.ofWeights(200, 200, 200));
        assertThat(turnsOf(SampleBackends.ofWeights(200, 200, 200), 4)).isEqualTo("abca");

        turns.keep(SampleBackends.equal(3));

        assertThat(turnsOf(SampleBackends.equal(3), 5)).isEqualTo("bcabc");
    }

    private String turnsOf(List<Backend> backends, int count) {
        Backend[] candidates = backends.toArray(Backend[]::new);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(turns.next(candidates, candidates.length).name());
        }
        return names.toString();
    }
}
