package io.giliran.balancer.operate;

import io.giliran.balancer.settings.ShutdownSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Progress messages while connections end because the balancer stops. Plain: the time is handed in. */
public final class ShutdownProgress {
    /** Interval between two messages; the deadline may shorten it. */
    public static final Duration EVERY = Duration.ofSeconds(10);

    /**
     * Connections that are open while the balancer stops.
     *
     * @param sentence what is open and until when, one line for the user
     * @param left how long they may be open
     */
    public record Report(String sentence, Duration left) {}

    private final ShutdownSettings settings;
    private final Instant begun;
    private final long begunNanos;
    private long nextAt;
    private boolean hasBegun;
    private boolean isCut;

    /** Begins; both times are the same moment. */
    public ShutdownProgress(ShutdownSettings settings, Instant begun, long nowNanos) {
        this.settings = settings;
        this.begun = begun;
        begunNanos = nowNanos;
    }

    /** Returns the message that is due while {@code open} connections are left, if any. */
    public Optional<Report> said(long open, long nowNanos) {
        Duration left = settings.deadline().minusNanos(nowNanos - begunNanos);
        boolean isOver = left.isNegative() || left.isZero();
        if (open == 0 || isCut || (hasBegun && !isOver && nowNanos - nextAt < 0)) {
            return Optional.empty();
        }
        String verb = open == 1 ? " connection is " : " connections are ";
        String sentence = "stopping: " + open + verb + (isOver ? "open and cut now" : until());
        hasBegun = true;
        isCut = isOver;
        nextAt = nowNanos + EVERY.toNanos();
        return Optional.of(new Report(sentence, isOver ? Duration.ZERO : left));
    }

    private String until() {
        String deadline = "cut at " + at(settings.deadline());
        if (hasBegun) {
            return "still open, and " + deadline;
        }
        if (settings.grace().equals(settings.deadline())) {
            return "open; what has not finished by itself is " + deadline;
        }
        String closing = "closed, at most " + number(settings.closesPerSecond()) + " a second, and " + deadline;
        return settings.grace().isZero()
                ? "open; they are " + closing
                : "open; from " + at(settings.grace()) + " on they are " + closing;
    }

    private Instant at(Duration afterTheBeginning) {
        return begun.plus(afterTheBeginning).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
