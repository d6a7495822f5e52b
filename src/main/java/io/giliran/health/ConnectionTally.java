package io.giliran.health;

/** What the connections of one backend were like lately, and its ejections. */
final class ConnectionTally {
    private static final long NOT = Long.MIN_VALUE;

    private int backend;
    private int connectFailures;
    private int unanswered;
    private int good;
    private int bad;
    private long ejectedUntil = NOT;
    private EjectionCause cause = EjectionCause.CONNECT_FAILURES;
    private String why = "";
    private int multiplier;
    private boolean ejectedInInterval;

    /** The backend has this number from now on. */
    void become(int number) {
        backend = number;
    }

    int backend() {
        return backend;
    }

    /** Returns how many failed in a row. */
    int connectFailed() {
        bad++;
        return ++connectFailures;
    }

    void connected() {
        connectFailures = 0;
    }

    void answered() {
        good++;
        unanswered = 0;
    }

    /** Returns how many were not answered in a row. */
    int unanswered() {
        bad++;
        return ++unanswered;
    }

    int volume() {
        return good + bad;
    }

    /** In percent. */
    double successRate() {
        return 100.0 * good / volume();
    }

    boolean isEjected() {
        return ejectedUntil != NOT;
    }

    long ejectedUntil() {
        return ejectedUntil;
    }

    EjectionCause cause() {
        return cause;
    }

    String why() {
        return why;
    }

    /** Begins to count anew what is in a row. */
    void forgive() {
        connectFailures = 0;
        unanswered = 0;
    }

    /** Returns for how long: each time by {@code baseNanos} longer, up to the maximum. */
    long eject(EjectionCause newCause, String newWhy, long baseNanos, long maximumNanos, long nowNanos) {
        if (multiplier * baseNanos < maximumNanos) {
            multiplier++;
        }
        long nanos = Math.min(maximumNanos, multiplier * baseNanos);
        ejectedUntil = nowNanos + nanos;
        cause = newCause;
        why = newWhy;
        ejectedInInterval = true;
        return nanos;
    }

    void returnNow() {
        ejectedUntil = NOT;
        forgive();
    }

    /** The multiplier falls by one when the whole interval was healthy. */
    void endInterval() {
        if (!ejectedInInterval && multiplier > 0) {
            multiplier--;
        }
        ejectedInInterval = isEjected();
        good = 0;
        bad = 0;
    }
}
