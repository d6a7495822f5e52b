package io.giliran.metrics.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.giliran.metrics.BackendLoad;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.SampleRequest;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Durations stay below 2,048 ns, where a histogram of three digits is exact. */
final class RunRecorderTest {
    private static final long SECOND = 1_000_000_000;

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
        assertThat(recorder.late()).isEqualTo(2);
        assertThat(recorder.maxSendLagNanos()).isEqualTo(3_000_000);
        assertThat(recorder.sends().plannedNanos()).isEqualTo(4_000);
        assertThat(recorder.sends().takenNanos()).isEqualTo(2_004_000);
    }

    @Test
    void aStatedWarmUpIsCountedButNotMeasured() {
        RunRecorder stated = new RunRecorder(List.of(), 1_000);
        Recording recording = new Recording(1_000);
        recording.record(
                SampleRequest.of(0).times(999, 999, 1_500).answeredBy("b1").make());
        recording.record(
                SampleRequest.of(0).times(1_000, 1_000, 1_700).answeredBy("b1").make());
        stated.add(recording);

        assertThat(stated.part()).isEqualTo(new MeasuredPart(1_000));
        assertThat(only(stated.corrected())).isEqualTo(700);
        assertThat(only(stated.uncorrected())).isEqualTo(700);
        assertThat(only(stated.sendLag())).isZero();
        assertThat(only(stated.correctedOfWarmUp())).isEqualTo(501);
        assertThat(stated.count(Outcome.OK)).isEqualTo(2);
        assertThat(stated.backends()).containsExactly(entry("b1", new BackendLoad(0, 2)));
        // A border of the log's intervals lies where the warm-up ends.
        assertThat(stated.takeIntervals(Long.MAX_VALUE))
                .satisfiesExactly(
                        first -> {
                            assertThat(first.fromNanos()).isZero();
                            assertThat(first.toNanos()).isEqualTo(1_000);
                            assertThat(only(first.answered())).isEqualTo(501);
                        },
                        second -> {
                            assertThat(second.toNanos()).isEqualTo(1_000 + SECOND);
                            assertThat(only(second.byBackend().get("b1"))).isBetween(700L, 703L);
                        });
    }

    /** Ten requests a second; those of the second second end a second later than those of the third. */
    @Test
    void aWarmUpIsCutByWhenRequestsWereMeantToStart() {
        for (int second : new int[] {1, 3, 2, 4, 5}) {
            for (int i = 0; i < 10; i++) {
                long intended = (second - 1) * SECOND + i * SECOND / 10;
                recorder.record(SampleRequest.of(0)
                        .connection(intended, intended + 7)
                        .first()
                        .times(intended, intended, intended + 100L * second)
                        .make());
            }
        }
        recorder.cutWarmUp(11, 5 * SECOND);

        assertThat(recorder.warmUpNanos()).isEqualTo(2 * SECOND);
        assertThat(recorder.corrected().getTotalCount()).isEqualTo(30);
        assertThat(recorder.corrected().getMinValue()).isEqualTo(300);
        assertThat(recorder.corrected().getMaxValue()).isEqualTo(500);
        assertThat(recorder.corrected().getMean()).isEqualTo(400);
        assertThat(recorder.correctedOfWarmUp().getMean()).isEqualTo(150);
        assertThat(recorder.uncorrected().getTotalCount()).isEqualTo(30);
        assertThat(recorder.sendLag().getTotalCount()).isEqualTo(30);
        assertThat(recorder.connect().getTotalCount()).isEqualTo(50);
        assertThat(recorder.total()).isEqualTo(50);
    }

    @Test
    void withoutAWarmUpNothingIsCut() {
        recorder.record(SampleRequest.of(0).times(0, 0, 100).make());
        recorder.cutWarmUp(0, 2 * SECOND);

        assertThat(recorder.warmUpNanos()).isZero();
        assertThat(recorder.corrected().getTotalCount()).isEqualTo(1);
    }

    @Test
    void noMoreTimeIsCutThanMayBe() {
        requests(20, SECOND);
        recorder.cutWarmUp(6, 3 * SECOND - 1);

        assertThat(recorder.warmUpNanos()).isEqualTo(2 * SECOND);
        assertThat(recorder.corrected().getMinValue()).isEqualTo(3);
    }

    /** More slots than are kept apart: neighbours are joined, and nothing is lost. */
    @Test
    void aLongRunIsCutInCoarserSteps() {
        requests(1_000, SECOND);
        recorder.cutWarmUp(5, 30 * SECOND);

        // 4,000 quarters of a second in 256 places: by sixteens.
        assertThat(recorder.warmUpNanos()).isEqualTo(8 * SECOND);
        assertThat(recorder.corrected().getTotalCount()).isEqualTo(992);
        assertThat(recorder.corrected().getMinValue()).isEqualTo(9);
        assertThat(recorder.corrected().getMaxValue()).isEqualTo(1_000);
    }

    /** After a stall of a minute answers of each moment of it come at once, and each is of its own moment. */
    @Test
    void whatEndsLateBelongsToWhenItWasMeantToStart() {
        Recording stretch = new Recording();
        long end = 60 * SECOND;
        for (int i = 599; i >= 0; i--) {
            long intended = i * SECOND / 10;
            stretch.record(SampleRequest.of(0)
                    .times(intended, intended, end)
                    .answeredBy("b1")
                    .make());
            stretch.recordPause(i, intended);
        }
        recorder.add(stretch);
        List<IntervalTimes> intervals = recorder.takeIntervals(end);
        recorder.cutWarmUp(60, 6 * SECOND);

        assertThat(intervals).hasSize(60).allSatisfy(interval -> {
            assertThat(interval.answered().getTotalCount()).isEqualTo(10);
            assertThat(interval.byBackend().get("b1").getTotalCount()).isEqualTo(10);
            assertThat(interval.answered().getMaxValue())
                    .isCloseTo(end - interval.fromNanos(), Percentage.withPercentage(0.2));
        });
        assertThat(recorder.warmUpNanos()).isEqualTo(6 * SECOND);
        assertThat(recorder.corrected().getTotalCount()).isEqualTo(540);
        assertThat(recorder.corrected().getMaxValue()).isCloseTo(54 * SECOND, Percentage.withPercentage(0.2));
        assertThat(recorder.pauses().getTotalCount()).isEqualTo(540);
        assertThat(recorder.pauses().getMinValue()).isEqualTo(60);
    }

    /** A loop that hands over a stretch uses it again, and nothing of the one before is left in it. */
    @Test
    void aClearedRecordingIsEmpty() {
        Recording stretch = new Recording();
        for (int i = 0; i < 100; i++) {
            stretch.record(SampleRequest.of(0)
                    .times(i * SECOND, i * SECOND, i * SECOND + 5)
                    .make());
        }
        stretch.countPause();
        stretch.clear();
        stretch.record(SampleRequest.of(0).times(SECOND, SECOND, SECOND + 700).make());
        recorder.add(stretch);

        assertThat(only(recorder.corrected())).isEqualTo(700);
        assertThat(recorder.total()).isEqualTo(1);
        assertThat(recorder.pauseCount()).isZero();
    }

    /** A timeout has lasted at least until it was given up; a refused connection has no time at all. */
    @Test
    void whatWasNotAnsweredIsKnownFromBelow() {
        recorder.record(SampleRequest.of(0).times(0, 0, 100).make());
        recorder.record(
                SampleRequest.of(0).times(0, 0, 900).failed(Outcome.TIMEOUT).make());
        recorder.record(
                SampleRequest.of(0).times(0, 0, 500).failed(Outcome.UNFINISHED).make());
        recorder.record(
                SampleRequest.of(0).times(0, -1, 50).failed(Outcome.REFUSED).make());

        assertThat(recorder.total()).isEqualTo(3);
        assertThat(recorder.failed()).isEqualTo(2);
        assertThat(recorder.count(Outcome.UNFINISHED)).isEqualTo(1);
        assertThat(recorder.series().count()).isEqualTo(3);
        assertThat(recorder.series().histogram().getMaxValue()).isEqualTo(900);
    }

    private void requests(int count, long everyNanos) {
        for (int i = 0; i < count; i++) {
            long intended = i * everyNanos;
            recorder.record(SampleRequest.of(0)
                    .times(intended, intended, intended + i + 1)
                    .make());
        }
    }

    private static long only(Histogram histogram) {
        assertThat(histogram.getTotalCount()).isEqualTo(1);
        return histogram.getMaxValue();
    }
}
