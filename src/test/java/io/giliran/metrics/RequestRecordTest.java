package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RequestRecordTest {
    @Test
    void measuresFromTheIntendedStartAndFromTheSend() {
        RequestRecord late = SampleRequest.of(0)
                .connection(100, 350)
                .times(1_000, 1_600, 5_000)
                .make();

        assertThat(late.correctedNanos()).isEqualTo(4_000);
        assertThat(late.uncorrectedNanos()).isEqualTo(3_400);
        assertThat(late.sendLagNanos()).isEqualTo(600);
        assertThat(late.connectNanos()).isEqualTo(250);
    }

    @Test
    void theTimeThatConnectingTakesIsNoLag() {
        RequestRecord first = SampleRequest.of(0)
                .connection(1_050, 1_550)
                .first()
                .times(1_000, 1_600, 5_000)
                .make();

        // Begun 50 after its time; the 500 of connecting and the 50 until the send are the system's.
        assertThat(first.sendLagNanos()).isEqualTo(50);
    }

    @Test
    void aSendBeforeItsTimeHasNoLag() {
        assertThat(SampleRequest.of(0).times(1_000, 990, 2_000).make().sendLagNanos())
                .isZero();
    }

    @Test
    void whatWasNotReachedIsNotMeasured() {
        RequestRecord refused = SampleRequest.of(0)
                .connection(100, -1)
                .times(1_000, -1, 2_000)
                .failed(Outcome.REFUSED)
                .make();

        assertThat(refused.correctedNanos()).isEqualTo(1_000);
        assertThat(refused.uncorrectedNanos()).isEqualTo(-1);
        assertThat(refused.sendLagNanos()).isEqualTo(-1);
        assertThat(refused.connectNanos()).isEqualTo(-1);
    }

    @Test
    void theStartOfTheRunIsATimeLikeAnyOther() {
        RequestRecord first =
                SampleRequest.of(0).connection(0, 0).times(0, 0, 7).make();

        assertThat(first.correctedNanos()).isEqualTo(7);
        assertThat(first.connectNanos()).isZero();
    }
}
