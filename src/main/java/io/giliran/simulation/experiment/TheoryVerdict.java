package io.giliran.simulation.experiment;

import io.giliran.metrics.Interval;
import io.giliran.theory.ModelMatch;
import java.util.Locale;

/** Verdict on whether a policy's measured mean agrees with a queueing model. */
final class TheoryVerdict {
    private static final double CONFIDENCE = 0.99;

    private TheoryVerdict() {}

    /** Interval of the measured mean, in ms, with the confidence of the verdict: 99 %. */
    static Interval measured(PolicyResult measured) {
        return measured.meanInterval(CONFIDENCE);
    }

    /** Text of the difference and the verdict, for people. */
    static String of(ModelMatch model, PolicyResult measured) {
        if (Double.isNaN(measured.value(Metric.MEAN))) {
            return "";
        }
        double expected = model.meanMillis();
        String gap = String.format(Locale.ROOT, "%+.2f %%", 100 * (measured.value(Metric.MEAN) / expected - 1));
        if (!model.exact()) {
            return gap + ", for ever more backends";
        }
        Estimate.Reason why = measured.estimate(Metric.MEAN).why();
        if (why == Estimate.Reason.UNENDED || why.isOfTail()) {
            return gap + ", no verdict: " + why.words();
        }
        Interval interval = measured(measured);
        if (interval.isUnbounded()) {
            return gap;
        }
        return gap + (interval.contains(expected) ? ", agrees" : ", DIFFERS");
    }
}
