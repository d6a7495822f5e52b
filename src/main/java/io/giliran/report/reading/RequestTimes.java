package io.giliran.report.reading;

/**
 * One request as {@code times.csv} has it. Times are nanoseconds since the start of the run; -1 where it never got that
 * far, and for both times of connecting where the connection was there already.
 *
 * @param backend the name of the backend that answered; empty when none did
 * @param outcome the key of its {@link io.giliran.metrics.Outcome}
 */
public record RequestTimes(
        int client,
        long intendedNanos,
        long connectedNanos,
        long sentNanos,
        long endNanos,
        long bytesOut,
        long bytesIn,
        String backend,
        String outcome) {

    /** Whether the answer came and was the one expected. */
    public boolean isOk() {
        return outcome.equals("ok");
    }

    /** From the intended start to the end. */
    public long correctedNanos() {
        return Math.max(0, endNanos - intendedNanos);
    }
}
