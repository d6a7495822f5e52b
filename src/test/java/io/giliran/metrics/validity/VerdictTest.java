package io.giliran.metrics.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.Outcome;
import io.giliran.metrics.SampleRequest;
import io.giliran.metrics.recording.Recording;
import io.giliran.metrics.recording.RunRecorder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times in µs unless they say otherwise; a request a millisecond, a look each 10 ms. */
final class VerdictTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private final RunRecorder run = new RunRecorder();

    @Test
    void aRunThatKeptToItsPlanIsValid() {
        requests(2_000, 0, 500);
        looks(200, 0);

        assertThat(open()).isEqualTo(new Verdict(Grade.VALID, open().bounds(), List.of(), "", false));
        assertThat(open().bounds().p99()).isLessThan(10 * MICRO);
    }

    /** The target answers later and later, but everything was sent in time: that is a result. */
    @Test
    void aTargetThatIsTooSlowIsNoReason() {
        for (int i = 0; i < 2_000; i++) {
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, i * MILLI, 10L * i * MILLI + MILLI)
                    .make());
        }
        looks(200, 0);

        assertThat(open().grade()).isEqualTo(Grade.VALID);
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

        assertThat(open().grade()).isEqualTo(Grade.INVALID);
        assertThat(open().reasons())
                .containsExactly("the swarm sent 980 requests a second where 1,000 were planned (-2.0 %)");
        assertThat(open().advice()).isEqualTo("lower --rate to 882");
        assertThat(closed().grade()).isEqualTo(Grade.VALID);
    }

    @Test
    void aPlanOfLessThanASecondHasNoRate() {
        for (int i = 0; i < 90; i++) {
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, 2 * i * MILLI, 2 * i * MILLI + 1)
                    .make());
        }

        assertThat(open().grade()).isEqualTo(Grade.VALID);
    }

    /** In 3 of 100 requests late by so much of an RTT of 10 ms from its send: the p99 has that in it. */
    @Test
    void theGradeFollowsFromHowMuchOfANumberIsLateness() {
        assertThat(lateBy(900).grade()).isEqualTo(Grade.VALID);

        Verdict usable = lateBy(5_000);
        assertThat(usable.grade()).isEqualTo(Grade.USABLE);
        assertThat(usable.reasons())
                .containsExactly("of the p99 of 15.0 ms up to 5.01 ms may be the swarm's own lateness");
        assertThat(usable.advice()).isEqualTo("the start is slow, so leave it out: --warmup 5s --duration 20s");
        assertThat(usable.bounds().p50()).isLessThan(20 * MICRO);

        Verdict wide = lateBy(30_000);
        assertThat(wide.grade()).as("its p50 is known").isEqualTo(Grade.USABLE);
        assertThat(wide.bounds().p99()).isBetween(30_000.0 * MICRO, 30_100.0 * MICRO);
    }

    private static Verdict lateBy(long lagMicros) {
        RunRecorder run = new RunRecorder();
        for (int i = 0; i < 3_000; i++) {
            long sent = i * MILLI + (i % 100 < 3 && i < 2_900 ? lagMicros * MICRO : 0);
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, sent, sent + 10 * MILLI)
                    .make());
        }
        return Verdict.of(run, new RunPlan(true, 1_000, true, 3, 100, true), List.of());
    }

    /** What is shorter than the system takes to wake a thread is no reason by itself. */
    @Test
    void aLatenessOfLessThanATimerCanDoIsNone() {
        requests(1_000, 199, 50);
        assertThat(open().grade()).isEqualTo(Grade.VALID);

        requests(2_000, 400, 50);
        assertThat(open().grade()).isEqualTo(Grade.INVALID);
        assertThat(open().isVoid())
                .as("an SLO of a second is kept all the same")
                .isFalse();
    }

    /** Closed or open: a loop that is held up for 4 ms in one of 20 moments reads as many answers late. */
    @Test
    void pausesAreJudgedInEveryModel() {
        requests(1_900, 0, 1_000);
        requests(100, 0, 5_000);
        looks(380, 0);
        assertThat(closed().grade()).isEqualTo(Grade.VALID);

        looks(20, 4 * MILLI);
        assertThat(closed().grade()).isEqualTo(Grade.USABLE);
        assertThat(closed().bounds().p50()).isLessThan(10.0 * MICRO);
        assertThat(closed().bounds().p99()).isGreaterThan(3_900.0 * MICRO);
    }

    /** However slow all is: who stood still for so long has measured nothing. */
    @Test
    void aSwarmThatStoodStillIsInvalidWhateverTheRtt() {
        requests(2_000, 0, 8_000_000);
        looks(440, 0);
        looks(560, 11 * MILLI);

        assertThat(open().bounds().p99()).isLessThan(0.01 * 8e9);
        assertThat(open().grade()).isEqualTo(Grade.INVALID);
        assertThat(open().reasons())
                .containsExactly("the swarm itself stood still for 56 % of the time, and more than 50 % is too much");
        assertThat(open().advice()).isEqualTo("give the swarm a processor of its own, or lower --rate to 250");
        assertThat(closed().advice()).isEqualTo("give the swarm a processor of its own, or lower --clients to 25");
    }

    @Test
    void aRunWithFewKnownTimesIsInvalid() {
        requests(500, 0, 1_000);
        for (int i = 0; i < 1_400; i++) {
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, i * MILLI, 5_000 * MILLI)
                    .failed(Outcome.TIMEOUT)
                    .make());
        }
        assertThat(open().grade()).as("a quarter was answered").isEqualTo(Grade.VALID);

        for (int i = 0; i < 200; i++) {
            run.record(SampleRequest.of(0)
                    .times(i * MILLI, i * MILLI, 5_000 * MILLI)
                    .failed(Outcome.TIMEOUT)
                    .make());
        }
        assertThat(open().grade()).isEqualTo(Grade.INVALID);
        assertThat(open().reasons())
                .containsExactly("1,600 of 2,100 requests were not answered in time, and when it is more than 75 %, too"
                        + " few times are known");
        assertThat(open().advice()).isEqualTo("see whether the target serves at all, or lower --rate to 167");
    }

    @Test
    void aRunThatIsNotSteadyIsUsable() {
        requests(1_000, 0, 9_000);
        requests(1_000, 0, 4_000);
        looks(200, 0);

        assertThat(closed().grade()).isEqualTo(Grade.USABLE);
        assertThat(closed().reasons())
                .containsExactly("the run was not steady: p50 was 9.00 ms in its first half and 4.00 ms in its second");
        assertThat(closed().advice())
                .isEqualTo("see the times in report.html; if it is the start that is slow, leave it out: --warmup 5s"
                        + " --duration 20s");
        assertThat(Verdict.of(run, new RunPlan(true, 1_000, false, 3, 100, true), List.of())
                        .grade())
                .as("a load that changes may have RTTs that do")
                .isEqualTo(Grade.VALID);
    }

    @Test
    void whatWasLostIsAReason() {
        requests(1_000, 0, 500);

        Verdict verdict = Verdict.of(
                run, new RunPlan(true, 1_000, true, 3, 100, true), List.of("3 log lines could not be written: full"));
        assertThat(verdict.grade()).isEqualTo(Grade.INVALID);
        assertThat(verdict.isVoid()).isTrue();
        assertThat(verdict.reasons()).containsExactly("3 log lines could not be written: full");
        assertThat(verdict.advice()).isEqualTo("free space on the disk, or run with --log off");
    }

    @Test
    void theGravestReasonComesFirst() {
        requests(1_000, 0, 9_000);
        requests(1_000, 0, 4_000);
        looks(400, 0);
        looks(600, 500 * MILLI);

        assertThat(closed().reasons().get(0)).contains("stood still");
        assertThat(closed().reasons()).anyMatch(reason -> reason.contains("not steady"));
        assertThat(closed().grade()).isEqualTo(Grade.INVALID);
    }

    private Verdict open() {
        return Verdict.of(run, new RunPlan(true, 1_000, true, 3, 100, true), List.of());
    }

    private Verdict closed() {
        return Verdict.of(run, new RunPlan(false, 1_000, true, 3, 100, true), List.of());
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

    private void looks(int count, long lateNanos) {
        Recording looks = new Recording();
        for (int i = 0; i < count; i++) {
            looks.recordPause(lateNanos, 0);
        }
        run.add(looks);
    }
}
