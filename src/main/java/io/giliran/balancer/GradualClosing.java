package io.giliran.balancer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Closes connections a few at a time, so that their clients do not all come back at once: at most so many a second, at
 * jittered times, the longest idle first. Plain: is told the time and who is open, and says whom to close.
 */
final class GradualClosing {
    /** An open connection that may be closed. */
    record Candidate(long id, long idleNanos) {}

    private static final double NANOS_PER_SECOND = 1e9;
    /** A gap is from half to one and a half of the mean. */
    private static final double LEAST_PART = 0.5;

    private final double gapNanos;
    private final RandomGenerator random;
    private long nextAt;

    /**
     * Begins now.
     *
     * @param perSecond above 0
     */
    GradualClosing(double perSecond, RandomGenerator random, long nowNanos) {
        gapNanos = NANOS_PER_SECOND / perSecond;
        this.random = random;
        nextAt = nowNanos;
    }

    /** When {@link #due} has something to say again. */
    long nextAt() {
        return nextAt;
    }

    /** Whom to close now. After a pause nothing is caught up: that would be a burst. */
    List<Candidate> due(List<Candidate> open, long nowNanos) {
        int count = 0;
        // A timer is late by some ms: what was due since the last call is due now.
        long latest = Math.max(nextAt, nowNanos - (long) NANOS_PER_SECOND / 10);
        nextAt = latest;
        while (nextAt <= nowNanos && count < open.size()) {
            count++;
            nextAt += Math.max(1, Math.round(gapNanos * (LEAST_PART + random.nextDouble())));
        }
        List<Candidate> longestIdleFirst = new ArrayList<>(open);
        longestIdleFirst.sort(Comparator.comparingLong(Candidate::idleNanos).reversed());
        return List.copyOf(longestIdleFirst.subList(0, count));
    }
}
