package io.giliran.balancer.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.settings.ShutdownSettings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Progress messages while a balancer stops, in virtual time. */
final class ShutdownProgressTest {
    private static final long SECOND = 1_000_000_000;
    private static final long START = -3 * SECOND;

    @Test
    void atFirstItSaysWhatIsOpenAndUntilWhen() {
        assertThat(progress(20, 60).said(12, START))
                .contains(new ShutdownProgress.Report(
                        "stopping: 12 connections are open; from 2026-12-01T10:00:20Z on they are closed,"
                                + " at most 2 a second, and cut at 2026-12-01T10:01:00Z",
                        Duration.ofSeconds(60)));
        assertThat(progress(0, 60).said(1, START))
                .contains(new ShutdownProgress.Report(
                        "stopping: 1 connection is open; they are closed, at most 2 a second, and cut at"
                                + " 2026-12-01T10:01:00Z",
                        Duration.ofSeconds(60)));
        assertThat(progress(60, 60).said(2, START))
                .contains(new ShutdownProgress.Report(
                        "stopping: 2 connections are open; what has not finished by itself is cut at"
                                + " 2026-12-01T10:01:00Z",
                        Duration.ofSeconds(60)));
    }

    @Test
    void afterThatEveryTenSecondsAndAtTheDeadline() {
        ShutdownProgress progress = progress(20, 60);
        progress.said(12, START);

        assertThat(progress.said(11, START + 10 * SECOND - 1)).isEmpty();
        assertThat(progress.said(10, START + 10 * SECOND))
                .contains(new ShutdownProgress.Report(
                        "stopping: 10 connections are still open, and cut at 2026-12-01T10:01:00Z",
                        Duration.ofSeconds(50)));
        assertThat(progress.said(10, START + 11 * SECOND)).isEmpty();
        assertThat(progress.said(9, START + 60 * SECOND))
                .contains(new ShutdownProgress.Report("stopping: 9 connections are open and cut now", Duration.ZERO));
        assertThat(progress.said(8, START + 80 * SECOND)).isEmpty();
    }

    @Test
    void withoutADeadlineTheyAreCutAndWithoutConnectionsNothingIsSaid() {
        assertThat(progress(0, 0).said(3, START))
                .contains(new ShutdownProgress.Report("stopping: 3 connections are open and cut now", Duration.ZERO));
        assertThat(progress(20, 60).said(0, START)).isEmpty();
    }

    private static ShutdownProgress progress(int graceSeconds, int deadlineSeconds) {
        return new ShutdownProgress(
                new ShutdownSettings(Duration.ofSeconds(graceSeconds), Duration.ofSeconds(deadlineSeconds), 2),
                Instant.parse("2026-12-01T10:00:00.500Z"),
                START);
    }
}
