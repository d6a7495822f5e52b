package io.giliran.health;

/** Result of a check, in HAProxy's words. */
public enum CheckResult {
    INI(Evidence.NONE, "not checked yet"),
    /** Counts as no result at all: that we have no descriptor or port left says nothing about a backend. HAProxy counts it. */
    SOCKERR(Evidence.NONE, "the balancer cannot make the check"),
    L4OK(Evidence.GOOD, "connected"),
    L4TOUT(Evidence.BAD, "not connected in time"),
    L4CON(Evidence.BAD, "could not be connected"),
    L6OK(Evidence.GOOD, "TLS established"),
    L6TOUT(Evidence.BAD, "TLS not established in time"),
    L6RSP(Evidence.BAD, "TLS refused"),
    L7OK(Evidence.GOOD, "answered as expected"),
    L7TOUT(Evidence.BAD, "not answered as expected in time"),
    L7RSP(Evidence.BAD, "answered otherwise than expected");

    private enum Evidence {
        GOOD,
        BAD,
        NONE
    }

    private final Evidence evidence;
    private final String text;

    CheckResult(Evidence evidence, String text) {
        this.evidence = evidence;
        this.text = text;
    }

    /** The reason for people. */
    public String text() {
        return text;
    }

    public boolean isPassed() {
        return evidence == Evidence.GOOD;
    }

    /** Whether the check has failed. Some results are neither passed nor failed. */
    public boolean isFailed() {
        return evidence == Evidence.BAD;
    }

    /** Whether it shows that the backend answers, and not only that it can be connected. */
    boolean provesAnswers() {
        return this == L7OK;
    }
}
