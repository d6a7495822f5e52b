package io.giliran.simulation;

import java.util.Arrays;
import java.util.List;

/** A number of a policy's results that an expectation can name. */
public enum Metric {
    MEAN("mean", true),
    P50("p50", true),
    P99("p99", true),
    P999("p999", true),
    LONGEST("longest", false),
    JAIN("jain", false),
    /** The part of all requests that got no answer. */
    FAILED("failed", false),
    /** The part of all requests whose client was served by another backend the time before. */
    MOVED("moved", false);

    private final String key;
    private final boolean time;

    Metric(String key, boolean time) {
        this.key = key;
        this.time = time;
    }

    /** Whether it is a time, in ms. */
    boolean isTime() {
        return time;
    }

    /** The word in expectations and files. */
    public String key() {
        return key;
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Metric::key).toList();
    }
}
