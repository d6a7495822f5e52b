package io.giliran.simulation.replay;

import io.giliran.metrics.Interval;
import io.giliran.simulation.engine.RttSample;
import java.util.Arrays;

/** The figures of RTTs in a replay. */
public enum ReplayMetric {
    MEAN("mean", Double.NaN),
    P50("p50", 0.50),
    P90("p90", 0.90),
    P99("p99", 0.99);

    private final String key;
    private final double part;

    ReplayMetric(String key, double part) {
        this.key = key;
        this.part = part;
    }

    /** The word in tables and files. */
    public String key() {
        return key;
    }

    double of(RttSample sample) {
        return this == MEAN ? sample.mean() : sample.percentile(part);
    }

    Interval interval(RttSample sample) {
        return this == MEAN ? sample.meanInterval() : sample.percentileInterval(part);
    }

    /** The metric of these values, which are in any order. */
    double of(long[] values) {
        if (this == MEAN) {
            return RttSample.mean(values);
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return RttSample.percentile(sorted, part);
    }
}
