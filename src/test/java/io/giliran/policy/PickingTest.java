package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of a decision: the pick, the count, the probes and their answers, each of it written down. */
final class PickingTest {
    private static final Backend A = new Backend(0, "a", 1);
    private static final Backend B = new Backend(1, "b", 1);
    private static final List<BackendPool.Member> BOTH = List.of(BackendPool.Member.of(A), BackendPool.Member.of(B));

    private final List<String> calls = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    @Test
    void aPickIsCountedBeforeThePolicyAsksForLoads() {
        Picking picking = picking(null);

        assertThat(picking.pick(7, TriedBackends.NONE, 10)).isEqualTo(A);

        assertThat(calls).containsExactly("pick", "opened a", "wanted", "probed a 0 0", "probed b 0 0");
        assertThat(lines)
                .containsExactly("pick,10,7,0", "opened,10,0", "probes,10", "probed,10,0,0,0", "probed,10,1,0,0");
    }

    @Test
    void nothingIsCountedAndNobodyIsAskedWhenNobodyCanBePicked() {
        Picking picking = picking(null);

        assertThat(picking.pick(7, TriedBackends.NONE.with(A), 10)).isNull();

        assertThat(calls).containsExactly("pick");
        assertThat(lines).containsExactly("pick,10,7,,0");
    }

    /** The connection that was just begun has not reached its backend. */
    @Test
    void probesAreAnsweredFromWhatWasOpenAndFromTheTimesOfFirstBytes() {
        Picking picking = picking(null);
        picking.pick(7, TriedBackends.NONE, 10);
        picking.observed(A, Signal.FIRST_BYTE, 400, 11);
        calls.clear();

        picking.pick(7, TriedBackends.NONE, 12);
        assertThat(calls).contains("probed a 1 400", "probed b 0 0");

        picking.closed(A, 13);
        picking.closed(A, 13);
        calls.clear();
        picking.pick(7, TriedBackends.NONE, 14);
        assertThat(calls).contains("probed a 0 400");
    }

    @Test
    void backendsThatAnswerThemselvesAreAsked() {
        List<String> asked = new ArrayList<>();
        Picking picking = picking((asking, backend, now) -> {
            asked.add(backend.name() + " at " + now);
            if (backend.equals(B)) {
                asking.probed(backend, 9, 8, now);
            }
        });

        picking.pick(7, TriedBackends.NONE, 10);

        assertThat(asked).containsExactly("a at 10", "b at 10");
        assertThat(calls).containsExactly("pick", "opened a", "wanted", "probed b 9 8");
    }

    @Test
    void aPickThatIsCountedLateIsOpenedWhenTheCallerSaysSo() {
        Picking picking = picking(null);

        picking.pickUncounted(7, TriedBackends.NONE, 10);
        assertThat(calls).containsExactly("pick", "wanted", "probed a 0 0", "probed b 0 0");

        picking.opened(A, 20);
        assertThat(calls).last().isEqualTo("opened a");
    }

    @Test
    void aSignalThatThePolicyDoesNotNeedIsNeitherHandedOnNorWrittenDown() {
        Picking picking = picking(null);

        picking.observed(A, Signal.CONNECT, 30_000_000, 1);

        assertThat(calls).isEmpty();
        assertThat(lines).isEmpty();
    }

    @Test
    void anotherPolicyGoesOnWithTheRampUpsAndTheTimes() {
        Picking before = picking(null);
        before.pick(7, TriedBackends.NONE, 10);
        before.observed(A, Signal.FIRST_BYTE, 400, 11);
        Backend joining = new Backend(2, "c", 1);
        List<BackendPool.Member> three = List.of(BOTH.get(0), BOTH.get(1), BackendPool.Member.of(joining));
        before.set(three, 50);

        Picking after = picking(null);
        after.set(three, 60);
        lines.clear();
        calls.clear();
        after.replace(before, 60);
        assertThat(lines).containsExactly("joined,60,2,50");

        after.pick(7, TriedBackends.NONE, 61);
        assertThat(calls).contains("probed a 0 400");
    }

    @Test
    void whatWasMeasuredOfAnEarlierBackendIsForgotten() {
        Picking picking = picking(null);
        picking.pick(7, TriedBackends.NONE, 10);
        picking.observed(A, Signal.FIRST_BYTE, 400, 11);
        picking.closed(A, 12);

        picking.forgetLatencies(A);
        calls.clear();
        picking.pick(7, TriedBackends.NONE, 13);

        assertThat(calls).contains("probed a 0 0");
    }

    @Test
    void theTriedGrowByOneAndNoneStaysEmpty() {
        TriedBackends tried = TriedBackends.NONE.with(A);
        assertThat(tried.with(B)).isSameAs(tried);
        assertThat(tried.count()).isEqualTo(2);
        assertThat(TriedBackends.NONE.isEmpty()).isTrue();

        TriedBackends grown = tried.copy().with(new Backend(2, "c", 1));
        assertThat(grown.count()).isEqualTo(3);
        assertThat(tried.count()).isEqualTo(2);
    }

    /** Each policy, by the driver alone: whatever is picked is open until it is closed, and the bound is kept. */
    @Test
    void everyPolicyKeepsTheBoundsWhenItIsDriven() {
        for (String name : Policies.names()) {
            SplittableRandom coins = new SplittableRandom(1);
            Picking picking =
                    new Picking(new BackendPool(() -> Policies.create(name, SampleParameters.all(), coins), 0));
            picking.set(List.of(new BackendPool.Member(A, false, 2), new BackendPool.Member(B, false, 1)), 0);
            int[] open = new int[2];
            for (int i = 0; i < 3; i++) {
                Backend picked = picking.pick(i, TriedBackends.NONE, i);
                assertThat(picked).as(name).isNotNull();
                open[picked.index()]++;
            }
            assertThat(open).as(name).containsExactly(2, 1);
            assertThat(picking.pick(3, TriedBackends.NONE, 3)).as(name).isNull();
            picking.closed(B, 4);
            assertThat(picking.pick(4, TriedBackends.NONE, 4)).as(name).isEqualTo(B);
        }
    }

    private Picking picking(Picking.@Nullable Probes probes) {
        Picking picking = new Picking(new BackendPool(Noting::new, 20), probes);
        picking.recordIn(new PickJournal("noting", 1, 20, lines::add));
        picking.set(BOTH, 0);
        lines.clear();
        return picking;
    }

    /** Picks the first unless it was tried, and wants to know of all. */
    private final class Noting implements BalancingPolicy {
        private List<Backend> backends = List.of();

        @Override
        public String name() {
            return "noting";
        }

        @Override
        public void eligible(List<Backend> replaced) {
            backends = replaced;
        }

        @Override
        public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
            if (backends.isEmpty()) {
                return null;
            }
            calls.add("pick");
            return tried.contains(backends.get(0)) ? null : backends.get(0);
        }

        @Override
        public void connectionOpened(Backend backend, long nowNanos) {
            calls.add("opened " + backend.name());
        }

        @Override
        public void noteIn(@Nullable PickNotes notes) {}

        @Override
        public Set<Signal> signals() {
            return Set.of(Signal.FIRST_BYTE);
        }

        @Override
        public int wantedProbes(Backend[] wanted, long nowNanos) {
            calls.add("wanted");
            for (int i = 0; i < 2; i++) {
                wanted[i] = backends.get(i);
            }
            return 2;
        }

        @Override
        public void probed(Backend backend, int inFlight, long latencyNanos, long nowNanos) {
            calls.add("probed " + backend.name() + " " + inFlight + " " + latencyNanos);
        }
    }
}
