package io.giliran.simulation;

import java.util.Arrays;
import java.util.List;

/** A number of a policy's results that an expectation can name. */
public enum Metric {
    MEAN("mean"),
    P50("p50"),
    P99("p99"),
    P999("p999"),
    LONGEST("longest"),
    JAIN("jain"),
    FAILED("failed");

    private final String key;

    Metric(String key) {
        this.key = key;
    }

    /** The word in expectations and files. */
    public String key() {
        return key;
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Metric::key).toList();
    }
}
