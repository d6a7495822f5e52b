package io.giliran.metrics.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.SampleRequest;
import io.giliran.metrics.recording.Recording;
import io.giliran.metrics.recording.RunRecorder;
import org.junit.jupiter.api.Test;

/** Times in µs unless they say otherwise; a request a millisecond. */
final class VerdictTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private RunRecorder run = new RunRecorder();

    @Test
    void aRunThatKeptToItsPlanIsValid() {
        requests(2_000, 0, 500);
        beats(100, 0);

        assertThat(Verdict.reasons(run, true)).isEmpty();
    }

    /** The target answers later and later, but everything was sent in time: that is a result. */
    @Test
    void aTargetThatIsTooSlowIsNoReason() {
        for (int i = 0; i < 2_000; i++) {
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, i * MILLI, 10L * i * MILLI + MILLI)
                    .make());
        }

        assertThat(Verdict.reasons(run, true)).isEmpty();
    }

    /** 1,999 gaps in 1,999 ms, taken in 2,039: 2 % slower. */
    @Test
    void aRateThatWasNotKeptIsAReason() {
        for (int i = 0; i < 2_000; i++) {
            long sent = i * MILLI + i * 20 * MICRO;
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, sent, sent + 1_000 * MILLI)
                    .make());
        }

        assertThat(Verdict.reasons(run, true))
                .containsExactly("the swarm sent 980 requests a second where 1,000 were planned (-2.0 %)");
        assertThat(Verdict.reasons(run, false)).isEmpty();
    }

    @Test
    void onePercentOfTheRateIsWithinTheTolerance() {
        for (int i = 0; i < 2_000; i++) {
            long sent = i * MILLI + i * 9 * MICRO;
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, sent, sent + 1_000 * MILLI)
                    .make());
        }

        assertThat(Verdict.reasons(run, true)).isEmpty();
    }

    @Test
    void aPlanOfLessThanASecondHasNoRate() {
        for (int i = 0; i < 90; i++) {
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, 2 * i * MILLI, 2 * i * MILLI + 1)
                    .make());
        }

        assertThat(Verdict.reasons(run, true)).isEmpty();
    }

    /** In 2 of 100 requests 600 µs late; the median is 5 ms, or 10 ms. */
    @Test
    void aSendLagAboveATenthOfTheMedianIsAReason() {
        requests(980, 0, 5_000);
        requests(20, 600, 5_000);
        assertThat(Verdict.reasons(run, true))
                .containsExactly("the swarm sent late: the send lag's p99 of 600 µs is above 10 % of the median RTT of"
                        + " 5.00 ms");

        run = new RunRecorder();
        requests(980, 0, 10_000);
        requests(20, 600, 10_000);
        assertThat(Verdict.reasons(run, true)).isEmpty();
    }

    @Test
    void aSendLagOfLessThanATimerCanDoIsNone() {
        requests(1_000, 199, 50);
        assertThat(Verdict.reasons(run, true)).isEmpty();

        run = new RunRecorder();
        requests(1_000, 202, 50);
        assertThat(Verdict.reasons(run, true)).hasSize(1);
    }

    @Test
    void aPauseAboveThePercentileIsAReason() {
        requests(1_000, 0, 3_000);
        beats(98, 0);
        beats(2, 4 * MILLI);
        assertThat(Verdict.reasons(run, false))
                .containsExactly("the swarm itself stood still: in one of 100 moments for 4.00 ms or longer, which is"
                        + " above the RTT's p99 of 3.00 ms");

        beats(120, 0);
        assertThat(Verdict.reasons(run, false)).isEmpty();
    }

    @Test
    void aFewValuesHaveNoPercentile() {
        requests(99, 5_000, 10);
        beats(200, 50 * MILLI);
        assertThat(Verdict.reasons(run, false)).isEmpty();

        requests(1, 5_000, 10);
        assertThat(Verdict.reasons(run, false)).hasSize(2);
    }

    private void requests(int count, long lagMicros, long rttMicros) {
        for (int i = 0; i < count; i++) {
            long intended = run.total() * MILLI;
            long sent = intended + lagMicros * MICRO;
            run.record(SampleRequest.of(0)
                    .times(intended, sent, sent + rttMicros * MICRO)
                    .make());
        }
    }

    private void beats(int count, long lateNanos) {
        Recording looks = new Recording();
        for (int i = 0; i < count; i++) {
            looks.recordPause(lateNanos, 0);
        }
        run.add(looks);
    }
}
