package io.giliran.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** A number of a policy's results that an expectation can name. */
public enum Metric {
    MEAN("mean", true),
    P50("p50", 50),
    P99("p99", 99),
    P999("p999", 99.9),
    LONGEST("longest", false),
    JAIN("jain", false),
    /** The part of all requests that got no answer. */
    FAILED("failed", false),
    /** The part of all requests whose client was served by another backend the time before. */
    MOVED("moved", false);

    private final String key;
    private final boolean time;
    private final OptionalDouble percentile;

    Metric(String key, boolean time) {
        this.key = key;
        this.time = time;
        percentile = OptionalDouble.empty();
    }

    Metric(String key, double percentile) {
        this.key = key;
        time = true;
        this.percentile = OptionalDouble.of(percentile);
    }

    /** Whether it is a time, in ms. */
    boolean isTime() {
        return time;
    }

    /** Which percentile of all RTTs it is, if it is one. */
    OptionalDouble percentile() {
        return percentile;
    }

    /** The word in expectations and files. */
    public String key() {
        return key;
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Metric::key).toList();
    }
}
