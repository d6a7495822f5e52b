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
        assertThat(recorder.endInterval(1).corrected().getTotalCount()).isZero();
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
        recorder.record(SampleRequest.of(0).firstAnswered().answeredBy("b2").make());
        recorder.record(SampleRequest.of(0).answeredBy("b1").make());

        assertThat(recorder.backends())
                .containsExactly(entry("b2", new BackendLoad(1, 1)), entry("b1", new BackendLoad(0, 1)));
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
        assertThat(only(recorder.endInterval(1_000).corrected())).isEqualTo(500);
        recorder.record(SampleRequest.of(0).times(0, 0, 700).make());
        assertThat(only(recorder.endInterval(2_000).corrected())).isEqualTo(700);
        assertThat(recorder.endInterval(1).corrected().getTotalCount()).isZero();
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

    @Test
    void countsWhoWasLateAndByHowMuch() {
        recorder.record(SampleRequest.of(0).times(1_000, 1_001_000, 2_000_000).make());
        recorder.record(SampleRequest.of(0).times(1_000, 1_001_001, 2_000_000).make());
        recorder.record(SampleRequest.of(0).times(5_000, 3_005_000, 4_000_000).make());

        // Late is more than 1 ms.
        assertThat(recorder.whole().late()).isEqualTo(2);
        assertThat(recorder.whole().maxSendLagNanos()).isEqualTo(3_000_000);
        assertThat(recorder.whole().sends().plannedNanos()).isEqualTo(4_000);
        assertThat(recorder.whole().sends().takenNanos()).isEqualTo(2_004_000);
    }

    @Test
    void aStatedWarmUpIsCountedButNotMeasured() {
        Recording recording = new Recording(1_000);
        recording.record(
                SampleRequest.of(0).times(999, 999, 1_500).answeredBy("b1").make());
        recording.record(
                SampleRequest.of(0).times(1_000, 1_000, 1_700).answeredBy("b1").make());
        recorder.add(recording);

        assertThat(only(recorder.corrected())).isEqualTo(700);
        assertThat(only(recorder.uncorrected())).isEqualTo(700);
        assertThat(only(recorder.sendLag())).isZero();
        assertThat(only(recorder.whole().warmUp())).isEqualTo(501);
        assertThat(recorder.count(Outcome.OK)).isEqualTo(2);
        assertThat(recorder.backends()).containsExactly(entry("b1", new BackendLoad(0, 2)));
    }

    @Test
    void aWarmUpIsCutByWholeIntervals() {
        for (int interval = 1; interval <= 5; interval++) {
            for (int i = 0; i < 10; i++) {
                recorder.record(SampleRequest.of(0)
                        .connection(0, 7)
                        .first()
                        .times(0, 0, 100L * interval)
                        .make());
            }
            recorder.endInterval(interval * 1_000L);
        }
        recorder.cutWarmUp(11, 5_500, 5_500);

        assertThat(recorder.warmUpNanos()).isEqualTo(2_000);
        assertThat(recorder.corrected().getTotalCount()).isEqualTo(30);
        assertThat(recorder.corrected().getMinValue()).isEqualTo(300);
        assertThat(recorder.uncorrected().getTotalCount()).isEqualTo(30);
        assertThat(recorder.sendLag().getTotalCount()).isEqualTo(30);
        assertThat(recorder.connect().getTotalCount()).isEqualTo(50);
        assertThat(recorder.total()).isEqualTo(50);
    }

    @Test
    void withoutAWarmUpNothingIsCut() {
        recorder.record(SampleRequest.of(0).times(0, 0, 100).make());
        recorder.endInterval(1_000);
        recorder.cutWarmUp(0, 2_000, 2_000);

        assertThat(recorder.warmUpNanos()).isZero();
        assertThat(recorder.corrected().getTotalCount()).isEqualTo(1);
    }

    @Test
    void noMoreTimeIsCutThanMayBe() {
        for (int interval = 1; interval <= 20; interval++) {
            recorder.record(SampleRequest.of(0).times(0, 0, interval).make());
            recorder.endInterval(interval * 1_000L);
        }
        recorder.cutWarmUp(6, 2_999, 20_000);

        assertThat(recorder.warmUpNanos()).isEqualTo(2_000);
        assertThat(recorder.corrected().getMinValue()).isEqualTo(3);
    }

    /** More intervals than are kept apart: neighbours are joined, and nothing is lost. */
    @Test
    void aLongRunIsCutInCoarserSteps() {
        for (int interval = 1; interval <= 1_000; interval++) {
            recorder.record(SampleRequest.of(0).times(0, 0, interval).make());
            recorder.endInterval(interval);
        }
        recorder.cutWarmUp(30, 100, 1_000);

        // 1,000 intervals in 256 places: by eights.
        assertThat(recorder.warmUpNanos()).isEqualTo(32);
        assertThat(recorder.corrected().getTotalCount()).isEqualTo(968);
        assertThat(recorder.corrected().getMinValue()).isEqualTo(33);
        assertThat(recorder.corrected().getMaxValue()).isEqualTo(1_000);
    }

    private static long only(Histogram histogram) {
        assertThat(histogram.getTotalCount()).isEqualTo(1);
        return histogram.getMaxValue();
    }
}
