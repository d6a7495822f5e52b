package io.giliran.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A rate that changes: in each stage it goes from that of the stage before straight to its own, as k6's {@code stages} do.
 *
 * @param startPerSecond what the first stage begins at
 * @param stages one after the other
 */
public record Stages(double startPerSecond, List<Stage> stages) {
    private static final String VALID = "stages DURATION:RATE with commas between them, for example 10s:100,30s:1000";
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * A stage.
     *
     * @param nanos how long it takes, above 0
     * @param targetPerSecond the rate at its end, from 0
     */
    public record Stage(long nanos, double targetPerSecond) {}

    /** Copies the list. */
    public Stages {
        stages = List.copyOf(stages);
    }

    /**
     * Reads {@code 10s:100,30s:1000}. A target may be 0.
     *
     * @throws IllegalArgumentException when the text is something else; its message continues "VALUE …"
     */
    public static List<Stage> parse(String text) {
        List<Stage> stages = new ArrayList<>();
        for (String written : text.split(",", -1)) {
            String[] parts = written.trim().split(":", -1);
            if (parts.length != 2) {
                throw wrong(written);
            }
            stages.add(stage(written, parts));
        }
        return stages;
    }

    /** Duration of all stages, in ns. */
    public long nanos() {
        return stages.stream().mapToLong(Stage::nanos).sum();
    }

    /** Requests a second at that time since the start; 0 afterwards. */
    public double rateAt(long nanos) {
        double from = startPerSecond;
        long begun = 0;
        for (Stage stage : stages) {
            if (nanos < begun + stage.nanos) {
                return from + (stage.targetPerSecond - from) * (nanos - begun) / stage.nanos;
            }
            begun += stage.nanos;
            from = stage.targetPerSecond;
        }
        return 0;
    }

    /** The highest rate there is. */
    public double most() {
        return stages.stream().mapToDouble(Stage::targetPerSecond).reduce(startPerSecond, Math::max);
    }

    /** Expected number of arrivals in all stages. */
    public double arrivals() {
        double from = startPerSecond;
        double sum = 0;
        for (Stage stage : stages) {
            sum += (from + stage.targetPerSecond) / 2 * (stage.nanos / NANOS_PER_SECOND);
            from = stage.targetPerSecond;
        }
        return sum;
    }

    private static Stage stage(String written, String[] parts) {
        long nanos = part(written, parts[0], DurationText::parseNanos);
        double target = Decimals.isNumber(parts[1]) && Double.parseDouble(parts[1]) == 0
                ? 0
                : part(written, parts[1], ArrivalRate::parsePerSecond);
        if (nanos == 0) {
            throw wrong(written);
        }
        return new Stage(nanos, target);
    }

    /** Reads one half of a stage; the message of a wrong one says which half is wrong, and how. */
    private static <T> T part(String written, String half, Function<String, T> parse) {
        try {
            return parse.apply(half);
        } catch (IllegalArgumentException unusable) {
            String reason = String.valueOf(unusable.getMessage());
            throw wrong(written + ", where " + half + " " + reason.substring(0, reason.indexOf(';')));
        }
    }

    private static IllegalArgumentException wrong(String written) {
        return new IllegalArgumentException(
                "is not made of stages: " + (written.isBlank() ? "an empty one" : written) + "; valid is " + VALID);
    }
}
