package io.giliran.balancer.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.operate.GradualClosing.Candidate;
import io.giliran.balancer.settings.ShutdownSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The end of a balancer's connections, in virtual time: grace of 2 s, deadline after 10 s, two a second between them. */
final class GracefulShutdownTest {
    private static final long SECOND = 1_000_000_000;
    private static final long START = -3 * SECOND;
    private static final List<Candidate> TWO = List.of(new Candidate(1, 10), new Candidate(2, 20));

    @Test
    void atFirstTheyMayFinishByThemselves() {
        GracefulShutdown end = end(2, 10);

        assertThat(end.step(TWO, START)).isEqualTo(new GracefulShutdown.Step(List.of(), false, START + 2 * SECOND));
        assertThat(end.step(TWO, START + 2 * SECOND - 1).closed()).isEmpty();
    }

    @Test
    void thenTheyAreClosedOneByOneTheLongestIdleFirst() {
        GracefulShutdown end = end(2, 10);

        GracefulShutdown.Step first = end.step(TWO, START + 2 * SECOND);
        assertThat(first.closed()).containsExactly(new Candidate(2, 20));
        assertThat(first.isOver()).isFalse();
        // Two a second: the next one after 1.1 to 1.4 of half a second.
        assertThat(first.nextAt() - START).isBetween(2 * SECOND + SECOND / 2, 3 * SECOND);
    }

    /** Its peers may take their time to hear of it: it must not be closed again and again, instead of the others. */
    @Test
    void whoWasClosedIsNotClosedAgainWhileItIsStillThere() {
        GracefulShutdown end = end(2, 10);
        List<Candidate> closed = new ArrayList<>();
        GracefulShutdown.Step step = end.step(TWO, START + 2 * SECOND);
        while (!step.isOver()) {
            closed.addAll(step.closed());
            long now = step.nextAt();
            step = end.step(TWO, now);
            assertThat(step.isOver() || step.nextAt() > now).as("does not spin").isTrue();
        }

        assertThat(closed).containsExactly(new Candidate(2, 20), new Candidate(1, 10));
    }

    @Test
    void atTheDeadlineItIsOver() {
        GracefulShutdown end = end(2, 10);
        end.step(TWO, START + 2 * SECOND);

        assertThat(end.step(TWO, START + 10 * SECOND - 1).isOver()).isFalse();
        assertThat(end.step(TWO, START + 10 * SECOND))
                .isEqualTo(new GracefulShutdown.Step(List.of(), true, Long.MAX_VALUE));
    }

    @Test
    void asksToBeCalledAtTheDeadlineAtTheLatest() {
        GracefulShutdown end = end(10, 10);

        assertThat(end.step(TWO, START).nextAt()).isEqualTo(START + 10 * SECOND);
    }

    @Test
    void withoutADeadlineItIsOverAtOnce() {
        assertThat(end(0, 0).step(TWO, START).isOver()).isTrue();
    }

    private static GracefulShutdown end(int graceSeconds, int deadlineSeconds) {
        ShutdownSettings settings =
                new ShutdownSettings(Duration.ofSeconds(graceSeconds), Duration.ofSeconds(deadlineSeconds), 2);
        return new GracefulShutdown(settings, new SplittableRandom(1), START);
    }
}
