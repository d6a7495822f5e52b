package io.giliran.balancer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.settings.QueueSettings.Order;
import io.giliran.policy.Backend;
import io.giliran.policy.TriedBackends;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Order in which waiting clients are served. Clients are numbers, and so is what is kept of them. */
final class WaitingClientsTest {
    private static final Backend A = new Backend(0, "a", 1);
    private static final Backend B = new Backend(1, "b", 1);

    private final WaitingClients<Integer, String> queue = new WaitingClients<>();
    private long turn;

    @Test
    void whoCameFirstIsServedFirst() {
        join(3, TriedBackends.NONE);

        assertThat(takeAll(Order.FIFO, tried -> true)).containsExactly("c0", "c1", "c2");
    }

    @Test
    void orWhoCameLast() {
        join(3, TriedBackends.NONE);

        assertThat(takeAll(Order.LIFO, tried -> true)).containsExactly("c2", "c1", "c0");
    }

    @Test
    void whoCannotBeServedKeepsItsTurn() {
        join(1, TriedBackends.NONE.with(A));
        join(2, TriedBackends.NONE);

        assertThat(take(Order.FIFO, without(A))).isEqualTo("c1");
        assertThat(queue.size()).isEqualTo(2);
        assertThat(takeAll(Order.FIFO, tried -> true)).containsExactly("c0", "c2");
    }

    /** However many they are: 1,000 that have tried the only backend that is free, and one behind them that has not. */
    @Test
    void whoCannotBeServedKeepsNobodyWaiting() {
        join(1_000, TriedBackends.NONE.with(A));
        join(1, TriedBackends.NONE.with(B));
        join(1, TriedBackends.NONE);
        List<TriedBackends> asked = new ArrayList<>();

        assertThat(take(Order.FIFO, without(A).and(asked::add))).isEqualTo("c1000");
        assertThat(take(Order.LIFO, without(B))).isEqualTo("c1001");
        assertThat(take(Order.LIFO, without(B))).isEqualTo("c999");
        assertThat(asked).as("asked once for each group").hasSizeLessThanOrEqualTo(3);
    }

    /** The sets are the owner's, and it goes on adding to them after it has left. */
    @Test
    void aGroupStaysWhatItWasWhenItsClientTriesMore() {
        TriedBackends tried = TriedBackends.NONE.with(A);
        queue.add(1, turn++, tried, "one");
        queue.add(2, turn++, TriedBackends.NONE.with(A), "two");
        assertThat(queue.remove(1)).isEqualTo("one");
        tried.add(B);

        assertThat(take(Order.FIFO, without(B))).isEqualTo("two");
        assertThat(queue.size()).isZero();
    }

    @Test
    void whoLeavesIsGoneAndOnlyOnce() {
        join(3, TriedBackends.NONE);

        assertThat(queue.remove(1)).isEqualTo("c1");
        assertThat(queue.remove(1)).isNull();
        assertThat(queue.remove(9)).isNull();
        assertThat(takeAll(Order.FIFO, tried -> true)).containsExactly("c0", "c2");
    }

    @Test
    void whoWasServedCannotLeaveAnyMore() {
        join(1, TriedBackends.NONE);
        takeAll(Order.FIFO, tried -> true);

        assertThat(queue.remove(0)).isNull();
    }

    @Test
    void whoComesAgainStandsAtTheEnd() {
        join(2, TriedBackends.NONE);
        queue.remove(0);
        queue.add(0, turn++, TriedBackends.NONE, "c0 again");

        assertThat(takeAll(Order.FIFO, tried -> true)).containsExactly("c1", "c0 again");
    }

    @Test
    void someMayLeaveTogetherInTheirOrder() {
        join(2, TriedBackends.NONE.with(A));
        join(2, TriedBackends.NONE);

        assertThat(queue.removeAll(kept -> !kept.equals("c1")))
                .extracting(WaitingClients.Place::kept)
                .containsExactly("c0", "c2", "c3");
        assertThat(takeAll(Order.LIFO, tried -> true)).containsExactly("c1");
    }

    @Test
    void nobodyIsServedOfNobody() {
        assertThat(takeAll(Order.LIFO, tried -> true)).isEmpty();
    }

    /** Against a list that is searched from its first to its last. */
    @Test
    void itIsTheSameAsASearch() {
        long seed = 20261201;
        Random random = new Random(seed);
        TreeMap<Long, TriedBackends> waiting = new TreeMap<>();
        TreeMap<Long, Integer> clients = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(3) > 0) {
                TriedBackends tried = TriedBackends.NONE.with(new Backend(random.nextInt(3), "x", 1));
                tried.add(new Backend(random.nextInt(3), "y", 1));
                waiting.put(turn, tried);
                clients.put(turn, step);
                queue.add(step, turn++, tried, "c" + step);
            } else {
                Order order = random.nextBoolean() ? Order.FIFO : Order.LIFO;
                Predicate<TriedBackends> servable = without(new Backend(random.nextInt(3), "z", 1));
                Long expected = waiting.keySet().stream()
                        .filter(each -> servable.test(waiting.get(each)))
                        .min(order == Order.FIFO ? Comparator.naturalOrder() : Comparator.reverseOrder())
                        .orElse(null);
                assertThat(take(order, servable))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(expected == null ? null : "c" + clients.get(expected));
                if (expected != null) {
                    waiting.remove(expected);
                }
            }
            assertThat(queue.size()).isEqualTo(waiting.size());
        }
    }

    private void join(int count, TriedBackends tried) {
        for (int i = 0; i < count; i++) {
            queue.add((int) turn, turn, tried, "c" + turn);
            turn++;
        }
    }

    private static Predicate<TriedBackends> without(Backend backend) {
        return tried -> !tried.contains(backend);
    }

    private String take(Order order, Predicate<TriedBackends> servable) {
        WaitingClients.Place<Integer, String> first = queue.first(order, servable);
        return first == null ? null : queue.remove(first.client());
    }

    private List<String> takeAll(Order order, Predicate<TriedBackends> servable) {
        List<String> taken = new ArrayList<>();
        for (String next = take(order, servable); next != null; next = take(order, servable)) {
            taken.add(next);
        }
        return taken;
    }
}
