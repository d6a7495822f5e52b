package io.giliran.report;

import io.giliran.metrics.LatencySummary;
import io.giliran.workload.DurationText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Theoretical value of a live run's corrected RTT, where a queueing model of it is known.
 *
 * @param metric what it is of
 * @param model in Kendall's notation
 * @param nanos without what network, kernel and balancer take, of which theory knows nothing
 * @param assumptions that have to hold, and do as far as the settings say
 */
public record TheoryValue(Metric metric, String model, double nanos, List<String> assumptions) {
    /** Statistic that a value predicts. */
    public enum Metric {
        MEAN("mean"),
        P99("p99");

        private final String key;

        Metric(String key) {
            this.key = key;
        }

        /** The word in tables and files. */
        public String key() {
            return key;
        }

        double of(LatencySummary latency) {
            return this == MEAN ? latency.mean() : latency.p99();
        }
    }

    public TheoryValue {
        assumptions = List.copyOf(assumptions);
    }

    /** Relative difference of the measured value, as a part of this one. */
    double gap(LatencySummary measured) {
        return metric.of(measured) / nanos - 1;
    }

    /** Values beside what was measured, for people: a line for each, with its end. */
    public static String render(List<TheoryValue> values, @Nullable LatencySummary measured) {
        // What is known from below only is beside no theory.
        if (values.isEmpty() || measured == null || measured.unanswered() > 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (TheoryValue value : values) {
            text.append(String.format(
                    Locale.ROOT,
                    "theory   %s of %s %s, measured %s, %+.1f %%%n",
                    value.metric.key(),
                    value.model,
                    DurationText.format(Math.round(value.nanos)),
                    DurationText.format(Math.round(value.metric.of(measured))),
                    100 * value.gap(measured)));
        }
        return text.toString();
    }
}
