package io.giliran.health;

import java.util.Optional;

/**
 * Settings of active checks.
 *
 * @param send bytes that are sent once connected; empty sends nothing
 * @param expect the required answer; when empty, being connected passes
 * @param timeoutNanos for the whole check, from the connect on
 * @param rise number of passed checks in a row that take a backend up
 * @param fall number of failed checks in a row that take it down
 */
public record CheckParameters(
        Optional<CheckBytes> send,
        Optional<ExpectedReply> expect,
        long timeoutNanos,
        Timing timing,
        int rise,
        int fall,
        InitialState initial) {

    /**
     * Intervals from the end of a check to the next.
     *
     * @param intervalNanos of a backend that is up
     * @param fastIntervalNanos while it is going up or down, or is not known yet
     * @param downIntervalNanos of one that is down
     * @param jitter each is longer or shorter by up to this part, 0 to 0.5
     */
    public record Timing(long intervalNanos, long fastIntervalNanos, long downIntervalNanos, double jitter) {}

    /** State of a backend before its first check. */
    public enum InitialState {
        /** Up; if its first check fails it is down at once. */
        UP,
        /** Down until it has passed as many checks as any that is down. */
        DOWN,
        /** Neither, and not picked; its first check decides. */
        UNKNOWN
    }
}
