package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JoinIdleQueueTest {
    private static final long NOW = 0;

    private final ScriptedDraws draws = new ScriptedDraws();
    private final JoinIdleQueue policy = new JoinIdleQueue(draws);
    private final List<Backend> backends = SampleBackends.ofWeights(1, 256, 1);
    private final Backend a = backends.get(0);
    private final Backend b = backends.get(1);
    private final Backend c = backends.get(2);

    /** All are idle from the start, in the order of declaration; weights do not matter as long as one is idle. */
    @Test
    void theIdleStandInTheQueueInTheOrderInWhichTheyBecameIdle() {
        policy.eligible(backends);
        assertThat(openedPicks(3)).isEqualTo("abc");

        close(b);
        close(c);
        close(a);

        assertThat(openedPicks(3)).isEqualTo("bca");
    }

    @Test
    void whoIsIdleAgainGoesToTheEnd() {
        policy.eligible(backends);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            names.append(openedPicks(1));
            close(backends.get(names.charAt(i) - 'a'));
        }

        assertThat(names).hasToString("abcabca");
    }

    @Test
    void whoStillHasAConnectionIsNotIdle() {
        policy.eligible(backends);
        openedPicks(3);
        policy.connectionOpened(a, NOW);

        close(a);
        close(c);

        assertThat(openedPicks(1)).isEqualTo("c");
        close(a);
        assertThat(openedPicks(1)).isEqualTo("a");
    }

    /** Weights 3 and 1: two columns of height 4, of which b's own quarter is half; the other half of it is a's. */
    @Test
    void whenNoneIsIdleOneIsDrawnByWeight() {
        List<Backend> two = SampleBackends.ofWeights(3, 1);
        policy.eligible(two);
        assertThat(openedPicks(2)).isEqualTo("ab");

        draws.add(0, 1, 1, 1, 2);

        assertThat(openedPicks(3)).isEqualTo("aba");
        assertThat(draws.isUsedUp()).isTrue();
    }

    /** None is idle and b has failed the client: of the weights 1 and 1 that are left, number 1 is c's. */
    @Test
    void whenNoneIsIdleTheTriedAreNotDrawn() {
        policy.eligible(backends);
        openedPicks(3);
        draws.add(1);

        assertThat(policy.pick(0, TriedBackends.NONE.with(b), NOW)).isSameAs(c);
    }

    @Test
    void whoWasTriedKeepsItsPlaceForOthers() {
        policy.eligible(backends);
        TriedBackends tried = TriedBackends.NONE.with(a);
        assertThat(policy.pick(0, tried, NOW)).isSameAs(b);
        tried.add(b);
        assertThat(policy.pick(0, tried, NOW)).isSameAs(c);

        assertThat(policy.pick(1, TriedBackends.NONE, NOW)).isSameAs(a);
    }

    @Test
    void whoIsTakenOutOfTheMiddleLeavesTheOthersInOrder() {
        policy.eligible(backends);

        policy.connectionOpened(b, NOW);

        assertThat(openedPicks(2)).isEqualTo("ac");
    }

    @Test
    void whoIsNotEligibleIsNotInTheQueueAndReturnsToItsEnd() {
        policy.eligible(backends);
        policy.eligible(List.of(b, c));

        policy.eligible(backends);

        assertThat(openedPicks(3)).isEqualTo("bca");
    }

    @Test
    void whoBecomesIdleWhileItIsOutJoinsWhenItReturns() {
        policy.eligible(backends);
        assertThat(openedPicks(3)).isEqualTo("abc");
        policy.eligible(List.of(b, c));
        close(a);
        close(c);
        assertThat(openedPicks(1)).isEqualTo("c");

        policy.eligible(backends);

        assertThat(openedPicks(1)).isEqualTo("a");
    }

    @Test
    void saysHowItCameToAPick() {
        PickNotes notes = new PickNotes();
        policy.eligible(SampleBackends.equal(2));
        policy.noteIn(notes);
        openedPicks(1);
        assertThat(notes.rule()).isEqualTo("the one that has been idle longest");
        assertThat(notes.draws()).isEmpty();
        openedPicks(1);
        notes.clear();
        draws.add(1);

        openedPicks(1);

        assertThat(notes.rule()).isEqualTo("none is idle: drawn in proportion to weight");
        assertThat(notes.draws()).containsExactly("b");
        assertThat(notes.candidates()).extracting(PickNotes.Candidate::score).containsExactly(1.0, 1.0);
    }

    private void close(Backend backend) {
        policy.connectionClosed(backend, NOW);
    }

    private String openedPicks(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Backend picked = policy.pick(i, TriedBackends.NONE, NOW);
            policy.connectionOpened(picked, NOW);
            names.append(picked.name());
        }
        return names.toString();
    }
}
