package io.giliran.balancer.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.settings.ShutdownSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ShutdownTest {
    private static final long SECOND = 1_000_000_000;
    private static final Instant BEGUN = Instant.parse("2026-11-23T21:14:00Z");
    private static final List<GradualClosing.Candidate> TWO =
            List.of(new GradualClosing.Candidate(1, 5), new GradualClosing.Candidate(2, 9));

    private final List<String> said = new ArrayList<>();

    @Test
    void waitsForTheGraceThenClosesThenCutsAndSaysSo() {
        Shutdown shutdown = shutdown(new ShutdownSettings(Duration.ofSeconds(30), Duration.ofSeconds(60), 1));

        GracefulShutdown.Step first = shutdown.step(2, TWO, 0);
        assertThat(first.closed()).isEmpty();
        // To say again what is open, long before the grace ends.
        assertThat(first.nextAt()).isEqualTo(10 * SECOND);
        assertThat(shutdown.step(2, TWO, 5 * SECOND).nextAt()).isEqualTo(15 * SECOND);
        assertThat(said).hasSize(1);
        assertThat(shutdown.step(2, TWO, 30 * SECOND).closed())
                .extracting(GradualClosing.Candidate::id)
                .containsExactly(2L);

        GracefulShutdown.Step last = shutdown.step(1, TWO, 60 * SECOND);
        assertThat(last.isOver()).isTrue();
        assertThat(last.nextAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(said).hasSize(3).last().isEqualTo("stopping: 1 connection is open and cut now");
    }

    @Test
    void nothingIsSaidWhenNothingIsOpen() {
        assertThat(shutdown(ShutdownSettings.AT_ONCE).step(0, List.of(), 0).isOver())
                .isTrue();
        assertThat(said).isEmpty();
    }

    private Shutdown shutdown(ShutdownSettings settings) {
        return new Shutdown(settings, new SplittableRandom(1), BEGUN, 0, report -> said.add(report.sentence()));
    }
}
