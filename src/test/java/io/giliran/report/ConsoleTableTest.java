package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.Outcome;
import io.giliran.metrics.Slo;
import io.giliran.metrics.validity.SampleVerdict;
import io.giliran.metrics.validity.SureSlos;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConsoleTableTest {
    private static final Path DIRECTORY = Path.of("runs/2026-11-23T21-13-00Z-demo");

    @Test
    void saysHowSureItIsAndWhatHeld() {
        String text = render(new SampleRun("b1")
                .answered("b1", 1_000)
                .judged(SampleJudgement.JUDGEMENT)
                .summary());
        assertThat(text)
                .contains("  95 % between  [950 ns, 1.20 µs]  [900 ns, 1.10 µs]  [800 ns, ?]   [?, ?]\n")
                .contains("""
                until    p50±5% reached: ±4.2 %
                TOO SHORT p99.9±5% not reached: ±?
                slo      errors: rate<0.1: 0.05000
                SLO FAILED p(99)<50: 61.25
                SLO FAILED connect: max<1: nothing was measured
                note     ended early, because it is sure enough
                """);
    }

    /** 6 of 100 hang: p90 is known, p99 is at least as long as was waited. */
    @Test
    void whatIsKnownFromBelowSaysSo() {
        SampleRun run = new SampleRun("b1").answered("b1", 94).unanswered(6);

        assertThat(render(run.summary()))
                .containsPattern("RTT +1.00 µs  1.00 µs  > 1.00 µs  > 1.00 µs  > 1.00 µs")
                .contains("errors   6: no answer in time 6")
                .contains("one backend got all 94 answered connections (6 more had no answer)");
    }

    @Test
    void theGradeComesWithItsBoundsAndAdvice() {
        SampleRun run = new SampleRun("b1").answered("b1", 100);
        run.with(SampleVerdict.usable("of the p99 up to 300 ns may be the swarm's own lateness", 20, 40, 300, 500));

        assertThat(render(run.summary()))
                .containsPattern("  own lateness  ≤ 20 ns  ≤ 40 ns  ≤ 300 ns  ≤ 500 ns")
                .contains("""
                        usable   of the p99 up to 300 ns may be the swarm's own lateness
                        advice   the start is slow, so leave it out: --warmup 5s --duration 20s
                        """);
    }

    @Test
    void anSloThatLatenessCouldOverturnIsUnsure() {
        Slo.Result result = new Slo.Result("p(99)<50", 52, false, true);
        Judgement judgement = new Judgement(null, new SureSlos(List.of(result), List.of("p(99)<50")), List.of(), null);

        assertThat(render(
                        new SampleRun("b1").answered("b1", 1).judged(judgement).summary()))
                .contains("SLO UNSURE p(99)<50: 52.00, which the swarm's own lateness could overturn\n");
    }

    @Test
    void showsARunWhoseClientsWaitForTheirAnswers() {
        RunSummary summary = new SampleRun("b1", "b2", "b3")
                .answered("b1", 334)
                .answered("b2", 333)
                .answered("b3", 333)
                .planned(1_000)
                .summary();

        assertThat(render(summary)).isEqualTo("""
                backend  connections answered    share  requests
                b1                        334  33.40 %       334
                b2                        333  33.30 %       333
                b3                        333  33.30 %       333

                turns    every backend got 333 or 334 of 1,000 connections

                             p50      p90      p99    p99.9      max
                RTT      1.00 µs  1.00 µs  1.00 µs  1.00 µs  1.00 µs
                connect   300 ns   300 ns   300 ns   300 ns   300 ns

                requests 1,000 in 2.00 s, 1,000 ok, 500/s
                errors   none
                run      swarm, policy round-robin, closed model, 100 clients, seed 42
                logs     runs/2026-11-23T21-13-00Z-demo
                         requests.csv, swarm.log
                """);
    }

    @Test
    void showsAnOpenRunThatWentWrong() {
        RunSummary summary = new SampleRun("b1", "b2")
                .answered("b1", 1_000)
                .answered("b2", 3)
                .open(2_000)
                .planned(2_000)
                .failed(Outcome.RESET, 5)
                .failed(Outcome.WRONG_ANSWER, 1)
                .unknownPolicy()
                .interrupted()
                .invalid("the swarm itself was late: at the 99th percentile a request was sent 12.3 ms after its time,"
                        + " which is more than the RTT")
                .summary();

        // Jain: 1,003² / (2 · (1,000² + 3²)) = 0.50300; max/mean: 1,000 / 501.5 = 1.99402
        assertThat(render(summary)).isEqualTo("""
                backend  connections answered    share  requests
                b1                      1,000  99.70 %     1,000
                b2                          3   0.30 %         3

                turns    from 3 (b2) to 1,000 (b1) of 1,003 connections, Jain index 0.5030, max/mean 1.994

                                      p50      p90      p99    p99.9      max
                RTT, corrected    1.00 µs  1.00 µs  1.00 µs  1.00 µs  1.00 µs
                RTT, uncorrected   900 ns   900 ns   900 ns   900 ns   900 ns
                send lag           100 ns   100 ns   100 ns   100 ns   100 ns
                connect            300 ns   300 ns   300 ns   300 ns   300 ns

                requests 1,009 of 2,000 planned in 2.00 s, 1,003 ok, 502/s (planned 2,000/s)
                errors   6: connection reset 5, wrong answer 1
                run      swarm, open model, 100 clients, seed 42
                note     interrupted; these are the results until then
                INVALID  the swarm itself was late: at the 99th percentile a request was sent 12.3 ms after its
                         time, which is more than the RTT
                advice   lower --rate to 10
                logs     runs/2026-11-23T21-13-00Z-demo
                         requests.csv, swarm.log
                """);
    }

    @Test
    void showsARunWithoutAnyAnswer() {
        assertThat(render(new SampleRun().failed(Outcome.REFUSED, 2).summary())).isEqualTo("""
                turns    no backend answered on any connection

                requests 2 in 2.00 s, 0 ok, 0.0/s
                errors   2: connection refused or unreachable 2
                advice   all requests have failed; look whether the target listens and has descriptors left (ulimit
                         -n)
                run      swarm, policy round-robin, closed model, 100 clients, seed 42
                logs     runs/2026-11-23T21-13-00Z-demo
                         requests.csv, swarm.log
                """);
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "TIMEOUT", "RESET", "CLOSED", "WRONG_ANSWER"})
    void whenAllHaveFailedItSaysWhatToTry(Outcome outcome) {
        assertThat(render(new SampleRun().failed(outcome, 2).summary()))
                .contains("\nadvice   all requests have failed; ");
    }

    @Test
    void staysWithinHundredColumns() {
        String name = "a-backend-with-a-name-that-is-far-too-long-for-any-table-on-a-console";
        SampleRun run = new SampleRun(name + "-1", name + "-2").answered(name + "-1", 5);
        for (Outcome outcome : Outcome.values()) {
            run.failed(outcome, outcome == Outcome.OK ? 0 : 1);
        }

        String text = render(run.invalid("word ".repeat(50)).summary());

        assertThat(text).contains("a-backend-with-a-name-that-is-f…  ");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void looksTheSameInEveryCountry() {
        RunSummary summary = new SampleRun("b1").answered("b1", 1_234).summary();
        String here = render(summary);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("id-ID"));
            assertThat(render(summary)).isEqualTo(here).contains("1,234");
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String render(RunSummary summary) {
        return ConsoleTable.render(summary, DIRECTORY, List.of("requests.csv", "swarm.log"));
    }
}
