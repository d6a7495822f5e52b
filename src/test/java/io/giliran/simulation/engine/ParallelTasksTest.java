package io.giliran.simulation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class ParallelTasksTest {
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 100})
    void resultsAreInTheOrderOfTheTasks(int threads) {
        List<Supplier<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            tasks.add(() -> noted(number));
        }

        assertThat(ParallelTasks.run(threads, tasks))
                .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
        assertThat(workers).hasSizeLessThanOrEqualTo(threads);
        assertNobodyWorks();
    }

    /** Each group of three can only go on together; a fourth would break the count. */
    @Test
    void asManyAreUnderWayAsThereAreThreads() {
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Supplier<Integer> task = () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            await(together);
            now.decrementAndGet();
            return noted(0);
        };

        ParallelTasks.run(3, Collections.nCopies(9, task));

        assertThat(most).hasValueLessThanOrEqualTo(3);
        assertThat(workers).hasSize(3);
        assertNobodyWorks();
    }

    @Test
    void aFailureIsThrownWhenAllHaveEndedAndNoMoreAreStarted() {
        CountDownLatch failing = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        IllegalStateException failure = new IllegalStateException("the second one");
        List<Supplier<Integer>> tasks = new ArrayList<>();
        tasks.add(() -> {
            await(failing);
            return noted(0);
        });
        tasks.add(() -> {
            noted(1);
            failing.countDown();
            throw failure;
        });
        tasks.addAll(Collections.nCopies(1_000_000, started::incrementAndGet));

        assertThatThrownBy(() -> ParallelTasks.run(2, tasks)).isSameAs(failure);
        // The first one may have taken another before the failure was noted.
        assertThat(started).hasValueLessThan(1_000_000);
        assertNobodyWorks();
    }

    @Test
    void anErrorIsThrownAsItIs() {
        OutOfMemoryError full = new OutOfMemoryError("of the test");
        Supplier<Integer> task = () -> {
            throw full;
        };
        assertThatThrownBy(() -> ParallelTasks.run(4, Collections.nCopies(8, task)))
                .isSameAs(full);
    }

    @Test
    void anInterruptedCallerWaitsForThoseUnderWayAndThrows() {
        Thread caller = Thread.currentThread();
        CountDownLatch interrupted = new CountDownLatch(1);
        List<Supplier<Integer>> tasks = List.of(
                () -> Thread.currentThread() == caller ? interrupt(interrupted) : waiting(interrupted),
                () -> Thread.currentThread() == caller ? interrupt(interrupted) : waiting(interrupted));

        assertThatThrownBy(() -> ParallelTasks.run(2, tasks)).isInstanceOf(CancellationException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertNobodyWorks();
    }

    @Test
    void nothingToDoIsDoneAtOnce() {
        assertThat(ParallelTasks.run(4, List.<Supplier<Integer>>of())).isEmpty();
    }

    private int interrupt(CountDownLatch done) {
        Thread.currentThread().interrupt();
        done.countDown();
        return noted(0);
    }

    private int waiting(CountDownLatch until) {
        await(until);
        return noted(1);
    }

    private int noted(int number) {
        workers.add(Thread.currentThread());
        return number;
    }

    private void assertNobodyWorks() {
        assertThat(workers).allMatch(worker -> worker == Thread.currentThread() || !worker.isAlive());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
