package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TwoChoicesTest {
    private static final long SEED = 20_261_124;

    /** With equal weights each draw is one number, the backend's place. */
    @Test
    void takesTheLessLoadedOfTwoDrawnAndOfEqualsTheFirst() {
        ScriptedDraws draws = new ScriptedDraws();
        List<Backend> backends = SampleBackends.equal(3);
        BalancingPolicy policy = TwoChoices.distinct(draws);
        policy.eligible(backends);

        draws.add(2, 0);
        assertThat(open(policy)).as("equals: the first").isSameAs(backends.get(2));
        draws.add(2, 0);
        assertThat(open(policy)).as("1 against 0").isSameAs(backends.get(0));
        draws.add(1, 2);
        assertThat(open(policy)).as("0 against 1").isSameAs(backends.get(1));
        draws.add(0, 1);
        assertThat(open(policy)).as("1 against 1").isSameAs(backends.get(0));
        policy.connectionClosed(backends.get(1), 0);
        draws.add(2, 1);
        assertThat(open(policy)).as("1 against 0 again").isSameAs(backends.get(1));
        assertThat(draws.isUsedUp()).isTrue();
    }

    @Test
    void distinctDrawsTheSecondAnewUntilItIsAnother() {
        ScriptedDraws draws = new ScriptedDraws(0, 0, 0, 1);
        List<Backend> backends = SampleBackends.equal(2);
        BalancingPolicy policy = TwoChoices.distinct(draws);
        policy.eligible(backends);
        policy.connectionOpened(backends.get(0), 0);

        assertThat(open(policy)).isSameAs(backends.get(1));
        assertThat(draws.isUsedUp()).isTrue();
    }

    /** The first and nine times the same one; then one number below the weight of the others, 3. */
    @Test
    void distinctDoesNotDrawForEver() {
        ScriptedDraws draws = new ScriptedDraws(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
        List<Backend> backends = SampleBackends.equal(4);
        BalancingPolicy policy = TwoChoices.distinct(draws);
        policy.eligible(backends);
        policy.connectionOpened(backends.get(0), 0);

        assertThat(open(policy)).isSameAs(backends.get(3));
        assertThat(draws.isUsedUp()).isTrue();
    }

    @Test
    void withReplacementOneThatIsDrawnTwiceIsTaken() {
        ScriptedDraws draws = new ScriptedDraws(0, 0);
        List<Backend> backends = SampleBackends.equal(2);
        BalancingPolicy policy = TwoChoices.withReplacement(draws);
        policy.eligible(backends);
        policy.connectionOpened(backends.get(0), 0);

        assertThat(open(policy)).isSameAs(backends.get(0));
    }

    /** 4 open of weight 8 are less than 1 open of weight 1. */
    @Test
    void loadIsInRelationToWeight() {
        List<Backend> backends = SampleBackends.ofWeights(8, 1);
        BalancingPolicy policy = TwoChoices.distinct(new SplittableRandom(SEED));
        policy.eligible(backends);
        for (int i = 0; i < 4; i++) {
            policy.connectionOpened(backends.get(0), 0);
        }
        policy.connectionOpened(backends.get(1), 0);

        for (int i = 0; i < 100; i++) {
            assertThat(policy.pick(i, TriedBackends.NONE, 0)).isSameAs(backends.get(0));
        }
    }

    /** Two different ones of two are both, so the difference is never more than one. */
    @Test
    void distinctBalancesTwoBackendsExactly() {
        int[] open = placed(TwoChoices.distinct(new SplittableRandom(SEED)), SampleBackends.equal(2), 10_001);

        assertThat(Arrays.stream(open).sorted()).containsExactly(5_000, 5_001);
    }

    /**
     * The fuller one of two gets a connection only when it is drawn twice, with probability 1/4: the difference is a walk
     * that goes down with 3/4 and up with 1/4, so it is beyond 1 for a part of the time, and hardly ever beyond 15, where
     * 3^-15 of the time would be.
     */
    @Test
    void withReplacementTwoBackendsDifferALittle() {
        BalancingPolicy policy = TwoChoices.withReplacement(new SplittableRandom(SEED));
        List<Backend> backends = SampleBackends.equal(2);
        policy.eligible(backends);
        int difference = 0;
        int most = 0;
        for (int i = 0; i < 10_000; i++) {
            difference += open(policy) == backends.get(0) ? 1 : -1;
            most = Math.max(most, Math.abs(difference));
        }

        assertThat(most).isBetween(2, 15);
    }

    /** Nothing stays open, so all are equal and the first drawn is taken: 3 to 1, give or take 4.5 standard deviations. */
    @ParameterizedTest
    @ValueSource(strings = {TwoChoices.DISTINCT, TwoChoices.WITH_REPLACEMENT})
    void idleBackendsAreTakenInProportionToWeight(String name) {
        BalancingPolicy policy = Policies.create(name, SampleParameters.all(), new SplittableRandom(SEED));
        List<Backend> backends = SampleBackends.ofWeights(3, 1);
        policy.eligible(backends);
        int picks = 100_000;
        int heavy = 0;
        for (int i = 0; i < picks; i++) {
            heavy += policy.pick(i, TriedBackends.NONE, 0) == backends.get(0) ? 1 : 0;
        }

        // The standard deviation of the count is sqrt(100,000 * 3/4 * 1/4) = 137.
        assertThat(heavy).isCloseTo(75_000, within(616));
    }

    /**
     * n connections on n backends: the fullest has ln n / ln ln n (1 + o(1)) at random, but ln ln n / ln 2 + O(1) with two
     * choices (Azar, Broder, Karlin, Upfal, Balanced allocations, 1999); for n = 100,000 that is 4 to 5 against 7 to 10.
     */
    @Test
    void theFullestBackendHasFarFewerThanAtRandom() {
        int backends = 100_000;
        List<Backend> equal = SampleBackends.equal(backends);

        assertThat(fullest(placed(TwoChoices.distinct(new SplittableRandom(SEED)), equal, backends)))
                .isBetween(3, 5);
        int[] atRandom = new int[backends];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < backends; i++) {
            atRandom[random.nextInt(backends)]++;
        }
        assertThat(fullest(atRandom)).isGreaterThanOrEqualTo(6);
    }

    /** One of three has failed the client: the other two are compared. */
    @Test
    void aTriedBackendIsNotDrawn() {
        List<Backend> backends = SampleBackends.equal(3);
        BalancingPolicy policy = TwoChoices.distinct(new SplittableRandom(SEED));
        policy.eligible(backends);
        policy.connectionOpened(backends.get(1), 0);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(0));

        for (int i = 0; i < 100; i++) {
            assertThat(policy.pick(i, tried, 0)).isSameAs(backends.get(2));
        }
    }

    private static int[] placed(BalancingPolicy policy, List<Backend> backends, int connections) {
        policy.eligible(backends);
        int[] open = new int[backends.size()];
        for (int i = 0; i < connections; i++) {
            open[open(policy).index()]++;
        }
        return open;
    }

    private static int fullest(int[] open) {
        return Arrays.stream(open).max().orElseThrow();
    }

    private static Backend open(BalancingPolicy policy) {
        Backend picked = policy.pick(0, TriedBackends.NONE, 0);
        policy.connectionOpened(picked, 0);
        return picked;
    }
}
