package io.giliran.workload;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Scheduled change of backends in a scenario: a fault or its end.
 *
 * @param atNanos since the start
 * @param backend the name of one, or {@code *} for all
 * @param factor of {@link Kind#SLOW} and {@link Kind#COLD}: how many times longer requests take
 * @param nanos of {@link Kind#FAIL}: time after which a request fails; of {@link Kind#COLD}: time until full speed
 */
public record Fault(long atNanos, String backend, Kind kind, double factor, long nanos) {
    /** Kind of change. */
    public enum Kind {
        /** Requests take a factor longer. */
        SLOW("slow FACTOR"),
        /** No request makes progress, and none is refused. */
        FREEZE("freeze"),
        /** The backend refuses connections. */
        REFUSE("refuse"),
        /** The backend takes every request and fails it after a while. */
        FAIL("fail DURATION"),
        /** A factor slower at first, then evenly faster until it has its speed. */
        COLD("cold FACTOR DURATION"),
        /** Recovery: the backend's own speed, nothing refused or failed. */
        RECOVER("recover"),
        /** The backend joins. */
        ADD("add"),
        /** The backend gets no new connections and finishes those it has. */
        DRAIN("drain"),
        /** The backend is gone, and its connections are cut. */
        REMOVE("remove");

        private final String form;

        Kind(String form) {
            this.form = form;
        }
    }

    /** Name that stands for all backends. */
    public static final String ALL = "*";

    private static final double LEAST_FACTOR = 0.001;
    private static final double MOST_FACTOR = 1_000;

    private static final String VALID = "TIME BACKEND followed by one of "
            + Stream.of(Kind.values()).map(kind -> kind.form).collect(Collectors.joining(", "))
            + "; for example 10s b2 slow 10";

    /**
     * Reads {@code TIME BACKEND WHAT …}.
     *
     * @throws IllegalArgumentException when the text has another form; its message continues "VALUE …"
     */
    public static Fault parse(String text) {
        String[] words = text.strip().split("\\s+", -1);
        if (words.length < 3) {
            throw new IllegalArgumentException("is not a fault; valid is " + VALID);
        }
        Kind kind = kind(words[2]);
        if (words.length - 2 != kind.form.split(" ", -1).length) {
            throw new IllegalArgumentException("has not the form TIME BACKEND " + kind.form + "; valid is " + VALID);
        }
        long at = nanos(words[0]);
        return switch (kind) {
            case SLOW -> new Fault(at, words[1], kind, factor(words[3]), 0);
            case FAIL -> new Fault(at, words[1], kind, 1, nanos(words[3]));
            case COLD -> new Fault(at, words[1], kind, factor(words[3]), nanos(words[4]));
            default -> new Fault(at, words[1], kind, 1, 0);
        };
    }

    /** Whether it happens to the backend of this name. */
    public boolean concerns(String name) {
        return backend.equals(ALL) || backend.equals(name);
    }

    private static Kind kind(String word) {
        try {
            return Kind.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("does what nothing here does, " + word + "; valid is " + VALID, none);
        }
    }

    private static long nanos(String word) {
        try {
            return DurationText.parseNanos(word);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "has the time " + word + ", which " + wrong.getMessage() + "; the form is " + VALID, wrong);
        }
    }

    private static double factor(String word) {
        double factor = Decimals.isNumber(word) ? Double.parseDouble(word) : 0;
        if (!(factor >= LEAST_FACTOR && factor <= MOST_FACTOR)) {
            throw new IllegalArgumentException("has the factor " + word + "; valid is a number from 0.001 to 1000");
        }
        return factor;
    }
}
