package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.Outcome;
import io.giliran.metrics.PrecisionGoal;
import io.giliran.metrics.PrecisionRule;
import io.giliran.metrics.SampleRequest;
import io.giliran.metrics.Slo;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.report.Judgement;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class JudgeTest {
    private static final long MILLI = 1_000_000;

    private final RunRecorder recorder = new RunRecorder();
    private final SplittableRandom random = new SplittableRandom(1);
    private long nowNanos;

    @Test
    void anSloThatAbortsEndsTheRunOnce() {
        Judge judge = new Judge(List.of(Slo.parse("max<200"), Slo.parse("p(99)<50 abort")), List.of(), null, 0);
        stretch(99, 60);
        assertThat(judge.wantsEnd(recorder, 1)).as("too few").isFalse();
        stretch(1, 60);
        assertThat(judge.wantsEnd(recorder, 1)).isTrue();
        assertThat(judge.wantsEnd(recorder, 1)).as("again").isFalse();

        Judgement judgement = judge.judge(recorder, 1, true);
        assertThat(judgement.ended()).isEqualTo("ended early, because p(99)<50 abort did not hold");
        assertThat(judgement.slos()).extracting(Slo.Result::ok).containsExactly(true, false);
        assertThat(judgement.slosHold()).isFalse();
    }

    @Test
    void anSloThatHoldsOrDoesNotAbortEndsNothing() {
        Judge judge = new Judge(List.of(Slo.parse("p(99)<50"), Slo.parse("p(99)<70 abort")), List.of(), null, 0);
        stretch(200, 60);
        assertThat(judge.wantsEnd(recorder, 1)).isFalse();
        assertThat(judge.judge(recorder, 1, true).ended()).isNull();
    }

    @Test
    void aPrecisionThatIsReachedEndsTheRun() {
        List<PrecisionGoal> goals = PrecisionGoal.parseList("mean±5%,p50±10%");
        Judge judge = new Judge(List.of(), goals, new PrecisionRule(goals), 0.1);
        assertThat(judge.progress(recorder)).isEqualTo("mean ±?, wanted ±5%, p50 ±?, wanted ±10%");
        int stretches = 0;
        while (!judge.wantsEnd(recorder, 1) && stretches < 1_000) {
            stretch(50, 10 + random.nextInt(10));
            stretches++;
        }
        assertThat(stretches).isBetween(20, 500);
        assertThat(judge.progress(recorder)).matches("mean ±\\d\\.\\d%, wanted ±5%, p50 ±\\d\\.\\d%, wanted ±10%");
        Judgement judgement = judge.judge(recorder, 1, true);
        assertThat(judgement.ended()).isEqualTo("ended early, because it is sure enough");
        assertThat(judgement.awaited())
                .hasSize(2)
                .allSatisfy(awaited -> assertThat(awaited.reached()).isTrue());
        assertThat(judgement.intervals()).isNotNull();
    }

    @Test
    void whatWasTooShortIsSaidSo() {
        Judge judge = new Judge(List.of(), PrecisionGoal.parseList("p99±1%"), null, 0);
        stretch(100, 10);
        Judgement.Awaited awaited = judge.judge(recorder, 1, true).awaited().get(0);
        assertThat(awaited).isEqualTo(new Judgement.Awaited("p99±1%", Double.POSITIVE_INFINITY, false));
    }

    /** Of a load that is changed on purpose, one number has no interval. */
    @Test
    void onlyASteadyRunHasIntervals() {
        Judge judge = new Judge(List.of(), List.of(), null, 0);
        assertThat(judge.judge(recorder, 1, true).intervals()).isNull();
        stretch(100, 10);
        assertThat(judge.judge(recorder, 1, true).intervals()).isNotNull();
        assertThat(judge.judge(recorder, 1, false).intervals()).isNull();
    }

    @Test
    void errorsAreJudgedToo() {
        Judge judge = new Judge(
                List.of(
                        Slo.parse("errors: rate<0.01"),
                        Slo.parse("requests: rate>100"),
                        Slo.parse("fairness: value>0")),
                List.of(),
                null,
                0);
        stretch(98, 10);
        for (int i = 0; i < 2; i++) {
            recorder.record(SampleRequest.of(0)
                    .times(1_000, -1, 2_000)
                    .failed(Outcome.TIMEOUT)
                    .make());
        }
        assertThat(judge.judge(recorder, 2, true).slos())
                .extracting(Slo.Result::value)
                .containsExactly(0.02, 50.0, Double.NaN);
    }

    private void stretch(int requests, int millis) {
        for (int i = 0; i < requests; i++) {
            long rtt = millis * MILLI + random.nextInt(5) * MILLI / 10;
            recorder.record(SampleRequest.of(0)
                    .times(nowNanos, nowNanos, nowNanos + rtt)
                    .make());
        }
        nowNanos += 250 * MILLI;
        recorder.settledUntil(nowNanos);
    }
}
