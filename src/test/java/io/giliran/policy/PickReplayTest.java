package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PickReplayTest {
    private static final long SEED = 20_261_124;

    private final List<String> lines = new ArrayList<>();

    static List<String> names() {
        return Policies.names();
    }

    @Test
    void writesDownAllThatItIsToldAndWhatItPicks() {
        PickJournal journal = new PickJournal(new RoundRobin(), 7, lines::add);
        Backend a = new Backend(0, "a", 2, "[::1]:80");
        Backend b = new Backend(1, "b", 1);
        journal.eligible(List.of(a, b));
        assertThat(journal.pick(-1, TriedBackends.NONE, 10)).isEqualTo(a);
        journal.connectionOpened(a, 10);
        journal.connectionFailed(a, 12);
        journal.connectionClosed(a, 12);
        assertThat(journal.pick(255, TriedBackends.of(a), 12)).isEqualTo(b);
        journal.observed(b, Signal.FIRST_BYTE, 5, 20);
        journal.eligible(List.of());
        journal.pick(0, TriedBackends.NONE, 21);

        assertThat(lines)
                .containsExactly(
                        "policy,round-robin,7",
                        "eligible,0:2:a:%5B%3A%3A1%5D%3A80,1:1:b:b",
                        "pick,10,ffffffffffffffff,0",
                        "opened,10,0",
                        "failed,12,0",
                        "closed,12,0",
                        "pick,12,ff,1,0",
                        "observed,20,1,FIRST_BYTE,5",
                        "eligible",
                        "pick,21,0,");
    }

    /** A random history, in which backends come, go and fail, told to a fresh policy of the same seed. */
    @ParameterizedTest
    @MethodSource("names")
    void toldTheSameEveryPolicyPicksTheSame(String name) {
        PickReplay replay = new PickReplay(PickReplayTest::make);
        history(name).forEach(replay::take);

        assertThat(replay.picks()).isEqualTo(5_000);
        assertThat(replay.firstDifference()).isNull();
        assertThat(replay.same()).isEqualTo(5_000);
    }

    @Test
    void showsWhereAnotherPolicyPicksOtherwise() {
        PickReplay replay = new PickReplay((name, seed) -> make("random", seed));
        history("round-robin").forEach(replay::take);

        assertThat(replay.same()).isBetween(1L, 4_999L);
        assertThat(replay.firstDifference()).matches("pick \\d+, line \\d+: [a-h] was picked, now [a-h]");
    }

    @Test
    void namesTheLineThatIsWrong() {
        PickReplay replay = new PickReplay(PickReplayTest::make);
        replay.take("policy,random,1");
        assertThatThrownBy(() -> replay.take("pick,soon,0,0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 is not a line of a journal of picks: pick,soon,0,0");
        assertThatThrownBy(() -> new PickReplay(PickReplayTest::make).take("opened,1,0"))
                .hasMessage("line 1 is not a line of a journal of picks: opened,1,0");
    }

    private List<String> history(String name) {
        PickJournal journal = new PickJournal(make(name, SEED), SEED, lines::add);
        SplittableRandom random = new SplittableRandom(SEED);
        List<Backend> backends = SampleBackends.ofWeights(3, 1, 256, 7, 7, 2, 1, 1);
        List<Backend> open = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (i % 100 == 0) {
                journal.eligible(backends.subList(random.nextInt(4), backends.size()));
            }
            long now = i * 1_000L;
            TriedBackends tried = random.nextInt(10) == 0 ? TriedBackends.of(backends.get(5)) : TriedBackends.NONE;
            Backend picked = journal.pick(random.nextLong(20), tried, now);
            journal.connectionOpened(picked, now);
            open.add(picked);
            if (random.nextInt(20) == 0) {
                journal.connectionFailed(picked, now);
            }
            for (Signal signal : journal.signals()) {
                journal.observed(picked, signal, random.nextInt(1_000_000), now);
            }
            if (open.size() > random.nextInt(60)) {
                journal.connectionClosed(open.remove(random.nextInt(open.size())), now);
            }
        }
        return lines;
    }

    private static BalancingPolicy make(String name, long seed) {
        return Policies.create(name, SampleParameters.all(), new SplittableRandom(seed));
    }
}
