package io.giliran.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.CapturedLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PartTest {
    private final HandClock clock = new HandClock();
    private final Part part = new Part("discovery", clock);
    private final CapturedLog log = CapturedLog.of(Part.class);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aFailureAndARestartAreNoReasonToReplaceTheProcess() {
        part.failed(new IllegalStateException("no luck"), OnFailure.RESTART);
        assertThat(part.view())
                .isEqualTo(new Part.View(
                        "discovery",
                        Part.State.RESTARTING,
                        clock.instant(),
                        0,
                        1,
                        "java.lang.IllegalStateException: no luck",
                        false));
        clock.advance(Duration.ofMillis(200));
        part.runs();
        clock.advance(Duration.ofSeconds(60));
        assertThat(part.view())
                .isEqualTo(new Part.View(
                        "discovery",
                        Part.State.RUNNING,
                        clock.instant().minusSeconds(60),
                        1,
                        1,
                        "java.lang.IllegalStateException: no luck",
                        false));
    }

    @Test
    void failingAgainAndAgainIsUnhealthyAfter15sAndWellAfter10sWithoutAFailure() {
        for (int second = 0; second < 15; second += 5) {
            part.failed(new IllegalStateException("no luck"), OnFailure.RESTART);
            assertThat(part.view().isUnhealthy()).isFalse();
            clock.advance(Duration.ofSeconds(1));
            part.runs();
            clock.advance(Duration.ofSeconds(4));
        }
        part.failed(new IllegalStateException("no luck"), OnFailure.RESTART);
        assertThat(part.view().isUnhealthy()).isTrue();
        part.runs();
        clock.advance(Part.WELL_AFTER.minusMillis(1));
        assertThat(part.view().isUnhealthy()).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(part.view().isUnhealthy()).isFalse();
        part.failed(new IllegalStateException("no luck"), OnFailure.RESTART);
        assertThat(part.view().isUnhealthy()).isFalse();
    }

    @Test
    void whatDoesNotStartAgainIsUnhealthyAtOnce() {
        part.failed(new IllegalStateException("the end"), OnFailure.END);
        assertThat(part.view().isUnhealthy()).isTrue();
        assertThat(part.view().state()).isEqualTo(Part.State.FAILED);
    }

    @Test
    void aPartThatIsBlockedIsUnhealthyAfter15s() {
        part.blocked("it hangs");
        clock.advance(Duration.ofSeconds(14));
        part.blocked("it hangs");
        assertThat(part.view().isUnhealthy()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(part.view().isUnhealthy()).isTrue();
        assertThat(part.view().since()).isEqualTo(clock.instant().minusSeconds(15));
    }

    @Test
    void aSeriesOfFailuresHasOneStackTrace() {
        for (int i = 0; i < 5; i++) {
            part.failed(new IllegalStateException("no luck"), OnFailure.RESTART);
            part.runs();
        }
        assertThat(log.errors()).hasSize(1);
        assertThat(log.warnings())
                .hasSize(9)
                .containsOnlyOnce("discovery has begun anew, restart 5")
                .contains("discovery has failed again: java.lang.IllegalStateException: no luck");
    }

    @Test
    void whatGoesOnIsLoggedOnceAndCounted() {
        for (int i = 0; i < 1000; i++) {
            part.stumbled(new IllegalStateException("no luck"));
        }
        assertThat(log.errors()).hasSize(1);
        assertThat(part.view().failures()).isEqualTo(1000);
        assertThat(part.view().isUnhealthy()).isFalse();
    }

    private static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
