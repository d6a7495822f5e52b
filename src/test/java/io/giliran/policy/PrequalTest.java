package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrequalTest {
    private static final long SEED = 20_261_125;
    private static final long MS = 1_000_000;
    /** Latency alone decides, nothing is thrown away, and with a pool as large as the fleet answers last. */
    private static final String LATENCY_ONLY =
            "prequal { hot-quantile = 1, removals-per-pick = 0, probes-per-pick = 2 }\n";

    private final PickNotes notes = new PickNotes();

    /** With 1, 9, 3, 2 in flight the median, the third of four, is 3: b is hot, and of the others c is the fastest. */
    @Test
    void ofTheColdTheLowestLatencyWins() {
        Prequal policy = policy("prequal { hot-quantile = 0.5, removals-per-pick = 0 }", 4);
        answer(policy, 0, 1, 30, 0);
        answer(policy, 1, 9, 1, 0);
        answer(policy, 2, 3, 10, 0);
        answer(policy, 3, 2, 20, 0);

        assertThat(pick(policy, 0)).isEqualTo("c");
        assertThat(notes.skipped()).extracting(PickNotes.Skipped::reason).containsExactly("is hot: it has 9 in flight");
        assertThat(notes.candidates())
                .extracting(PickNotes.Candidate::score)
                .containsExactly(30.0 * MS, 10.0 * MS, 20.0 * MS);
    }

    /**
     * 0.84 of 7 is 5.88, so the one at 5 of 0 to 6, which has 5 in flight, is the last cold one. The fuller the faster here,
     * so that one wins.
     */
    @Test
    void theDefaultQuantileLeavesOneInSixHot() {
        Prequal policy = policy("prequal.removals-per-pick = 0", 7);
        for (int i = 0; i < 7; i++) {
            answer(policy, i, i, 100 - i, 0);
        }

        assertThat(pick(policy, 0)).isEqualTo("f");
    }

    /** a, the only cold one, has failed the client: of b with 9 and c with 5 the one with fewer, however slow. */
    @Test
    void whenAllThatAreLeftAreHotTheFewestInFlightWin() {
        Prequal policy = policy("prequal { hot-quantile = 0, removals-per-pick = 0 }", 3);
        answer(policy, 0, 1, 1, 0);
        answer(policy, 1, 9, 1, 0);
        answer(policy, 2, 5, 50, 0);

        assertThat(policy.pick(
                                0,
                                TriedBackends.NONE.with(SampleBackends.equal(3).get(0)),
                                0)
                        .name())
                .isEqualTo("c");
        assertThat(notes.rule()).isEqualTo("all are hot: the fewest in flight");
    }

    /** With the quantile 0 only those with the fewest in flight are cold: a has 1 after its pick, so it is b's turn. */
    @Test
    void whoIsPickedHasOneMoreInFlight() {
        Prequal policy = policy("prequal { hot-quantile = 0, removals-per-pick = 0 }", 2);
        answer(policy, 0, 0, 5, 0);
        answer(policy, 1, 0, 9, 0);

        assertThat(picks(policy, 4, 0)).isEqualTo("abab");
    }

    /** Below two answers: weights 3 and 1 in two columns of height 4, of which b's own is half, and the other half a's. */
    @ParameterizedTest
    @CsvSource({"1, 1, b", "1, 2, a", "1, 3, a"})
    void withFewerThanTwoAnswersItPicksAtRandomByWeight(int column, int number, String picked) {
        Prequal policy = new Prequal(SampleParameters.all(LATENCY_ONLY), new ScriptedDraws(column, number));
        policy.eligible(SampleBackends.ofWeights(3, 1));
        answer(policy, 1, 0, 1, 0);

        assertThat(policy.pick(0, TriedBackends.NONE, 0).name()).isEqualTo(picked);
    }

    /** Of 17 answers the first, and fastest, makes room for the last. */
    @Test
    void keepsThe16NewestAnswers() {
        Prequal policy = policy(LATENCY_ONLY + "prequal.reuse-slack = 100", 17);
        for (int i = 0; i < 17; i++) {
            answer(policy, i, 0, 10 + i, i);
        }

        assertThat(pick(policy, 20)).isEqualTo("b");
        assertThat(pool()).isEqualTo("bcdefghijklmnopq");
    }

    @Test
    void aNewAnswerReplacesTheOldOneOfTheSameBackend() {
        Prequal policy = policy(LATENCY_ONLY, 3);
        answer(policy, 0, 0, 10, 0);
        answer(policy, 1, 0, 20, 0);
        answer(policy, 0, 0, 30, 0);

        assertThat(pick(policy, 0)).isEqualTo("b");
        assertThat(pool()).isEqualTo("ab");
    }

    /** An answer is of use for 1 s: a's just is, and a nanosecond later it is not; with b's it is below two then. */
    @Test
    void anAnswerAges() {
        Prequal policy = policy(LATENCY_ONLY, 3);
        answer(policy, 0, 0, 10, 0);
        answer(policy, 1, 0, 20, 500 * MS);
        answer(policy, 2, 0, 30, 500 * MS);

        assertThat(pick(policy, 1_000 * MS)).isEqualTo("a");
        assertThat(pick(policy, 1_000 * MS + 1)).isEqualTo("b");
        assertThat(pool()).isEqualTo("bc");
        pick(policy, 1_500 * MS + 1);
        assertThat(notes.rule()).startsWith("too few answers");
    }

    /**
     * The median is the quantile. First, of 0, 9, 0, 0 in flight, c is picked, the fastest of the cold, and a goes as the
     * oldest. Then, of 9, 1, 0, c again, and b goes as the worst, because it is hot. Then, of 2, 0, c again, and c itself
     * goes as the oldest. Only d is left, which is too few.
     */
    @Test
    void theOldestAndTheWorstGoInTurn() {
        Prequal policy = policy("prequal.hot-quantile = 0.5", 4);
        answer(policy, 0, 0, 50, 1);
        answer(policy, 1, 9, 10, 2);
        answer(policy, 2, 0, 20, 3);
        answer(policy, 3, 0, 40, 4);

        assertThat(pick(policy, 5)).isEqualTo("c");
        assertThat(pool()).isEqualTo("abcd");
        assertThat(pick(policy, 5)).isEqualTo("c");
        assertThat(pool()).isEqualTo("bcd");
        assertThat(pick(policy, 5)).isEqualTo("c");
        assertThat(pool()).isEqualTo("cd");
        pick(policy, 5);
        assertThat(notes.rule()).startsWith("too few answers");
    }

    /** With the quantile 1 none is hot: after a, the oldest, the slowest goes, c, and not b, which has the most in flight. */
    @Test
    void whenNoneIsHotTheWorstIsTheSlowest() {
        Prequal policy = policy("prequal.hot-quantile = 1", 4);
        answer(policy, 0, 3, 10, 1);
        answer(policy, 1, 8, 20, 2);
        answer(policy, 2, 1, 90, 3);
        answer(policy, 3, 0, 50, 4);

        assertThat(picks(policy, 2, 5)).isEqualTo("ab");
        pick(policy, 5);
        assertThat(pool()).isEqualTo("bd");
    }

    /**
     * (1 + δ) / ((1 - 16/32) · probes - removals), at least 1: 3 / (0.5 · 2) = 3; 1 / (0.5 · 2) = 1; 1 / (0.5 · 16) is less
     * than 1. How often the faster of two answers is used before it is used up.
     */
    @ParameterizedTest
    @CsvSource({"2, 0, 2, 3", "2, 0, 0, 1", "16, 0, 0, 1", "6, 0.5, 4, 2"})
    void anAnswerIsUsedAsOftenAsItsBudgetSays(double probes, double removals, double slack, int uses) {
        Prequal policy = policy(
                "prequal { hot-quantile = 1, probes-per-pick = " + probes + ", removals-per-pick = " + removals
                        + ", reuse-slack = " + slack + " }",
                32);
        // Removals take the oldest first, and the slowest, so that they do not come to the fastest and newest.
        for (int i = 0; i < 15; i++) {
            answer(policy, i, 0, 100 + i, i);
        }
        answer(policy, 25, 0, 1, 50);

        String picked = picks(policy, uses + 1, 60);

        assertThat(picked).startsWith("z".repeat(uses)).doesNotEndWith("z");
    }

    /**
     * 1.5 / (0.5 · 2) = 1.5 uses, once or twice with even odds: of 10,000 the mean has a standard deviation of
     * 0.5 / sqrt(10,000) = 0.005, and five of these are 0.025.
     */
    @Test
    void aBudgetThatIsNotWholeIsRoundedAtRandom() {
        Prequal policy = policy(LATENCY_ONLY + "prequal.reuse-slack = 0.5", 32);
        int uses = 0;
        for (int i = 0; i < 10_000; i++) {
            answer(policy, 0, 0, 1, 0);
            answer(policy, 1, 0, 50, 0);
            answer(policy, 2, 0, 60, 0);
            answer(policy, 3, 0, 70, 0);
            String first = picks(policy, 3, 0);
            uses += (int) first.chars().filter(name -> name == 'a').count();
        }

        assertThat(uses / 10_000.0).as("seed %d", SEED).isCloseTo(1.5, within(0.025));
    }

    /** 1 - 16/16 = 0: as many answers as there are backends never need replacing by others. */
    @Test
    void whenThePoolHoldsAllAnswersAreNotUsedUp() {
        Prequal policy = policy(LATENCY_ONLY, 16);
        answer(policy, 0, 0, 1, 0);
        answer(policy, 1, 0, 50, 0);

        assertThat(picks(policy, 1_000, 0)).isEqualTo("a".repeat(1_000));
    }

    /** a fails: the answer that is kept counts as 5 s at once, and so do those that come within the next 5 s. */
    @Test
    void whoFailsIsAvoidedHoweverFastItAnswers() {
        Prequal policy = policy(LATENCY_ONLY, 2);
        answer(policy, 0, 0, 1, 0);
        answer(policy, 1, 0, 50, 0);
        assertThat(pick(policy, 0)).isEqualTo("a");

        policy.connectionFailed(SampleBackends.equal(2).get(0), 0);

        assertThat(pick(policy, 1)).isEqualTo("b");
        answer(policy, 0, 0, 1, 5_000 * MS - 1);
        answer(policy, 1, 0, 50, 5_000 * MS - 1);
        assertThat(pick(policy, 5_000 * MS - 1)).isEqualTo("b");
        answer(policy, 0, 0, 1, 5_000 * MS);
        assertThat(pick(policy, 5_000 * MS)).isEqualTo("a");
    }

    @Test
    void answersOfThoseThatAreNotEligibleAreOfNoUse() {
        Prequal policy = policy(LATENCY_ONLY, 4);
        for (int i = 0; i < 4; i++) {
            answer(policy, i, 0, 10 + i, 0);
        }

        policy.eligible(SampleBackends.equal(4).subList(1, 3));
        answer(policy, 0, 0, 1, 0);
        answer(policy, 3, 0, 1, 0);

        assertThat(pick(policy, 0)).isEqualTo("b");
        assertThat(pool()).isEqualTo("bc");
    }

    /** 3 a pick, and none without one; those that nobody has asked for are owed, up to 16. */
    @Test
    void wantsThreeProbesAfterEachPick() {
        Prequal policy = policy("", 20);
        Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
        assertThat(policy.wantedProbes(wanted, 0)).isZero();

        pick(policy, 0);
        assertThat(policy.wantedProbes(wanted, 0)).isEqualTo(3);
        assertThat(policy.wantedProbes(wanted, 0)).isZero();

        picks(policy, 100, 0);
        assertThat(policy.wantedProbes(wanted, 0)).isEqualTo(16);
        assertThat(Arrays.stream(wanted).distinct()).hasSize(16);
    }

    @Test
    void aFractionOfAProbeIsOwed() {
        Prequal policy = policy("prequal.probes-per-pick = 0.4", 5);
        Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
        StringBuilder counts = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            pick(policy, 0);
            counts.append(policy.wantedProbes(wanted, 0));
        }

        // 0.4, 0.8, 1.2: one; 0.6, 1.0: one; and so on, 4 of 10.
        assertThat(counts).hasToString("0010100101");
    }

    /** Three of five, each set as likely: a count has the mean 6,000 and the deviation sqrt(10,000 · 0.6 · 0.4) = 49. */
    @Test
    void asksDifferentOnesEachAsOften() {
        Prequal policy = policy("", 5);
        Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
        int[] asked = new int[5];
        for (int i = 0; i < 10_000; i++) {
            pick(policy, 0);
            int count = policy.wantedProbes(wanted, 0);
            assertThat(Stream.of(wanted).limit(count).distinct()).hasSize(3);
            for (int j = 0; j < count; j++) {
                asked[wanted[j].index()]++;
            }
        }

        for (int each : asked) {
            assertThat(each).as("seed %d", SEED).isCloseTo(6_000, within(245));
        }
    }

    private Prequal policy(String hocon, int backends) {
        RandomGenerator random = new SplittableRandom(SEED);
        Prequal policy = new Prequal(SampleParameters.all(hocon), random);
        policy.eligible(SampleBackends.equal(backends));
        policy.noteIn(notes);
        return policy;
    }

    private static void answer(Prequal policy, int index, int inFlight, long latencyMillis, long at) {
        policy.probed(new Backend(index, String.valueOf((char) ('a' + index)), 1), inFlight, latencyMillis * MS, at);
    }

    private String picks(Prequal policy, int count, long at) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(pick(policy, at));
        }
        return names.toString();
    }

    private String pick(Prequal policy, long at) {
        notes.clear();
        return policy.pick(0, TriedBackends.NONE, at).name();
    }

    /** Whose answers the last pick saw, in the order of declaration. */
    private String pool() {
        Stream<Backend> cold = notes.candidates().stream().map(PickNotes.Candidate::backend);
        Stream<Backend> hot = notes.skipped().stream().map(PickNotes.Skipped::backend);
        return Stream.concat(cold, hot).map(Backend::name).sorted().reduce("", String::concat);
    }
}
