package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class PreciseTimerTest {
    private static final long PATIENCE_SECONDS = 10;

    private final PreciseTimer timer = new PreciseTimer("timer-under-test");
    private final BlockingQueue<Object> ran = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        timer.close();
    }

    @Test
    void runsNoTaskBeforeItsDeadline() throws InterruptedException {
        for (int task = 0; task < 20; task++) {
            long deadline = inMillis(task);
            timer.schedule(deadline, () -> ran.add(System.nanoTime() - deadline));
        }

        for (int task = 0; task < 20; task++) {
            assertThat((long) nextRun()).isNotNegative();
        }
    }

    @Test
    void runsATaskOfThePastAtOnce() throws InterruptedException {
        timer.schedule(inMillis(-1), () -> ran.add("overdue"));

        assertThat(nextRun()).isEqualTo("overdue");
    }

    @Test
    void wakesForATaskThatIsDueBeforeTheOneItSleepsFor() throws InterruptedException {
        timer.schedule(inMillis(3_600_000), () -> ran.add("later"));

        timer.schedule(inMillis(1), () -> ran.add("sooner"));

        assertThat(nextRun()).isEqualTo("sooner");
    }

    @Test
    void runsTasksByDeadlineAndEqualOnesInOrderOfSubmission() throws InterruptedException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Object>> byDeadline =
                Stream.<List<Object>>generate(ArrayList::new).limit(5).toList();
        CountDownLatch allScheduled = new CountDownLatch(1);
        timer.schedule(inMillis(-1), () -> await(allScheduled));
        long base = inMillis(0);

        for (int submission = 0; submission < 500; submission++) {
            int deadline = random.nextInt(byDeadline.size());
            int number = submission;
            byDeadline.get(deadline).add(number);
            timer.schedule(base + deadline, () -> ran.add(number));
        }
        allScheduled.countDown();

        List<Object> inOrder = byDeadline.stream().flatMap(List::stream).toList();
        List<Object> actual = new ArrayList<>();
        while (actual.size() < inOrder.size()) {
            actual.add(nextRun());
        }
        assertThat(actual).as("seed %d", seed).isEqualTo(inOrder);
    }

    @Test
    void aTaskMayScheduleTheNext() throws InterruptedException {
        timer.schedule(inMillis(1), () -> timer.schedule(inMillis(1), () -> ran.add("second")));

        assertThat(nextRun()).isEqualTo("second");
    }

    @Test
    void livesOnAfterATaskThatThrowsAndAfterOneThatLeavesAnInterrupt() throws InterruptedException {
        Logger log = (Logger) LoggerFactory.getLogger(PreciseTimer.class);
        log.setLevel(Level.OFF);

        timer.schedule(inMillis(1), () -> {
            throw new IllegalStateException("as the test wants");
        });
        timer.schedule(inMillis(2), () -> Thread.currentThread().interrupt());
        timer.schedule(inMillis(3), () -> ran.add(Thread.currentThread().isInterrupted()));

        assertThat(nextRun()).isEqualTo(false);
        log.setLevel(null);
    }

    @Test
    void closingDropsWhatIsPendingAndEndsTheThread() throws InterruptedException {
        timer.schedule(inMillis(-1), () -> ran.add(Thread.currentThread()));
        Thread thread = (Thread) nextRun();
        timer.schedule(inMillis(50), () -> ran.add("pending"));

        timer.close();
        timer.schedule(inMillis(-1), () -> ran.add("too late"));

        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(thread.isAlive()).isFalse();
        assertThat(thread.isDaemon()).isTrue();
        assertThat(ran).isEmpty();
    }

    private static long inMillis(long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private Object nextRun() throws InterruptedException {
        Object next = ran.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a task ran").isNotNull();
        return next;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
