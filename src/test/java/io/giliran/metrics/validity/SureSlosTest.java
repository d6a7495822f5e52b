package io.giliran.metrics.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.Slo;
import io.giliran.metrics.tail.CensoredHistogram;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * SLOs of a run in which all RTTs are 52 ms, 5 ms of each being send lag, so that without the swarm's lateness they are 47 ms.
 */
final class SureSlosTest {
    private static final long MILLI = 1_000_000;

    private final Histogram rtt = new Histogram(3);
    private final Histogram punctual = new Histogram(3);
    private final Histogram unended = new Histogram(3);

    @Test
    void whatLatenessCouldOverturnDoesNotCountAsHeld() {
        fill(100);
        SureSlos judged =
                judge("p(99)<60", "p(99)<50", "p(99)<40", "p(99)>50", "p(99)>40", "avg<50", "med<50", "max<50");

        assertThat(judged.results())
                .extracting(Slo.Result::ok)
                .containsExactly(true, false, false, false, true, false, false, false);
        assertThat(judged.unsure()).containsExactly("p(99)<50", "p(99)>50", "avg<50", "med<50", "max<50");
        assertThat(judged.results().get(3).value())
                .as("what is told is measured")
                .isBetween(52.0, 52.1);
        assertThat(judge("p(99)<60").areSure()).isTrue();
    }

    @Test
    void whatHasNoTimesIsSure() {
        fill(100);
        SureSlos judged = judge("errors: rate<0.1", "requests: count>10", "fairness: value==1", "connect: max<1");

        assertThat(judged.areSure()).isTrue();
        assertThat(judged.results()).extracting(Slo.Result::ok).containsExactly(true, true, true, false);
    }

    /** 6 % hang for at least 5 s: neither may 1.5 s hold of the p99, nor 5.5 s, and that is sure; p90 is known. */
    @Test
    void requestsThatHangDoNotHold() {
        fill(94);
        for (int i = 0; i < 6; i++) {
            unended.recordValue(5_000 * MILLI);
        }
        SureSlos judged = judge("p(99)<1500", "p(99)<5500", "p(90)<60", "p(99)>1500");

        assertThat(judged.results()).extracting(Slo.Result::ok).containsExactly(false, false, true, true);
        assertThat(judged.results()).extracting(Slo.Result::exact).containsExactly(false, false, true, false);
        assertThat(judged.results().get(0).shown()).startsWith("p(99)<1500: > 500");
        assertThat(judged.areSure()).isTrue();
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            rtt.recordValue(52 * MILLI);
            punctual.recordValue(47 * MILLI);
        }
    }

    private SureSlos judge(String... slos) {
        CensoredHistogram measured = new CensoredHistogram(rtt, unended);
        return SureSlos.of(
                List.of(slos).stream().map(Slo::parse).toList(),
                new Slo.Measured(measured, measured, new Histogram(3), new Histogram(3), 100, 6, 1, 1),
                new OwnLateness(measured, new CensoredHistogram(punctual, unended), new Histogram(3)));
    }
}
