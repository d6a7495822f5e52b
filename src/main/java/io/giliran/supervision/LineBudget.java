package io.giliran.supervision;

import java.time.Duration;

/**
 * Limits how often one kind of line is logged: the first at once, then at most one in a period, with the number of lines left
 * out before it. A peer cannot fill a log or a disk by doing something again and again. Thread-safe; the time is handed in.
 */
public final class LineBudget {
    /** The period of what has no reason for another one. */
    public static final Duration PERIOD = Duration.ofSeconds(10);
    /** Instead of a count: no line is due. */
    public static final long QUIET = -1;

    private final long periodNanos;
    private boolean begun;
    private long writtenAt;
    private long leftOut;

    /** Creates a budget with the usual period. */
    public LineBudget() {
        this(PERIOD);
    }

    public LineBudget(Duration period) {
        periodNanos = period.toNanos();
    }

    /** Returns how many were left out since the line before when one may be written, which counts as written; else {@link #QUIET}. */
    public synchronized long take(long nowNanos) {
        if (begun && nowNanos - writtenAt < periodNanos) {
            leftOut++;
            return QUIET;
        }
        begun = true;
        writtenAt = nowNanos;
        long before = leftOut;
        leftOut = 0;
        return before;
    }

    /** Suffix of a line: the number of lines that were left out before it, empty for none. */
    public static String suffix(long leftOut) {
        return leftOut == 0 ? "" : "; " + leftOut + " more like it since the line before";
    }
}
