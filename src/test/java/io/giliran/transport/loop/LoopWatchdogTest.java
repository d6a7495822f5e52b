package io.giliran.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.CapturedLog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The looks are made by the test, at times that it says. */
final class LoopWatchdogTest {
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch release = new CountDownLatch(1);
    private final EventLoop loop = EventLoop.start("watched-loop");
    private final LoopWatchdog watchdog = new LoopWatchdog(loop, Duration.ofMillis(500));
    private final CapturedLog log = CapturedLog.withDebug(LoopWatchdog.class);

    @AfterEach
    void close() {
        release.countDown();
        loop.close();
        log.close();
    }

    @Test
    void aBlockedLoopIsReportedOnceWithWhereItIsAndSoIsItsGoingOn() throws Exception {
        blockUntil(release);

        look(0);
        look(499);
        assertThat(log.warnings()).isEmpty();
        look(500);
        look(750);
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("event loop [watched-loop] has been in one round for 500 ms, and all its connections wait;"
                        + " it is at ")
                .doesNotContain("\n");
        assertThat(log.debugs())
                .singleElement()
                .asString()
                .startsWith("event loop [watched-loop] is at\n\tat ")
                .contains("LoopWatchdogTest.lambda$blockUntil");

        release.countDown();
        sync();
        awaitWaiting();
        look(900);
        assertThat(log.infos()).containsExactly("event loop [watched-loop] goes on after 900 ms");
        look(2_000);
        assertThat(log.warnings()).hasSize(1);
        assertThat(log.infos()).hasSize(1);
    }

    @Test
    void aLoopThatHasNothingToDoIsNotBlocked() throws Exception {
        sync();
        awaitWaiting();

        look(0);
        look(10_000);
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void aLoopThatGoesFromRoundToRoundIsNotBlocked() throws Exception {
        for (int i = 0; i < 10; i++) {
            sync();
            CountDownLatch next = new CountDownLatch(1);
            blockUntil(next);
            look(i * 400L);
            next.countDown();
        }
        sync();

        assertThat(log.warnings()).isEmpty();
    }

    private void look(long millis) {
        watchdog.look(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void blockUntil(CountDownLatch release) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        loop.execute(() -> {
            begun.countDown();
            await(release);
        });
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException wish) {
            throw new IllegalStateException(wish);
        }
    }

    /** Returns when a round has begun after all that came before; several tasks may share a round. */
    private void sync() throws InterruptedException {
        AtomicInteger round = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            round.set(loop.turn());
            done.countDown();
        });
        assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        awaitTurn(turn -> turn != round.get());
    }

    private void awaitWaiting() {
        awaitTurn(EventLoop::isWaiting);
    }

    private void awaitTurn(IntPredicate wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!wanted.test(loop.turn())) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
