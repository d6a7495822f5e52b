package io.giliran.balancer.operate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Closes connections a few at a time, so that their clients do not all come back at once: at most so many a second, at jittered
 * times, the longest idle first. Plain: takes the time and the open connections, and returns those to close.
 */
public final class GradualClosing {
    /** An open connection that may be closed. */
    public record Candidate(long id, long idleNanos) {}

    /** The lowest rate. */
    static final double SLOWEST = 0.001;

    private static final double NANOS_PER_SECOND = 1e9;
    /** A timer is late by some ms, or a busy machine's by more: what was due so short a time ago is due now. */
    private static final long LATENESS_NANOS = 100_000_000;
    /** Long enough that no second has too many, even with closings that come late. */
    private static final double LEAST_GAPS = 1.1;

    private static final double JITTERED_GAPS = 0.3;

    private final double gapNanos;
    private final RandomGenerator random;
    private long nextAt;

    /**
     * Begins now.
     *
     * @param perSecond at least {@link #SLOWEST}
     */
    GradualClosing(double perSecond, RandomGenerator random, long nowNanos) {
        gapNanos = NANOS_PER_SECOND / perSecond;
        this.random = random;
        nextAt = nowNanos;
    }

    /** Time of the next {@link #due} that may return connections, in ns. */
    long nextAt() {
        return nextAt;
    }

    /** The connections to close now. A pause is not caught up with: that would be a burst. */
    List<Candidate> due(List<Candidate> open, long nowNanos) {
        int count = 0;
        nextAt = Math.max(nextAt, nowNanos - LATENESS_NANOS);
        while (nextAt <= nowNanos && count < open.size()) {
            count++;
            nextAt += gap();
        }
        if (nextAt <= nowNanos) {
            // Nobody was left to close: that is no reason to close more later.
            nextAt = nowNanos + gap();
        }
        List<Candidate> longestIdleFirst = new ArrayList<>(open);
        longestIdleFirst.sort(Comparator.comparingLong(Candidate::idleNanos).reversed());
        return List.copyOf(longestIdleFirst.subList(0, count));
    }

    private long gap() {
        return Math.max(1, Math.round(gapNanos * (LEAST_GAPS + JITTERED_GAPS * random.nextDouble())));
    }
}
