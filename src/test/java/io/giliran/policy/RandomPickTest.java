package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomPickTest {
    private static final long ANY_CLIENT = 7;
    private static final long NOW = 0;
    private static final int PICKS = 100_000;

    /** A count of n picks of probability p deviates by sqrt(n·p·(1-p)); five of these happen once in a million runs. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void eachIsPickedInProportionToItsWeight(long seed) {
        int[] weights = {1, 2, 3, 4};
        int[] counts = counts(weights, TriedBackends.NONE, seed);

        for (int i = 0; i < weights.length; i++) {
            assertCount(counts[i], weights[i] / 10.0, seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theUntriedKeepTheirProportions(long seed) {
        int[] weights = {1, 2, 3, 4};
        TriedBackends tried =
                TriedBackends.NONE.with(SampleBackends.ofWeights(weights).get(3));
        int[] counts = counts(weights, tried, seed);

        assertCount(counts[0], 1 / 6.0, seed);
        assertCount(counts[1], 2 / 6.0, seed);
        assertCount(counts[2], 3 / 6.0, seed);
        assertThat(counts[3]).isZero();
    }

    /** The column is drawn first, then a number below the sum of the weights; who fills its column alone needs no number. */
    @Test
    void aDrawIsAColumnOfTheAliasTableAndANumber() {
        // Weights 2, 1, 3: three columns of height 6, and three times the weights, 6, 3, 9, to fill them. b leaves 3 of
        // its
        // own, which a fills; a then lacks 3 of its own, which c fills; what c has left, 6, is its column.
        assertThat(List.of(picked(0, 2), picked(0, 3), picked(1, 2), picked(1, 3), picked(2)))
                .containsExactly("a", "c", "b", "a", "c");
    }

    /** When one has been tried: a number below the sum of the others' weights, in the order of declaration. */
    @Test
    void pastTheTriedTheDrawnNumberFallsIntoTheWeights() {
        List<Backend> backends = SampleBackends.ofWeights(2, 1, 3);
        RandomPick policy = new RandomPick(new ScriptedDraws(0, 1, 2, 4));
        policy.eligible(backends);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(1));
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            names.append(policy.pick(ANY_CLIENT, tried, NOW).name());
        }

        // Of 2 + 3 numbers the first two are a's.
        assertThat(names).hasToString("aacc");
    }

    @Test
    void theSameSeedGivesTheSamePicks() {
        assertThat(picks(42)).isEqualTo(picks(42)).isNotEqualTo(picks(43));
    }

    @Test
    void picksNothingWhenAllHaveBeenTried() {
        List<Backend> backends = SampleBackends.equal(2);
        RandomPick policy = new RandomPick(new SplittableRandom(1));
        policy.eligible(backends);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(0));
        tried.add(backends.get(1));

        assertThat(policy.pick(ANY_CLIENT, tried, NOW)).isNull();
    }

    private static int[] counts(int[] weights, TriedBackends tried, long seed) {
        RandomPick policy = new RandomPick(new SplittableRandom(seed));
        policy.eligible(SampleBackends.ofWeights(weights));
        int[] counts = new int[weights.length];
        for (int i = 0; i < PICKS; i++) {
            counts[policy.pick(ANY_CLIENT, tried, NOW).index()]++;
        }
        return counts;
    }

    private static void assertCount(int count, double probability, long seed) {
        double deviation = Math.sqrt(PICKS * probability * (1 - probability));
        assertThat((double) count)
                .as("p = %.3f, seed %d", probability, seed)
                .isCloseTo(PICKS * probability, within(5 * deviation));
    }

    private static String picked(int... draws) {
        RandomPick policy = new RandomPick(new ScriptedDraws(draws));
        policy.eligible(SampleBackends.ofWeights(2, 1, 3));
        return policy.pick(ANY_CLIENT, TriedBackends.NONE, NOW).name();
    }

    private static String picks(long seed) {
        RandomPick policy = new RandomPick(new SplittableRandom(seed));
        policy.eligible(SampleBackends.equal(10));
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            names.append(policy.pick(ANY_CLIENT, TriedBackends.NONE, NOW).name());
        }
        return names.toString();
    }
}
