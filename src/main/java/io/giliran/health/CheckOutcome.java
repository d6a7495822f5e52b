package io.giliran.health;

/**
 * Outcome of one check.
 *
 * @param detail what more is known, for example {@code got "-ERR busy"}; empty when nothing is
 * @param nanos how long the check took
 */
public record CheckOutcome(CheckResult result, String detail, long nanos) {
    /** A backend that was not checked yet. */
    static final CheckOutcome NONE = new CheckOutcome(CheckResult.INI, "", 0);

    /** Text for people, for example {@code L7RSP answered otherwise than expected, got "-ERR busy"}. */
    public String text() {
        return result + " " + result.text() + (detail.isEmpty() ? "" : ", " + detail);
    }
}
