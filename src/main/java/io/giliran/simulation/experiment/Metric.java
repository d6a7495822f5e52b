package io.giliran.simulation.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** A number of a policy's results that an expectation can name. */
public enum Metric {
    MEAN("mean", OptionalDouble.empty()),
    P50("p50", OptionalDouble.of(50)),
    P99("p99", OptionalDouble.of(99)),
    P999("p999", OptionalDouble.of(99.9)),
    LONGEST("longest", Double.POSITIVE_INFINITY),
    JAIN("jain", 1),
    /** The smallest share of a backend in the connections. */
    LEAST("least", 1),
    /** The largest one. */
    MOST("most", 1),
    /** The part of all requests that got no answer: those that failed, and those that never ended. */
    FAILED("failed", 1),
    /** The part of all requests whose client was served by another backend the time before. */
    MOVED("moved", 1),
    /** Answers a second. */
    RATE("rate", Double.POSITIVE_INFINITY);

    /** Metrics that are times, in the order of tables. */
    public static final List<Metric> TIMES = List.of(MEAN, P50, P99, P999);

    private final String key;
    private final boolean time;
    private final OptionalDouble percentile;
    private final double most;

    /** Creates a metric that is not a time, with its greatest possible value. */
    Metric(String key, double most) {
        this.key = key;
        time = false;
        percentile = OptionalDouble.empty();
        this.most = most;
    }

    /** A time. */
    Metric(String key, OptionalDouble percentile) {
        this.key = key;
        time = true;
        this.percentile = percentile;
        most = Double.POSITIVE_INFINITY;
    }

    /** Greatest possible value; the least is 0. */
    double most() {
        return most;
    }

    /** Whether it is a time, in ms. */
    boolean isTime() {
        return time;
    }

    /** Percentile of all RTTs, if the metric is one. */
    OptionalDouble percentile() {
        return percentile;
    }

    /** The word in expectations and files. */
    public String key() {
        return key;
    }

    /** The word in tables. */
    public String shown() {
        return this == P999 ? "p99.9" : key;
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Metric::key).toList();
    }
}
