package io.giliran.report;

import io.giliran.metrics.Interval;
import io.giliran.metrics.LatencyIntervals;
import io.giliran.metrics.Slo;
import java.util.List;

/** Sample with all kinds: a lopsided interval and one without an end, an SLO that holds and others, goals reached and not. */
final class SampleJudgement {
    static final Judgement JUDGEMENT = new Judgement(
            new LatencyIntervals(
                    new Interval(900, 1_000, 1_100, 0.95),
                    new Interval(950, 1_000, 1_200, 0.95),
                    new Interval(900, 1_000, 1_100, 0.95),
                    new Interval(800, 1_000, Double.POSITIVE_INFINITY, 0.95),
                    new Interval(Double.NEGATIVE_INFINITY, 1_000, Double.POSITIVE_INFINITY, 0.95)),
            List.of(
                    new Slo.Result("errors: rate<0.1", 0.05, true, true),
                    new Slo.Result("p(99)<50", 61.25, false, true),
                    new Slo.Result("connect: max<1", Double.NaN, false, true)),
            List.of(
                    new Judgement.Awaited("p50±5%", 0.042, true),
                    new Judgement.Awaited("p99.9±5%", Double.POSITIVE_INFINITY, false)),
            "ended early, because it is sure enough");

    private SampleJudgement() {}
}
