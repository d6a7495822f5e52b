package io.giliran.transport.relay.leg;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.MutedLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** The sweep in time that a test makes pass. */
final class TimeoutSweepTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final HandTimer timer = new HandTimer();
    private final TimeoutSweep sweep = new TimeoutSweep(timer, () -> timer.now);

    @Test
    void withNobodyToWatchNothingIsScheduled() {
        timer.passUntil(100 * SECOND);

        assertThat(timer.ordered).isZero();
    }

    /** From 1.0 to 1.1 times the timeout, whenever it last moved: 12.34 s and 10 s, within 1 s. */
    @Test
    void aTimeoutIsSeenInTime() {
        Connection moving = new Connection(10 * SECOND);
        timer.passUntil(2_340 * MILLI);
        moving.movedNanos = timer.now;

        timer.passUntil(40 * SECOND);

        assertThat(moving.endedNanos).isBetween(12_340 * MILLI, 13_340 * MILLI);
    }

    /** 1,000 connections that are over one after the other, each ms one: a sweep each 100 ms at most, a tenth of 1 s. */
    @Test
    void manyCostNoMoreSweepsThanAllowed() {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(new Connection(SECOND));
            timer.passUntil(timer.now + MILLI);
        }
        long sweepsBefore = timer.ordered;

        timer.passUntil(timer.now + 2 * SECOND);

        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).endedNanos).isBetween(SECOND + i * MILLI, 1_100 * MILLI + i * MILLI);
        }
        assertThat(timer.ordered - sweepsBefore).isBetween(9L, 12L);
    }

    @Test
    void aShorterOneIsNotLateBecauseOfALongerOne() {
        new Connection(3_600 * SECOND);
        Connection shorter = new Connection(50 * MILLI);

        timer.passUntil(SECOND);

        assertThat(shorter.endedNanos).isBetween(50 * MILLI, 60 * MILLI);
    }

    @Test
    void anAlarmThatCouldNotBeCalledOffDoesNothing() {
        Connection longer = new Connection(3_600 * SECOND);
        timer.cancels = false;
        new Connection(50 * MILLI);

        timer.passUntil(1_000 * SECOND);
        longer.movedNanos = timer.now;
        timer.passUntil(7_200 * SECOND);

        assertThat(longer.endedNanos).isEqualTo(4_600 * SECOND);
        // For 3600 s, for 50 ms, for the rest of the 3600 s, for what the move has added; none by the alarm left
        // behind.
        assertThat(timer.ordered).isEqualTo(4);
        assertThat(timer.pending).isEmpty();
    }

    @Test
    void afterTheLastOneHasLeftTheSweepEnds() {
        Connection connection = new Connection(SECOND);
        sweep.forget(connection.watch);
        sweep.forget(connection.watch);

        timer.passUntil(100 * SECOND);

        assertThat(connection.looks).isZero();
        assertThat(timer.ordered).isEqualTo(1);
        Connection next = new Connection(SECOND);
        timer.passUntil(200 * SECOND);
        assertThat(next.endedNanos).isEqualTo(101 * SECOND);
    }

    /** The first of the list is the youngest: each, looked at, ends the one that would be next. */
    @Test
    void oneMayEndAnotherWhileTheyAreLookedAt() {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(new Connection(SECOND));
        }
        for (int i = 1; i < 5; i += 2) {
            Connection victim = all.get(i - 1);
            all.get(i).alsoEnds = victim;
        }

        timer.passUntil(10 * SECOND);

        assertThat(all).allSatisfy(one -> assertThat(one.endedNanos).isEqualTo(SECOND));
        assertThat(all).extracting(one -> one.looks).containsExactly(0L, 1L, 0L, 1L, 1L);
        assertThat(timer.pending).isEmpty();
    }

    @Test
    void oneThatFailsStopsNobodyElse() {
        Connection before = new Connection(SECOND);
        Connection failing = new Connection(SECOND);
        failing.fails = true;
        Connection after = new Connection(SECOND);

        try (MutedLogger unused = MutedLogger.of(TimeoutSweep.class.getName())) {
            timer.passUntil(10 * SECOND);
        }

        assertThat(before.endedNanos).isEqualTo(SECOND);
        assertThat(after.endedNanos).isEqualTo(SECOND);
        assertThat(failing.looks).isEqualTo(1);
        assertThat(timer.pending).isEmpty();
    }

    /** Ends, and leaves the list, when nothing has moved for its timeout. */
    private final class Connection implements TimeoutSweep.Timed {
        private final long timeoutNanos;
        private final TimeoutSweep.Watch watch;
        private long movedNanos = timer.now;
        private long endedNanos = -1;
        private long looks;
        private boolean fails;
        private Connection alsoEnds;

        Connection(long timeoutNanos) {
            this.timeoutNanos = timeoutNanos;
            watch = sweep.watch(this, timeoutNanos);
        }

        @Override
        public long look(long nowNanos) {
            looks++;
            if (fails) {
                throw new IllegalStateException("this one fails");
            }
            long left = timeoutNanos - (nowNanos - movedNanos);
            if (left <= 0) {
                end();
                if (alsoEnds != null) {
                    alsoEnds.end();
                }
            }
            return left;
        }

        private void end() {
            endedNanos = timer.now;
            sweep.forget(watch);
        }
    }

    /** Its time passes by hand. */
    private static final class HandTimer implements LoopTimer {
        private final List<Due> pending = new ArrayList<>();
        private long now;
        private long ordered;
        private boolean cancels = true;

        private record Due(long nanos, Runnable task) {}

        @Override
        public Alarm after(Duration delay, Runnable task) {
            ordered++;
            Due due = new Due(now + delay.toNanos(), task);
            pending.add(due);
            return () -> {
                if (cancels) {
                    pending.remove(due);
                }
            };
        }

        void passUntil(long nanos) {
            LongUnaryOperator earliest = until -> pending.stream()
                    .mapToLong(Due::nanos)
                    .filter(due -> due <= until)
                    .min()
                    .orElse(-1);
            for (long due = earliest.applyAsLong(nanos); due >= 0; due = earliest.applyAsLong(nanos)) {
                long at = due;
                now = at;
                Due next = pending.stream()
                        .filter(one -> one.nanos == at)
                        .findFirst()
                        .orElseThrow();
                pending.remove(next);
                next.task.run();
            }
            now = nanos;
        }
    }
}
