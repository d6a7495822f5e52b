package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.policy.BackendPool.Member;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BackendPoolTest {
    private static final long SEED = 20_261_125;
    private static final long S = 1_000_000_000;
    private static final long SLOW_START = 100 * S;

    private final List<Backend> backends = SampleBackends.equal(3);
    private final Backend a = backends.get(0);
    private final Backend b = backends.get(1);
    private final Backend c = backends.get(2);
    private final BackendPool pool = new BackendPool(RoundRobin::new, 0);

    @Test
    void whoHasAllTheConnectionsItMayHaveIsNotPicked() {
        pool.set(List.of(bounded(a, 1), bounded(b, 2), bounded(c, 2)), 0);
        // Turns: 1 1 1 → a, which is full then and neither gains nor pays: . 2 2 → b, . 1 3 → c, . 2 2 → b, full too;
        // c.
        assertThat(openedPicks(5)).isEqualTo("abcbc");
        assertThat(pick()).isEqualTo("none");

        pool.connectionClosed(b, 0);

        assertThat(openedPicks(1)).isEqualTo("b");
        assertThat(pick()).isEqualTo("none");
    }

    /** The pending are among the open ones: the caller counts a connection before it is connected. */
    @Test
    void aBoundCanBeLoweredAndLifted() {
        pool.set(List.of(Member.of(a), bounded(b, 0)), 0);
        assertThat(openedPicks(3)).isEqualTo("aaa");

        pool.set(List.of(bounded(a, 3), bounded(b, 1)), 0);
        assertThat(openedPicks(1)).isEqualTo("b");
        assertThat(pick()).isEqualTo("none");

        pool.set(List.of(bounded(a, 4), bounded(b, 1)), 0);
        assertThat(openedPicks(1)).isEqualTo("a");
    }

    @Test
    void whoIsFullSaysSoInTheNotes() {
        PickNotes notes = new PickNotes();
        pool.set(List.of(bounded(a, 1), Member.of(b), Member.of(c)), 0);
        openedPicks(1);
        pool.noteIn(notes);

        pool.pick(0, TriedBackends.NONE.with(b), 0);

        assertThat(notes.skipped())
                .containsExactlyInAnyOrder(
                        new PickNotes.Skipped(a, "has all the connections that it may have"),
                        new PickNotes.Skipped(b, "has failed this client"));
    }

    @Test
    void backupsArePickedOnlyWhenNoOtherCanBe() {
        Backend d = new Backend(3, "d", 1);
        pool.set(List.of(bounded(a, 1), Member.of(b), backup(c), backup(d)), 0);
        assertThat(openedPicks(4)).as("two are there").isEqualTo("abbb");

        TriedBackends tried = TriedBackends.NONE.with(b);
        assertThat(name(pool.pick(0, tried, 0))).as("a is full, b is tried").isEqualTo("c");
        tried.add(c);
        assertThat(name(pool.pick(0, tried, 0))).isEqualTo("d");
        tried.add(d);
        assertThat(name(pool.pick(0, tried, 0))).isEqualTo("none");
        pool.connectionClosed(a, 0);
        assertThat(name(pool.pick(0, tried, 0))).isEqualTo("a");
    }

    /** a has taken 1 s and b 30 ms. An unknown one counts as the fastest, so whatever is not b is the new one. */
    @ParameterizedTest
    @ValueSource(strings = {"peak-ewma", "p2c.peak-ewma", "least-time"})
    void whatWasLearntOfABackendDoesNotHoldForTheNextOneOfItsIndex(String policy) {
        BackendPool learning = learning(policy);
        learning.set(List.of(Member.of(b)), 2);
        learning.set(List.of(Member.of(new Backend(0, "new", 1)), Member.of(b)), 3);

        assertThat(name(learning.pick(0, TriedBackends.NONE, 3))).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"peak-ewma", "p2c.peak-ewma", "least-time"})
    void butForOneThatComesBackItHolds(String policy) {
        BackendPool learning = learning(policy);
        learning.set(List.of(Member.of(b)), 2);
        learning.set(List.of(Member.of(a), Member.of(b)), 3);

        assertThat(name(learning.pick(0, TriedBackends.NONE, 3))).isEqualTo("b");
    }

    @Test
    void anotherKeyIsAnotherBackend() {
        BackendPool learning = learning("peak-ewma");
        learning.set(List.of(Member.of(new Backend(0, "a", 1, "127.0.0.9:80")), Member.of(b)), 3);

        assertThat(learning.pick(0, TriedBackends.NONE, 3).key()).isEqualTo("127.0.0.9:80");
    }

    /** Both have answered, the new one faster; the one before it had failed and would count as slow for 5 s. */
    @Test
    void prequalDoesNotShunTheNextOneOfTheIndex() {
        BackendPool prequal = new BackendPool(() -> new Prequal(SampleParameters.all(), new SplittableRandom(SEED)), 0);
        prequal.set(List.of(Member.of(a), Member.of(b)), 0);
        prequal.connectionFailed(a, 0);
        Backend other = new Backend(0, "new", 1);
        prequal.set(List.of(Member.of(other), Member.of(b)), 1);
        prequal.probed(other, 0, 1_000, 1);
        prequal.probed(b, 0, 2_000, 1);

        assertThat(prequal.pick(0, TriedBackends.NONE, 1)).isEqualTo(other);
    }

    @Test
    void anotherBackendOnAnIndexStartsSlowlyToo() {
        BackendPool slow = new BackendPool(RoundRobin::new, 1_000);
        slow.set(List.of(Member.of(a), Member.of(b)), 0);
        slow.set(List.of(Member.of(new Backend(0, "n", 1)), Member.of(b)), 5_000);

        // A tenth of b's weight: of 22 picks 2.
        assertThat(openedPicks(slow, 22, 5_000).replace("b", "")).isEqualTo("nn");
    }

    /** nginx's stream_upstream.t: the primary is dead, all 30 come to the backup; it is back, and all 30 come to it. */
    @Test
    void allGoToTheBackupWhileThePrimaryIsOut() {
        pool.set(List.of(backup(c)), 0);
        assertThat(openedPicks(30)).isEqualTo("c".repeat(30));

        pool.set(List.of(Member.of(a), backup(c)), 0);

        assertThat(openedPicks(30)).isEqualTo("a".repeat(30));
    }

    /** a has two open as a primary and takes them along: the next two are c's, and then it is a tie. */
    @Test
    void whoBecomesABackupKeepsItsOpenConnections() {
        BackendPool fewest = new BackendPool(LeastLoaded::connections, 0);
        fewest.set(List.of(Member.of(a), Member.of(b), backup(c)), 0);
        fewest.connectionOpened(a, 0);
        fewest.connectionOpened(a, 0);

        fewest.set(List.of(backup(a), backup(c)), 0);

        assertThat(openedPicks(fewest, 2, 0)).isEqualTo("cc");
        fewest.connectionClosed(a, 0);
        fewest.connectionClosed(a, 0);
        assertThat(openedPicks(fewest, 2, 0)).isEqualTo("aa");
        fewest.set(List.of(Member.of(a), Member.of(b), backup(c)), 0);
        assertThat(openedPicks(fewest, 2, 0)).isEqualTo("bb");
    }

    /** Prequal lives on answers: those are asked who are picked. */
    @Test
    void whilePrimariesArePickedTheyAreAskedAndWhileBackupsAreThey() {
        BackendPool prequal = new BackendPool(() -> new Prequal(SampleParameters.all(), new SplittableRandom(SEED)), 0);
        prequal.set(List.of(bounded(a, 1), backup(b), backup(c)), 0);
        assertThat(openedPicks(prequal, 1, 0)).isEqualTo("a");
        assertThat(asked(prequal)).isEqualTo("a");

        // a is full now: a backup is picked, and the two are asked.
        assertThat(openedPicks(prequal, 1, 0)).isIn("b", "c");
        assertThat(asked(prequal)).isEqualTo("bc");
        prequal.probed(b, 5, 900, 0);
        prequal.probed(c, 5, 100, 0);
        assertThat(openedPicks(prequal, 1, 0)).isEqualTo("c");

        prequal.connectionClosed(a, 0);
        assertThat(openedPicks(prequal, 1, 0)).isEqualTo("a");
        assertThat(asked(prequal)).isEqualTo("a");
    }

    /**
     * a and b are there from the start, so they start at their full weight; c joins. A part p of its weight beside two whole
     * ones is p / (2 + p) of the picks: at first, and until a tenth of the time is over, 0.1 / 2.1 = 1 / 21; after a quarter
     * 0.25 / 2.25 = 1 / 9; after half 1 / 5; at the end 1 / 3. In whole cycles of the turns that is exact.
     */
    @ParameterizedTest
    @CsvSource({"0, 21", "5, 21", "10, 21", "25, 9", "50, 5", "100, 3", "1000, 3"})
    void whoJoinsStartsWithATenthAndGrowsEvenly(long seconds, int cycle) {
        BackendPool slow = new BackendPool(RoundRobin::new, SLOW_START);
        slow.set(List.of(Member.of(a), Member.of(b)), 0);
        assertThat(openedPicks(slow, 4, 0)).isEqualTo("abab");
        slow.set(List.of(Member.of(a), Member.of(b), Member.of(c)), 0);

        String picks = openedPicks(slow, 4 * cycle, seconds * S);

        assertThat(picks.chars().filter(name -> name == 'c')).hasSize(4);
        assertThat(picks.chars().filter(name -> name == 'a')).hasSize(4 * (cycle - 1) / 2);
    }

    /** Out and in again is joining as well, as after a failed health check: 1 of 21 again. */
    @Test
    void whoReturnsStartsSlowlyToo() {
        BackendPool slow = new BackendPool(RoundRobin::new, SLOW_START);
        List<Member> all = Stream.of(a, b, c).map(Member::of).toList();
        slow.set(all, 0);
        slow.set(all.subList(0, 2), 0);
        slow.set(all, 1_000 * S);

        assertThat(openedPicks(slow, 21, 1_000 * S).chars().filter(name -> name == 'c'))
                .hasSize(1);
        // Told the same again it goes on.
        slow.set(all, 1_050 * S);
        assertThat(openedPicks(slow, 20, 1_050 * S).chars().filter(name -> name == 'c'))
                .hasSize(4);
    }

    @Test
    void withoutSlowStartWhoJoinsHasItsWholeWeightAtOnce() {
        pool.set(List.of(Member.of(a), Member.of(b)), 0);
        pool.set(List.of(Member.of(a), Member.of(b), Member.of(c)), 0);

        assertThat(openedPicks(6)).isEqualTo("abcabc");
    }

    /**
     * While somebody starts slowly, weights are in 200ths. When it is over, wherever in its cycle it was, the turns are plain
     * ones at once: of 30 each has 10, give or take 2 for what was owed.
     */
    @Test
    void afterASlowStartTurnsAreStrictAtOnce() {
        for (int before = 1; before < 100; before++) {
            BackendPool slow = new BackendPool(RoundRobin::new, SLOW_START);
            slow.set(List.of(Member.of(a), Member.of(b)), 0);
            slow.set(List.of(Member.of(a), Member.of(b), Member.of(c)), 0);
            for (int i = 0; i < before; i++) {
                openedPicks(slow, 1, i * S);
            }

            String picks = openedPicks(slow, 30, 2 * SLOW_START);

            for (char name : new char[] {'a', 'b', 'c'}) {
                assertThat(picks.chars().filter(picked -> picked == name).count())
                        .as("%s in %s after %d", name, picks, before)
                        .isBetween(8L, 12L);
            }
        }
    }

    /** Random members, bounds, backups, connections and tried ones: with every policy it is the same as a pick. */
    @ParameterizedTest
    @MethodSource("names")
    void saysWithoutAPickWhetherOneWouldFindSomebody(String name) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Backend> six = SampleBackends.equal(6);
        BackendPool any =
                new BackendPool(() -> Policies.create(name, SampleParameters.all(), new SplittableRandom(SEED)), 0);
        int[] open = new int[6];
        for (int step = 0; step < 5_000; step++) {
            if (step % 50 == 0) {
                any.set(
                        six.stream()
                                .filter(each -> random.nextInt(3) > 0)
                                .map(each -> new Member(each, random.nextInt(3) == 0, 1 + random.nextInt(3)))
                                .toList(),
                        step);
            }
            TriedBackends tried = TriedBackends.NONE.copy();
            if (random.nextBoolean()) {
                tried = TriedBackends.NONE.with(six.get(random.nextInt(6)));
                tried.add(six.get(random.nextInt(6)));
            }
            boolean expected = any.hasFreeOne(tried);
            Backend picked = any.pick(random.nextInt(100), tried, step);
            assertThat(picked != null).as("step %d, seed %d", step, SEED).isEqualTo(expected);
            if (picked != null) {
                any.connectionOpened(picked, step);
                open[picked.index()]++;
            }
            int ended = random.nextInt(6);
            if (open[ended] > 0 && random.nextInt(4) > 0) {
                any.connectionClosed(six.get(ended), step);
                open[ended]--;
            }
        }
    }

    static List<String> names() {
        return Policies.names();
    }

    private static Member bounded(Backend backend, int maxConnections) {
        return new Member(backend, false, maxConnections);
    }

    private static Member backup(Backend backend) {
        return new Member(backend, true, BackendPool.ENDLESS);
    }

    private String pick() {
        return name(pool.pick(0, TriedBackends.NONE, 0));
    }

    private String openedPicks(int count) {
        return openedPicks(pool, count, 0);
    }

    private static String openedPicks(BackendPool from, int count, long now) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Backend picked = from.pick(i, TriedBackends.NONE, now);
            from.connectionOpened(picked, now);
            names.append(picked.name());
        }
        return names.toString();
    }

    private static String name(Backend picked) {
        return picked == null ? "none" : picked.name();
    }

    private static String asked(BackendPool pool) {
        Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
        int count = pool.wantedProbes(wanted, 0);
        return Arrays.stream(wanted, 0, count).map(Backend::name).sorted().reduce("", String::concat);
    }

    private BackendPool learning(String policy) {
        SplittableRandom random = new SplittableRandom(SEED);
        BackendPool learning = new BackendPool(() -> Policies.create(policy, SampleParameters.all(), random), 0);
        learning.set(List.of(Member.of(a), Member.of(b)), 0);
        learning.observed(a, Signal.FIRST_BYTE, 1_000_000_000, 1);
        learning.observed(b, Signal.FIRST_BYTE, 30_000_000, 1);
        return learning;
    }
}
