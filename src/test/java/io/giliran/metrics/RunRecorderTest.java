package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Durations stay below 2,048 ns, where a histogram of three digits is exact. */
final class RunRecorderTest {
    private final RunRecorder recorder = new RunRecorder();

    @Test
    void recordsTheTimesOfARequestThatEndedWell() {
        recorder.record(SampleRequest.of(0)
                .connection(100, 350)
                .first()
                .times(1_000, 1_600, 2_900)
                .answeredBy("b1")
                .make());

        assertThat(only(recorder.corrected())).isEqualTo(1_900);
        assertThat(only(recorder.uncorrected())).isEqualTo(1_300);
        assertThat(only(recorder.sendLag())).isEqualTo(600);
        assertThat(only(recorder.connect())).isEqualTo(250);
        assertThat(recorder.count(Outcome.OK)).isEqualTo(1);
        assertThat(recorder.failed()).isZero();
    }

    @Test
    void aFailureIsCountedButIsNoRtt() {
        recorder.record(SampleRequest.of(0)
                .connection(100, 350)
                .first()
                .times(1_000, 1_600, 2_900)
                .failed(Outcome.TIMEOUT)
                .make());
        recorder.record(SampleRequest.of(1)
                .connection(100, -1)
                .first()
                .times(1_000, -1, 2_000)
                .failed(Outcome.REFUSED)
                .make());

        assertThat(recorder.corrected().getTotalCount()).isZero();
        assertThat(recorder.uncorrected().getTotalCount()).isZero();
        assertThat(recorder.takeInterval().getTotalCount()).isZero();
        // The first one was connected and sent all the same.
        assertThat(only(recorder.connect())).isEqualTo(250);
        assertThat(only(recorder.sendLag())).isEqualTo(600);
        assertThat(recorder.count(Outcome.TIMEOUT)).isEqualTo(1);
        assertThat(recorder.count(Outcome.REFUSED)).isEqualTo(1);
        assertThat(recorder.count(Outcome.RESET)).isZero();
        assertThat(recorder.total()).isEqualTo(2);
        assertThat(recorder.failed()).isEqualTo(2);
    }

    @Test
    void aReusedConnectionHasConnectedOnce() {
        recorder.record(SampleRequest.of(0)
                .connection(100, 350)
                .first()
                .answeredBy("b1")
                .make());
        recorder.record(
                SampleRequest.of(0).connection(100, 350).answeredBy("b1").make());

        assertThat(recorder.connect().getTotalCount()).isEqualTo(1);
        assertThat(recorder.backends()).containsExactly(entry("b1", new BackendLoad(1, 2)));
    }

    @Test
    void aConnectionBelongsToTheBackendThatAnsweredFirstOnIt() {
        recorder.record(SampleRequest.of(0).first().failed(Outcome.TIMEOUT).make());
        recorder.record(SampleRequest.of(0).answeredBy("b2").make());
        recorder.record(SampleRequest.of(0).answeredBy("b1").make());

        assertThat(recorder.backends())
                .containsExactly(entry("b2", new BackendLoad(1, 1)), entry("b1", new BackendLoad(0, 1)));
    }

    @Test
    void clientsAreToldApart() {
        recorder.record(SampleRequest.of(0).first().failed(Outcome.TIMEOUT).make());
        recorder.record(SampleRequest.of(1).first().answeredBy("b1").make());
        recorder.record(SampleRequest.of(1).answeredBy("b1").make());

        assertThat(recorder.backends()).containsExactly(entry("b1", new BackendLoad(1, 2)));
    }

    @Test
    void aWrongAnswerIsAnAnswerOfItsBackend() {
        recorder.record(SampleRequest.of(0)
                .first()
                .answeredBy("b1")
                .failed(Outcome.WRONG_ANSWER)
                .make());

        assertThat(recorder.backends()).containsExactly(entry("b1", new BackendLoad(1, 1)));
        assertThat(recorder.count(Outcome.WRONG_ANSWER)).isEqualTo(1);
    }

    @Test
    void aKnownBackendIsSeenEvenWhenItGotNothing() {
        RunRecorder knowing = new RunRecorder(List.of("b1", "b2"));
        knowing.record(SampleRequest.of(0).first().answeredBy("b2").make());

        assertThat(knowing.backends())
                .containsExactly(entry("b1", new BackendLoad(0, 0)), entry("b2", new BackendLoad(1, 1)));
    }

    @Test
    void anIntervalHoldsWhatCameSinceTheLastOne() {
        recorder.record(SampleRequest.of(0).times(0, 0, 500).make());
        Histogram first = recorder.takeInterval();
        recorder.record(SampleRequest.of(0).times(0, 0, 700).make());
        Histogram second = recorder.takeInterval();

        assertThat(only(first)).isEqualTo(500);
        assertThat(only(second)).isEqualTo(700);
        assertThat(recorder.takeInterval().getTotalCount()).isZero();
        assertThat(recorder.corrected().getTotalCount()).isEqualTo(2);
    }

    @Test
    void nothingIsADurationToo() {
        recorder.record(SampleRequest.of(0).times(1_000, 1_000, 2_000).make());

        assertThat(only(recorder.sendLag())).isZero();
    }

    @Test
    void anRttBeyondOneHourCountsAsOneHour() {
        recorder.record(SampleRequest.of(0).times(0, 0, 5_000_000_000_000L).make());

        // 3.6e12 ns, to three significant digits
        assertThat(recorder.corrected().getMaxValue()).isBetween(3_600_000_000_000L, 3_604_000_000_000L);
    }

    private static long only(Histogram histogram) {
        assertThat(histogram.getTotalCount()).isEqualTo(1);
        return histogram.getMaxValue();
    }
}
