package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the plain rule, {@link SmoothTurns}, which looks at everybody for each turn. */
final class SmoothTournamentTest {
    private static final long SEED = 20_261_125;

    /** From the beginning through more than a whole cycle of any of them: up to 40 · 256 turns. */
    @ParameterizedTest
    @CsvSource({"1, 256", "2, 256", "3, 5", "5, 1", "8, 3", "17, 256", "40, 256"})
    void takesTheSameTurnsAsThePlainRule(int backends, int heaviest) {
        for (int history = 0; history < 10; history++) {
            SplittableRandom random = new SplittableRandom(SEED + history);
            List<Backend> all = weighted(backends, heaviest, random);
            Backend[] candidates = all.toArray(Backend[]::new);
            SmoothTurns plain = new SmoothTurns();
            plain.keep(all);
            SmoothTournament tournament = tournament(all);
            for (int i = 0; i < 12_000; i++) {
                assertThat(tournament.next())
                        .as("turn %d, seed %d", i, SEED + history)
                        .isSameAs(plain.next(candidates, candidates.length));
            }
        }
    }

    /**
     * The policy as a whole, with everything at random that may interrupt the tournament: backends come and go, weights
     * change, clients have tried some, picks are noted for a while.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 7, 30, 64})
    void whateverInterruptsItThePolicyPicksAsThePlainRuleDoes(int backends) {
        for (int history = 0; history < 40; history++) {
            long seed = SEED + history;
            SplittableRandom random = new SplittableRandom(seed);
            RoundRobin policy = new RoundRobin();
            SmoothTurns plain = new SmoothTurns();
            PickNotes notes = new PickNotes();
            int heaviest = random.nextBoolean() ? 256 : 1 + random.nextInt(4);
            // From a change every few picks to hardly any.
            int calm = 2 << random.nextInt(9);
            List<Backend> all = weighted(backends, heaviest, random);
            List<Backend> eligible = all;
            policy.eligible(eligible);
            plain.keep(eligible);
            for (int i = 0; i < 2_000; i++) {
                if (random.nextInt(calm) == 0) {
                    if (random.nextInt(4) == 0) {
                        all = weighted(backends, heaviest, random);
                    }
                    eligible = some(all, random);
                    policy.eligible(eligible);
                    plain.keep(eligible);
                }
                if (random.nextInt(calm) == 0) {
                    policy.noteIn(random.nextBoolean() ? notes : null);
                }
                TriedBackends tried = TriedBackends.NONE;
                List<Backend> untried = eligible;
                if (random.nextInt(calm) == 0) {
                    List<Backend> failed = some(all, random);
                    if (!failed.isEmpty()) {
                        TriedBackends those = TriedBackends.NONE.with(failed.get(0));
                        failed.forEach(those::add);
                        tried = those;
                        untried = eligible.stream()
                                .filter(backend -> !those.contains(backend))
                                .toList();
                    }
                }

                assertThat(policy.pick(i, tried, i))
                        .as("pick %d, seed %d", i, seed)
                        .isSameAs(plain.next(untried.toArray(Backend[]::new), untried.size()));
            }
        }
    }

    /** Every tenth turn the credits are given back and taken over again: as if nothing had been. */
    @Test
    void endingAndBeginningAnewChangesNothing() {
        List<Backend> all = SampleBackends.ofWeights(5, 1, 1, 9, 4);
        SmoothTurns turns = new SmoothTurns();
        turns.keep(all);
        SmoothTournament interrupted = new SmoothTournament(turns);
        interrupted.set(all);
        SmoothTournament undisturbed = tournament(all);
        for (int i = 0; i < 1_000; i++) {
            if (i % 10 == 0) {
                interrupted.end();
            }
            assertThat(interrupted.next()).as("turn %d", i).isSameAs(undisturbed.next());
        }
    }

    @Test
    void ofNobodyItIsNobodysTurn() {
        assertThat(tournament(List.of()).next()).isNull();
    }

    private static SmoothTournament tournament(List<Backend> backends) {
        SmoothTurns turns = new SmoothTurns();
        turns.keep(backends);
        SmoothTournament tournament = new SmoothTournament(turns);
        tournament.set(backends);
        return tournament;
    }

    private static List<Backend> weighted(int count, int heaviest, SplittableRandom random) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            backends.add(new Backend(i, "b" + i, 1 + random.nextInt(heaviest)));
        }
        return backends;
    }

    private static List<Backend> some(List<Backend> backends, SplittableRandom random) {
        return backends.stream().filter(backend -> random.nextInt(4) > 0).toList();
    }
}
