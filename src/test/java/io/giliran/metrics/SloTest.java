package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.metrics.tail.Bounded;
import io.giliran.metrics.tail.CensoredHistogram;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SloTest {
    /** RTTs 1 to 100 ms, uncorrected half of that, connects of 2 ms, no send lag; 5 of 1,000 failed in 10 s. */
    private final Slo.Measured measured =
            new Slo.Measured(to(100), to(50), flat(2), new Histogram(3), 1_000, 5, 10, 0.9);

    @ParameterizedTest
    @CsvSource({
        "p(99)<50, 99, false",
        "p(99)<100, 99, true",
        "rtt: p(99)<100, 99, true",
        "rtt:p(99.5) < 100, 100, false",
        "rtt: p(0)>=0.99, 1, true",
        "rtt: p(100)<=100.1, 100, true",
        "rtt: avg<51, 50.5, true",
        "rtt: med > 50.1, 50, false",
        "rtt: min<=1, 1, true",
        "rtt: max>100.2, 100, false",
        "rtt_uncorrected: max<=50.1, 50, true",
        "connect: p(90)<3, 2, true",
        "errors: rate<0.001, 0.005, false",
        "errors: rate<=0.005, 0.005, true",
        "requests: count>=1000, 1000, true",
        "requests: count===1000, 1000, true",
        "requests: count!=1000, 1000, false",
        "requests: rate>100.5, 100, false",
        "requests: rate==100, 100, true",
        "fairness: value>0.95, 0.9, false",
        "p(99)<50 abort, 99, false"
    })
    void judges(String text, double value, boolean ok) {
        Slo.Result result = Slo.parse(text).judge(measured);
        assertThat(result.expression()).isEqualTo(text);
        assertThat(result.value()).isCloseTo(value, Percentage.withPercentage(0.1));
        assertThat(result.ok()).isEqualTo(ok);
    }

    @Test
    void whatWasNotMeasuredDoesNotHold() {
        Slo.Result result = Slo.parse("send_lag: p(99)<50").judge(measured);
        assertThat(result.value()).isNaN();
        assertThat(result.ok()).isFalse();
        assertThat(Slo.parse("send_lag: max!=50").judge(measured).ok()).isFalse();
    }

    @Test
    void abortIsOnlyAWord() {
        assertThat(Slo.parse("p(99)<50").aborts()).isFalse();
        assertThat(Slo.parse("p(99)<50 abort").aborts()).isTrue();
    }

    @Test
    void aMetricThatIsNotMeasuredIsRefused() {
        List<Slo.Metric> some = List.of(Slo.Metric.ERRORS, Slo.Metric.FAIRNESS);
        assertThat(Slo.parse("errors: rate<0.1", some).metric()).isEqualTo(Slo.Metric.ERRORS);
        assertThatThrownBy(() -> Slo.parse("connect: max<1", some))
                .hasMessage("speaks of connect; valid is one of errors, fairness");
    }

    @Test
    void saysInWordsWhatItIs() {
        assertThat(Slo.parse("p(99)<50").judge(Bounded.exactly(61.25)).shown()).isEqualTo("p(99)<50: 61.25");
        assertThat(Slo.parse("p(99)<50").judge(Bounded.EMPTY).shown()).isEqualTo("p(99)<50: nothing was measured");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p99<50 | asks for p99 of rtt; valid is one of avg, min, max, med, p(N), N from 0 to 100",
                "rtt: p(101)<50 | asks for p(101) of rtt; valid is one of avg",
                "rtt: p(-1)<50 | asks for p(-1) of rtt",
                "rtt: rate<50 | asks for rate of rtt; valid is one of avg",
                "errors: p(99)<50 | asks for p(99) of errors; valid is one of rate",
                "latency: p(99)<50 | speaks of latency; valid is one of rtt, rtt_uncorrected, connect, send_lag, errors",
                ": p(99)<50 | speaks of \"\"; valid is one of rtt",
                "rtt: <50 | asks for nothing of rtt",
                "p(99)<50ms | compares with 50ms; valid is a number without a unit",
                "p(99)<-1 | compares with -1; valid is a number",
                "p(99)=50 | is not an SLO; valid is METRIC: AGGREGATION OPERATOR NUMBER",
                "p(99) | is not an SLO",
                "p(99)<50<60 | is not an SLO",
                "p(99)<50 stop | ends in stop; valid after the number is only abort"
            })
    void refusesInOneLine(String text, String message) {
        assertThatThrownBy(() -> Slo.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith(message)
                .doesNotContain("\n");
    }

    private static Histogram to(int millis) {
        Histogram histogram = new Histogram(3);
        for (int i = 1; i <= 100; i++) {
            histogram.recordValue(i * millis * 10_000L);
        }
        return histogram;
    }

    private static Histogram flat(int millis) {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(millis * 1_000_000L);
        return histogram;
    }

    /** Of 100 requests 6 were never answered within 1,500 ms: the p99 is at least that, and no lower bound of it is kept. */
    @Test
    void whatWasNeverAnsweredIsInTheTimes() {
        Histogram unended = new Histogram(3);
        unended.recordValueWithCount(1_500_000_000L, 6);
        CensoredHistogram times = new CensoredHistogram(to(94), unended);
        Slo.Measured hanging = new Slo.Measured(times, times, flat(2), new Histogram(3), 100, 6, 10, 0.9);
        Slo.Result late = Slo.parse("p(99)<2000").judge(hanging);
        assertThat(late.ok()).isFalse();
        assertThat(late.exact()).isFalse();
        assertThat(late.shown()).startsWith("p(99)<2000: > 1");
        assertThat(Slo.parse("p(99)>1000").judge(hanging).ok()).isTrue();
        assertThat(Slo.parse("p(50)<60").judge(hanging).ok()).isTrue();
        assertThat(Slo.parse("avg<1000000000").judge(hanging).ok()).isFalse();
        assertThat(Slo.parse("max!=7").judge(hanging).ok()).isTrue();
        assertThat(Slo.parse("max==1500").judge(hanging).ok()).isFalse();
    }
}
