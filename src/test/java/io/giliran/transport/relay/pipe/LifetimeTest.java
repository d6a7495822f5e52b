package io.giliran.transport.relay.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.RelayOptions;
import io.giliran.transport.loop.BufferBudget;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.leg.LoopTimer;
import io.giliran.transport.relay.leg.SampleLoopContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LifetimeTest implements Lifetime.Owner {
    private static final long SECOND = 1_000_000_000;

    private final List<String> told = new ArrayList<>();
    private final List<Duration> sweeps = new ArrayList<>();
    private final EventLoop loop = EventLoop.start("lifetime-test");
    private final LoopTimer timer = (delay, task) -> {
        sweeps.add(delay);
        lastOrdered = task;
        return () -> {};
    };
    private final ChunkPool buffers = new ChunkPool(new BufferBudget(), 64 * 1024);
    private final LoopContext home = SampleLoopContext.of(loop, timer, buffers);
    private Runnable lastOrdered;
    private boolean halfClosed;

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void withoutATimeoutNoSweepIsScheduled() {
        Lifetime lifetime = lifetime(0, 0, 0);
        lifetime.begin();
        CompletableFuture.runAsync(lifetime::halfClosed, loop).join();
        lifetime.end();

        assertThat(sweeps).isEmpty();
    }

    @Test
    void anyTimeoutSchedulesOne() {
        lifetime(3, 2, 9).begin();

        assertThat(sweeps).containsExactly(Duration.ofSeconds(2));
    }

    /** 60 s that were allowed are 1 s once one side has finished: the sweep in 60 s would be too late. */
    @Test
    void halfClosingBringsTheSweepForward() {
        Lifetime lifetime = lifetime(60, 1, 0);
        lifetime.begin();
        lastOrdered.run();
        assertThat(sweeps).last().satisfies(delay -> assertThat(delay).isGreaterThan(Duration.ofSeconds(40)));

        halfClosed = true;
        CompletableFuture.runAsync(lifetime::halfClosed, loop).join();

        assertThat(sweeps).hasSize(3).last().isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void tellsWhatIsOver() {
        Lifetime lifetime = lifetime(10, 2, 30);
        lifetime.begin();
        long now = System.nanoTime();

        assertThat(lifetime.look(now + 3 * SECOND)).isBetween(6 * SECOND, 7 * SECOND);
        assertThat(told).isEmpty();
        halfClosed = true;
        assertThat(lifetime.look(now + 1 * SECOND)).isBetween(SECOND / 2, SECOND);
        assertThat(told).isEmpty();
        lifetime.look(now + 2 * SECOND);
        assertThat(told).containsExactly("silent");
        halfClosed = false;
        lifetime.look(now + 10 * SECOND);
        assertThat(told).containsExactly("silent", "silent");
    }

    /** Then its last words may take a second. */
    @Test
    void tooOldIsToldBeforeOutOfTime() {
        Lifetime lifetime = lifetime(0, 0, 30);
        lifetime.begin();
        long now = System.nanoTime();

        assertThat(lifetime.look(now + 29 * SECOND)).isBetween(SECOND / 2, SECOND);
        assertThat(lifetime.look(now + 31 * SECOND)).isEqualTo(SECOND);
        assertThat(told).containsExactly("too old");
        assertThat(lifetime.look(now + 31 * SECOND + SECOND / 2)).isEqualTo(SECOND / 2);
        assertThat(told).containsExactly("too old");
        lifetime.look(now + 32 * SECOND);
        assertThat(told).containsExactly("too old", "out of time");
    }

    @Override
    public boolean isHalfClosed() {
        return halfClosed;
    }

    @Override
    public void lasts() {
        told.add("lasts");
    }

    @Override
    public void silent() {
        told.add("silent");
    }

    @Override
    public void tooOld() {
        told.add("too old");
    }

    @Override
    public void outOfTime() {
        told.add("out of time");
    }

    private Lifetime lifetime(int idleSeconds, int halfClosedSeconds, int ageSeconds) {
        return new Lifetime(home, options(idleSeconds, halfClosedSeconds, ageSeconds), this);
    }

    private static RelayOptions options(int idleSeconds, int halfClosedSeconds, int ageSeconds) {
        return new RelayOptions(
                Duration.ofSeconds(idleSeconds),
                Duration.ofSeconds(halfClosedSeconds),
                Duration.ofSeconds(ageSeconds),
                false);
    }
}
