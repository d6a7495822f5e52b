package io.giliran.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WaitingWorkersTest {
    /** Not 0: a clock of nanoseconds may begin anywhere, also below. */
    private final VirtualTimer time = new VirtualTimer(-1_000);

    private final List<String> done = new ArrayList<>();

    @Test
    void oneWorkerServesOneRequestAfterTheOther() {
        Workers workers = workers(1);

        serve(workers, "a", 10);
        serve(workers, "b", 5);
        time.advanceTo(12);
        serve(workers, "c", 1);
        time.advanceTo(100);
        serve(workers, "d", 7);
        time.advanceTo(200);

        assertThat(done).containsExactly("a@10", "b@15", "c@16", "d@107");
    }

    @Test
    void twoWorkersServeTwoAtOnceAndTheThirdGoesToTheFirstThatIsFree() {
        Workers workers = workers(2);

        serve(workers, "a", 10);
        serve(workers, "b", 4);
        serve(workers, "c", 3);
        serve(workers, "d", 9);
        time.advanceTo(100);

        assertThat(done).containsExactly("b@4", "c@7", "a@10", "d@16");
    }

    @Test
    void aRequestWithoutWorkWaitsForItsTurnToo() {
        Workers workers = workers(1);

        serve(workers, "a", 10);
        serve(workers, "b", 0);
        serve(workers, "c", 0);
        time.advanceTo(10);

        assertThat(done).containsExactly("a@10", "b@10", "c@10");
    }

    @Test
    void knowsWhetherAWorkerIsFree() {
        Workers workers = workers(2);
        assertThat(workers.hasFree()).isTrue();

        serve(workers, "a", 10);
        assertThat(workers.hasFree()).isTrue();

        serve(workers, "b", 4);
        assertThat(workers.hasFree()).isFalse();

        time.advanceTo(3);
        assertThat(workers.hasFree()).isFalse();
        time.advanceTo(4);
        assertThat(workers.hasFree()).isTrue();
    }

    /** Ends follow from planned ends, so they may not depend on when a task of the timer really ran. */
    @Test
    void delaysOfTheTimerDoNotAddUp() {
        Workers workers = workers(1);

        for (int request = 1; request <= 500; request++) {
            serve(workers, "early", 10);
        }
        time.advanceTo(4_993);
        for (int request = 1; request <= 500; request++) {
            serve(workers, "late", 10);
        }

        assertThat(time.deadlines()).hasSize(1_000).endsWith(9_990L, 10_000L);
    }

    @Test
    void workBeyondTheClockDoesNotOverflow() {
        Workers workers = workers(1);

        serve(workers, "a", Long.MAX_VALUE);
        serve(workers, "b", Long.MAX_VALUE);
        time.advanceTo(1_000_000);

        assertThat(done).isEmpty();
        assertThat(workers.hasFree()).isFalse();
    }

    /** Against the plainest model: each request goes to the worker that is free first, one array cell a worker. */
    @Test
    void agreesWithAModelThatLooksAtEveryWorker() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            VirtualTimer clock = new VirtualTimer(0);
            int count = random.nextInt(1, 6);
            Workers workers = new WaitingWorkers(count, clock::nanoTime, clock);
            long[] free = new long[count];
            List<Long> expected = new ArrayList<>();
            for (int request = 0; request < 200; request++) {
                clock.advanceTo(clock.now() + random.nextInt(10));
                int earliest = 0;
                for (int worker = 1; worker < count; worker++) {
                    earliest = free[worker] < free[earliest] ? worker : earliest;
                }
                long work = random.nextInt(30);
                free[earliest] = Math.max(clock.now(), free[earliest]) + work;
                expected.add(free[earliest]);
                workers.serve(work, () -> {});
            }
            assertThat(clock.deadlines()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private Workers workers(int count) {
        return new WaitingWorkers(count, time::nanoTime, time);
    }

    private void serve(Workers workers, String name, long workNanos) {
        workers.serve(workNanos, () -> done.add(name + "@" + time.now()));
    }

    /** A clock and its timer, moved by hand; times are told as nanoseconds since its origin. */
    private static final class VirtualTimer implements WaitingWorkers.Timer {
        private record Entry(long at, int submission, Runnable task) {}

        private final long origin;
        private final PriorityQueue<Entry> pending =
                new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingInt(Entry::submission));
        private final List<Long> deadlines = new ArrayList<>();
        private long now;

        VirtualTimer(long origin) {
            this.origin = origin;
        }

        long nanoTime() {
            return origin + now;
        }

        long now() {
            return now;
        }

        /** All that was asked for, in order of submission. */
        List<Long> deadlines() {
            return deadlines;
        }

        @Override
        public void schedule(long deadlineNanos, Runnable task) {
            deadlines.add(deadlineNanos - origin);
            pending.add(new Entry(deadlineNanos - origin, deadlines.size(), task));
        }

        void advanceTo(long time) {
            while (!pending.isEmpty() && pending.element().at() <= time) {
                Entry due = pending.remove();
                now = Math.max(now, due.at());
                due.task().run();
            }
            now = time;
        }
    }
}
