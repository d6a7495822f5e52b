package io.giliran.balancer.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.operate.Rebalancing.Part;
import io.giliran.balancer.operate.Rebalancing.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Choice of the connections that are moved, in virtual time. */
final class RebalancingTest {
    private static final long SECOND = 1_000_000_000;
    private static final long LEAST_IDLE = 5;

    private final List<Placed> open = new ArrayList<>();
    private final Map<Integer, Integer> weights = new HashMap<>();
    private Rebalancing rebalancing;
    private long now;

    @BeforeEach
    void begin() {
        rebalancing = new Rebalancing(100, LEAST_IDLE, new SplittableRandom(1), 0);
    }

    /** 9 and 0 are 4.5 each, rounded up 5: the excess is 4. */
    @Test
    void closesTheExcessAndNoMoreThoughNoClientComesBack() {
        backend(0, 1, 9, LEAST_IDLE);
        backend(1, 1, 0, 0);

        assertThat(closeAll(true)).hasSize(4);
    }

    @Test
    void andNoMoreWhileThoseThatWereClosedAreStillThere() {
        backend(0, 1, 9, LEAST_IDLE);
        backend(1, 1, 0, 0);

        assertThat(closeAll(false)).hasSize(4).doesNotHaveDuplicates();
    }

    /** 12 connections for weights 1 and 3 are 3 and 9. */
    @Test
    void aPartIsByWeight() {
        backend(0, 1, 6, LEAST_IDLE);
        backend(1, 3, 6, LEAST_IDLE);

        List<Long> closed = closeAll(true);

        assertThat(closed).hasSize(3).allSatisfy(id -> assertThat(id).isLessThan(1_000));
    }

    /** 11 connections of 3 backends are 3.67 each: 4, 4 and 3 is as even as it gets. */
    @Test
    void whatCannotBeDividedIsNobodysExcess() {
        backend(0, 1, 4, LEAST_IDLE);
        backend(1, 1, 4, LEAST_IDLE);
        backend(2, 1, 3, LEAST_IDLE);

        assertThat(step()).isEqualTo(new Rebalancing.Step(List.of(), 0, SECOND));
    }

    @Test
    void theLongestIdleGoFirst() {
        backend(0, 1, 4, 0);
        backend(1, 1, 0, 0);
        open.clear();
        open.addAll(List.of(placed(1, 0, 7), placed(2, 0, 9), placed(3, 0, 6), placed(4, 0, 8)));

        assertThat(closeAll(true)).containsExactly(2L, 4L);
    }

    @Test
    void whoIsNotIdleIsLeftAloneAndLookedAtAgainLater() {
        backend(0, 1, 4, LEAST_IDLE - 1);
        backend(1, 1, 0, 0);

        assertThat(step()).isEqualTo(new Rebalancing.Step(List.of(), 2, SECOND));

        open.replaceAll(placed -> new Placed(placed.id(), placed.place(), LEAST_IDLE));
        now = SECOND;
        assertThat(closeAll(true)).hasSize(2);
    }

    @Test
    void itIsOverWhenTheExcessHasGoneByItself() {
        backend(0, 1, 4, 0);
        backend(1, 1, 0, 0);
        assertThat(step().excess()).isEqualTo(2);

        open.remove(0);
        open.remove(0);
        open.add(placed(5_000, 1, 0));
        open.add(placed(5_001, 1, 0));

        assertThat(step().excess()).isZero();
    }

    /** Ten connections of a backend that is alone are not too many, however few others have. */
    @Test
    void whoServesOtherClientsIsNoMeasure() {
        backend(0, 1, 3, LEAST_IDLE);
        backend(1, 1, 1, LEAST_IDLE);
        backend(10, 1, 10, LEAST_IDLE);

        assertThat(closeAll(true)).containsExactly(0L);
    }

    /** One that is drained is no part of it: its connections are not what the others have too many of. */
    @Test
    void whoHasNoPartIsLeftAlone() {
        backend(0, 1, 2, LEAST_IDLE);
        backend(1, 1, 2, LEAST_IDLE);
        for (int i = 0; i < 10; i++) {
            open.add(placed(9_000 + i, 7, LEAST_IDLE));
        }

        assertThat(step()).isEqualTo(new Rebalancing.Step(List.of(), 0, SECOND));
    }

    /** Of the backends 0 to 9 of one route, 10 to 19 of another, and so on. */
    private static Rebalancing.Place place(int index) {
        return new Rebalancing.Place(index / 10, index);
    }

    private static Placed placed(long id, int backend, long idleNanos) {
        return new Placed(id, place(backend), idleNanos);
    }

    private void backend(int index, int weight, int connections, long idleNanos) {
        weights.put(index, weight);
        for (int i = 0; i < connections; i++) {
            open.add(placed(1_000L * index + i, index, idleNanos));
        }
    }

    private Rebalancing.Step step() {
        List<Part> parts = weights.entrySet().stream()
                .map(entry -> new Part(place(entry.getKey()), entry.getValue(), (int) open.stream()
                        .filter(placed -> placed.place().equals(place(entry.getKey())))
                        .count()))
                .toList();
        return rebalancing.step(parts, open, now);
    }

    /** Goes on until there is no excess. */
    private List<Long> closeAll(boolean theyEnd) {
        List<Long> closed = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Rebalancing.Step step = step();
            closed.addAll(step.closed());
            if (theyEnd) {
                open.removeIf(placed -> step.closed().contains(placed.id()));
            }
            if (step.excess() == 0) {
                return closed;
            }
            assertThat(step.nextAt()).isGreaterThan(now);
            now = step.nextAt();
        }
        throw new AssertionError("still some excess after " + closed);
    }
}
