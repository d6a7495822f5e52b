package io.giliran.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ComputingWorkersTest {
    private static final long PATIENCE_SECONDS = 10;
    private static final long ENDLESS_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Workers one = new ComputingWorkers("one", 1);
    private final Workers two = new ComputingWorkers("two", 2);
    private final BlockingQueue<Object> done = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void usesTheProcessorForAsLongAsTheWorkSays() throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        one.serve(0, () -> done.add(threads.getCurrentThreadCpuTime()));
        one.serve(30_000_000, () -> done.add(threads.getCurrentThreadCpuTime()));

        long before = (long) nextDone();
        assertThat((long) nextDone() - before).isGreaterThanOrEqualTo(30_000_000L);
    }

    @Test
    void oneWorkerServesInOrder() throws InterruptedException {
        IntStream.range(0, 100).forEach(request -> one.serve(request % 3 * 10_000L, () -> done.add(request)));

        for (int request = 0; request < 100; request++) {
            assertThat(nextDone()).isEqualTo(request);
        }
    }

    @Test
    void twoWorkersServeTwoAtOnce() throws InterruptedException {
        two.serve(ENDLESS_NANOS, () -> done.add("never"));
        two.serve(1_000, () -> done.add("beside it"));

        assertThat(nextDone()).isEqualTo("beside it");
    }

    @Test
    void aWorkerIsFreeAgainBeforeItsRequestIsAnswered() throws InterruptedException {
        assertThat(one.hasFree()).isTrue();

        one.serve(1_000, () -> done.add(one.hasFree()));
        assertThat(nextDone()).isEqualTo(true);

        one.serve(ENDLESS_NANOS, () -> {});
        assertThat(one.hasFree()).isFalse();
    }

    @Test
    void closingDropsWhatIsNotDoneAndEndsTheThreads() throws InterruptedException {
        one.serve(0, () -> done.add(Thread.currentThread()));
        Thread thread = (Thread) nextDone();
        one.serve(ENDLESS_NANOS, () -> done.add("running"));
        one.serve(0, () -> done.add("queued"));

        one.close();
        one.serve(0, () -> done.add("too late"));

        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(thread.isAlive()).isFalse();
        assertThat(thread.isDaemon()).isTrue();
        assertThat(List.copyOf(done)).isEmpty();
    }

    private Object nextDone() throws InterruptedException {
        Object next = done.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a request was done").isNotNull();
        return next;
    }
}
