package io.giliran.simulation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventQueueTest {
    private final EventQueue queue = new EventQueue();
    private final PriorityQueue<long[]> expected = new PriorityQueue<>(
            Comparator.<long[]>comparingLong(event -> event[0]).thenComparingLong(event -> event[1]));

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
        assertThat(queue.size()).isZero();
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
        for (int i = 0; i < 200_000; i++) {
            if (random.nextInt(100) < (i < 100_000 ? 55 : 45) || expected.isEmpty()) {
                add(random.nextInt(500), random.nextInt(16), random.nextInt(1 << 24));
            } else {
                assertNextIsAsExpected();
            }
            assertThat(queue.size()).isEqualTo(expected.size());
        }
    }

    /** So many that most are put aside: filled, held at that size as a run does, some far in the future, and emptied. */
    @ParameterizedTest
    @ValueSource(longs = {1, 50, 1_000_000_000})
    void keepsTheOrderWhenItIsLarge(long meanGap) {
        SplittableRandom random = new SplittableRandom(20_261_125);
        int size = 12 * EventQueue.FEW;
        for (int i = 0; i < size; i++) {
            add(gap(random, meanGap), 1, i);
        }
        for (int i = 0; i < 3 * size; i++) {
            long now = queue.firstTime();
            assertNextIsAsExpected();
            add(now + gap(random, meanGap), 2, i);
        }
        while (!expected.isEmpty()) {
            assertNextIsAsExpected();
        }
        assertThat(queue.size()).isZero();
        assertThat(queue.firstTime()).isEqualTo(EventQueue.NEVER);
        // The horizon of what was there says nothing of what comes.
        queue.add(3, 1, 10);
        queue.add(2, 2, 11);
        assertNext(2, 11);
        assertNext(1, 10);
    }

    @Test
    void keepsTheOrderWhenAllAreDueAtOnce() {
        for (int i = 0; i < 6 * EventQueue.FEW; i++) {
            add(7, 1, i);
        }
        while (!expected.isEmpty()) {
            assertNextIsAsExpected();
        }
    }

    @Test
    void refusesAnEventThatCouldNotBeToldFromOthers() {
        EventQueue used = new EventQueue(EventQueue.MOST_EVENTS - 1);
        long last = used.add(1, 15, EventQueue.MAX_ARGUMENT);
        assertThat(last).isPositive();
        assertThatThrownBy(() -> used.add(1, 1, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a run is of at most 34359738368 events");
    }

    private static long gap(SplittableRandom random, long mean) {
        return random.nextInt(1000) == 0
                ? Long.MAX_VALUE / 2 + random.nextLong(100)
                : Math.round(-Math.log(1 - random.nextDouble()) * mean);
    }

    private void add(long time, int kind, int argument) {
        expected.add(new long[] {time, queue.add(time, kind, argument)});
    }

    private void assertNextIsAsExpected() {
        long[] first = expected.remove();
        // Half a million times: without the words that AssertJ prepares.
        if (queue.firstTime() != first[0] || queue.take() != first[1]) {
            fail("not the first event, of %d", expected.size() + 1);
        }
    }

    private void assertNext(int kind, int argument) {
        long ticket = queue.take();
        assertThat(EventQueue.kind(ticket)).isEqualTo(kind);
        assertThat(EventQueue.argument(ticket)).isEqualTo(argument);
    }
}
