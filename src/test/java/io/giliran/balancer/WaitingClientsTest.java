package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.WaitingClients.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who of those that wait is served next. */
final class WaitingClientsTest {
    private final WaitingClients<Integer, String> queue = new WaitingClients<>();

    @Test
    void whoCameFirstIsServedFirst() {
        join(3);

        assertThat(takeAll(Order.FIFO)).containsExactly("c0", "c1", "c2");
    }

    @Test
    void orWhoCameLast() {
        join(3);

        assertThat(takeAll(Order.LIFO)).containsExactly("c2", "c1", "c0");
    }

    @Test
    void whoCannotBeServedKeepsItsTurn() {
        join(3);

        assertThat(queue.takeFirst(Order.FIFO, client -> !client.equals("c0"))).isEqualTo("c1");
        assertThat(queue.size()).isEqualTo(2);
        assertThat(takeAll(Order.FIFO)).containsExactly("c0", "c2");
    }

    @Test
    void whoLeavesIsGoneAndOnlyOnce() {
        join(3);

        assertThat(queue.remove(1)).isEqualTo("c1");
        assertThat(queue.remove(1)).isNull();
        assertThat(queue.remove(9)).isNull();
        assertThat(takeAll(Order.FIFO)).containsExactly("c0", "c2");
    }

    @Test
    void whoWasServedCannotLeaveAnyMore() {
        join(1);
        takeAll(Order.FIFO);

        assertThat(queue.remove(0)).isNull();
    }

    @Test
    void whoComesAgainStandsAtTheEnd() {
        join(2);
        queue.remove(0);
        queue.add(0, "c0 again");

        assertThat(takeAll(Order.FIFO)).containsExactly("c1", "c0 again");
    }

    /** A place that nobody can take must not cost a look at everyone who waits. */
    @Test
    void asksAFewOnlyWhetherTheyCanBeServed() {
        join(1_000);
        List<String> asked = new ArrayList<>();

        assertThat(queue.takeFirst(Order.FIFO, client -> !asked.add(client))).isNull();

        assertThat(asked).hasSize(64).startsWith("c0", "c1").endsWith("c63");
        assertThat(queue.size()).isEqualTo(1_000);
    }

    @Test
    void nobodyIsServedOfNobody() {
        assertThat(takeAll(Order.LIFO)).isEmpty();
    }

    private void join(int count) {
        IntStream.range(0, count).forEach(i -> queue.add(i, "c" + i));
    }

    private List<String> takeAll(Order order) {
        List<String> taken = new ArrayList<>();
        for (String next = queue.takeFirst(order, client -> true);
                next != null;
                next = queue.takeFirst(order, client -> true)) {
            taken.add(next);
        }
        return taken;
    }
}
