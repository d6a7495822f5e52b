package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RelayOptionsTest {
    private static final Duration OFF = Duration.ZERO;

    @Test
    void offIsNever() {
        assertThat(RelayOptions.NONE.shortestNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(RelayOptions.NONE.silenceNanos(false)).isEqualTo(Long.MAX_VALUE);
        assertThat(RelayOptions.NONE.silenceNanos(true)).isEqualTo(Long.MAX_VALUE);
        assertThat(RelayOptions.NONE.ageNanos()).isEqualTo(Long.MAX_VALUE);
    }

    /** Half-closed, the shorter of both timeouts counts. */
    @Test
    void bothTimeoutsCountOnceOneSideHasFinished() {
        assertThat(options(5, 3, 0).silenceNanos(true)).isEqualTo(3);
        assertThat(options(5, 3, 0).silenceNanos(false)).isEqualTo(5);
        assertThat(options(3, 5, 0).silenceNanos(true)).isEqualTo(3);
        assertThat(options(0, 5, 0).silenceNanos(false)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theShortestIsTheFirstThatMayBeOver() {
        assertThat(options(5, 4, 3).shortestNanos()).isEqualTo(3);
        assertThat(options(5, 4, 0).shortestNanos()).isEqualTo(4);
        assertThat(options(5, 0, 9).shortestNanos()).isEqualTo(5);
    }

    @Test
    void noTimeoutIsNegative() {
        assertThatThrownBy(() -> options(0, -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a timeout of a relay is negative: idle PT0S, half-closed PT-0.000000001S, maximum age PT0S");
        assertThatThrownBy(() -> options(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options(0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static RelayOptions options(long idle, long halfClosed, long age) {
        return new RelayOptions(OFF.plusNanos(idle), OFF.plusNanos(halfClosed), OFF.plusNanos(age), false);
    }
}
