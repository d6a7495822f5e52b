package io.giliran.health;

/** Recent outcomes of the connections of one backend, and its ejections. */
final class ConnectionTally {
    private static final long NOT = Long.MIN_VALUE;

    private int backend;
    private int connectFailures;
    private UnansweredRow unanswered;
    private int good;
    private int bad;
    private long ejectedUntil = NOT;
    private EjectionCause cause = EjectionCause.CONNECT_FAILURES;
    private String why = "";
    private int multiplier;
    private boolean ejectedInInterval;

    /** @param clientsNeeded see {@link UnansweredRow} */
    ConnectionTally(int clientsNeeded) {
        unanswered = new UnansweredRow(clientsNeeded);
    }

    /** The backend has this number from now on. */
    void become(int number) {
        backend = number;
    }

    /** Sets how many different clients are needed; a row that needs another number begins anew. */
    void needClients(int clientsNeeded) {
        if (unanswered.clientsNeeded() != clientsNeeded) {
            unanswered = new UnansweredRow(clientsNeeded);
        }
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
        unanswered.clear();
    }

    /** A client has ended a connection first: nothing is wrong. */
    void left() {
        good++;
        unanswered.clear();
    }

    /** The connections in a row that were not answered. */
    UnansweredRow row() {
        return unanswered;
    }

    /** A connection counts against the backend. */
    void bad() {
        bad++;
    }

    int volume() {
        return good + bad;
    }

    /** Success rate in percent. */
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
        unanswered.clear();
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
