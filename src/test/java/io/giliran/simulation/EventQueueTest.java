package io.giliran.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EventQueueTest {
    private final EventQueue queue = new EventQueue();

    @Test
    void atOneTimeTheFirstAddedComesFirst() {
        queue.add(7, 1, 10);
        queue.add(5, 2, 11);
        queue.add(7, 3, 12);
        queue.add(5, 4, 13);
        queue.add(5, 5, 14);

        assertThat(queue.firstTime()).isEqualTo(5);
        assertNext(2, 11);
        assertNext(4, 13);
        assertNext(5, 14);
        assertThat(queue.firstTime()).isEqualTo(7);
        assertNext(1, 10);
        assertNext(3, 12);
        assertThat(queue.firstTime()).isEqualTo(EventQueue.NEVER);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void keepsTheLargestKindAndArgument() {
        queue.add(Long.MAX_VALUE - 1, 15, EventQueue.MAX_ARGUMENT);
        assertNext(15, EventQueue.MAX_ARGUMENT);
    }

    /** Adds and takes at random, beside the JDK's queue; few different times, so that many are equal. */
    @Test
    void isInTheOrderOfTimeAndOfAdding() {
        SplittableRandom random = new SplittableRandom(20_261_124);
        PriorityQueue<long[]> expected = new PriorityQueue<>(
                Comparator.<long[]>comparingLong(event -> event[0]).thenComparingLong(event -> event[1]));
        for (int i = 0; i < 200_000; i++) {
            if (random.nextInt(100) < (i < 100_000 ? 55 : 45) || expected.isEmpty()) {
                long time = random.nextInt(500);
                expected.add(new long[] {time, queue.add(time, random.nextInt(16), random.nextInt(1 << 24))});
            } else {
                long[] first = expected.remove();
                assertThat(queue.firstTime()).isEqualTo(first[0]);
                assertThat(queue.take()).isEqualTo(first[1]);
            }
            assertThat(queue.size()).isEqualTo(expected.size());
        }
    }

    private void assertNext(int kind, int argument) {
        long ticket = queue.take();
        assertThat(EventQueue.kind(ticket)).isEqualTo(kind);
        assertThat(EventQueue.argument(ticket)).isEqualTo(argument);
    }
}
