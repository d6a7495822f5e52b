package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        Picking picking = new Picking(new BackendPool(RoundRobin::new, 3));
        picking.recordIn(new PickJournal("round-robin", 7, 3, lines::add));
        Backend a = new Backend(0, "a", 2, "[::1]:80");
        Backend b = new Backend(1, "b", 1);
        picking.set(
                List.of(new BackendPool.Member(a, false, 9), new BackendPool.Member(b, true, BackendPool.ENDLESS)), 8);
        assertThat(picking.pick(-1, TriedBackends.NONE, 10)).isEqualTo(a);
        picking.failed(a, 12);
        picking.closed(a, 12);
        assertThat(picking.pick(255, TriedBackends.NONE.with(a), 12)).isEqualTo(b);
        picking.probed(b, 2, 6, 20);
        picking.set(List.of(), 21);
        picking.pick(0, TriedBackends.NONE, 21);

        assertThat(lines)
                .containsExactly(
                        "pool,round-robin,7,3",
                        "members,8,0:2:9:primary:a:%5B%3A%3A1%5D%3A80,1:1:2147483647:backup:b:b",
                        "pick,10,ffffffffffffffff,0",
                        "opened,10,0",
                        "failed,12,0",
                        "closed,12,0",
                        "pick,12,ff,1,0",
                        "opened,12,1",
                        "probed,20,1,2,6",
                        "members,21",
                        "pick,21,0,");
    }

    @Test
    void aSignalThatThePolicyNeedsIsWrittenDown() {
        Picking picking = make("prequal", 7, 0);
        Backend a = new Backend(0, "a", 1);
        picking.set(List.of(BackendPool.Member.of(a)), 8);
        picking.recordIn(new PickJournal("prequal", 7, 0, lines::add));

        picking.observed(a, Signal.FIRST_BYTE, 5, 20);

        assertThat(lines).endsWith("observed,20,0,FIRST_BYTE,5");
    }

    /** Two pools whose lines alternate: told in one, each would pick the other's turn. */
    @Test
    void severalPoolsAreToldEachItsOwn() {
        List<Picking> pools = new ArrayList<>();
        for (int number = 0; number < 2; number++) {
            int own = number;
            Picking picking = new Picking(new BackendPool(RoundRobin::new, 0));
            picking.recordIn(new PickJournal("round-robin", 7, 0, line -> lines.add(PickJournal.line(own, line))));
            picking.set(List.of(member(2 * own, "a" + own), member(2 * own + 1, "b" + own)), 0);
            pools.add(picking);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(pools.get(i % 2).choose(i, TriedBackends.NONE, i)).isNotNull();
        }
        assertThat(lines).contains("1 pool,round-robin,7,0", "0 pick,0,0,0", "1 pick,1,1,2", "0 pick,2,2,1");

        PickReplay replay = new PickReplay(PickReplayTest::make);
        lines.forEach(replay::take);
        assertThat(replay.picks()).isEqualTo(6);
        assertThat(replay.same()).isEqualTo(6);

        PickReplay asOne = new PickReplay(PickReplayTest::make);
        lines.forEach(line -> asOne.take(line.substring(2)));
        assertThat(asOne.same()).isLessThan(6);
    }

    private static BackendPool.Member member(int index, String name) {
        return BackendPool.Member.of(new Backend(index, name, 1));
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
        PickReplay replay = new PickReplay((name, seed, slowStart) -> make("random", seed, slowStart));
        history("round-robin").forEach(replay::take);

        assertThat(replay.same()).isBetween(1L, 4_999L);
        assertThat(replay.firstDifference()).matches("pick \\d+, line \\d+: [a-h] was picked, now [a-h]");
    }

    @Test
    void namesTheLineThatIsWrong() {
        PickReplay replay = new PickReplay(PickReplayTest::make);
        replay.take("pool,random,1,0");
        assertThatThrownBy(() -> replay.take("pick,soon,0,0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 is not a line of a journal of picks: pick,soon,0,0");
        assertThatThrownBy(() -> new PickReplay(PickReplayTest::make).take("opened,1,0"))
                .hasMessage("line 1 is not a line of a journal of picks: opened,1,0");
    }

    private List<String> history(String name) {
        SplittableRandom random = new SplittableRandom(SEED);
        Picking picking = new Picking(
                pool(name, SEED, 20_000),
                (asking, backend, now) -> asking.probed(backend, random.nextInt(9), random.nextInt(1_000_000), now));
        picking.recordIn(new PickJournal(name, SEED, 20_000, lines::add));
        List<BackendPool.Member> members = new ArrayList<>();
        for (Backend backend : SampleBackends.ofWeights(3, 1, 256, 7, 7, 2, 1, 1)) {
            boolean backup = backend.index() >= 6;
            members.add(new BackendPool.Member(backend, backup, backup ? BackendPool.ENDLESS : 6));
        }
        List<Backend> open = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long now = i * 1_000L;
            if (i == 3_000) {
                // Another one gets the index, and nothing that was learnt of the earlier one holds for it.
                members.set(4, BackendPool.Member.of(new Backend(4, "other", 7)));
            }
            if (i % 100 == 0) {
                picking.set(members.subList(random.nextInt(4), members.size()), now);
            }
            TriedBackends tried = random.nextInt(10) == 0
                    ? TriedBackends.NONE.with(members.get(5).backend())
                    : TriedBackends.NONE;
            Backend picked = Objects.requireNonNull(picking.pick(random.nextLong(20), tried, now));
            open.add(picked);
            if (random.nextInt(20) == 0) {
                picking.failed(picked, now);
            }
            for (Signal signal : picking.signals()) {
                picking.observed(picked, signal, random.nextInt(1_000_000), now);
            }
            if (open.size() > random.nextInt(60)) {
                picking.closed(open.remove(random.nextInt(open.size())), now);
            }
        }
        return lines;
    }

    private static Picking make(String name, long seed, long slowStartNanos) {
        return new Picking(pool(name, seed, slowStartNanos));
    }

    private static BackendPool pool(String name, long seed, long slowStartNanos) {
        SplittableRandom coins = new SplittableRandom(seed);
        return new BackendPool(() -> Policies.create(name, SampleParameters.all(), coins), slowStartNanos);
    }
}
