package io.giliran.report.reading;

import io.giliran.metrics.Outcome;
import java.util.Comparator;

/**
 * A request as {@code times.csv} has it. Times are nanoseconds since the start of the run; -1 where it never got that far.
 *
 * @param client number of the simulated client
 * @param request number of the request within its client
 * @param connectStartNanos like {@code connectedNanos} -1 when an earlier request has made its connection
 * @param workNanos the work that it asked its backend for; -1 when it left that to the backend
 * @param address the client's own end; empty when there was none
 * @param backend the name of the backend that answered; empty when none did, or it is not known
 * @param outcome the key of its {@link Outcome}
 */
public record RequestTimes(
        int client,
        long request,
        long intendedNanos,
        long connectStartNanos,
        long connectedNanos,
        long sentNanos,
        long endNanos,
        long workNanos,
        long bytesOut,
        long bytesIn,
        String address,
        String backend,
        String outcome) {
    /** Order of the intended starts; of those at the same time, by the client. */
    public static final Comparator<RequestTimes> BY_INTENDED = Comparator.comparingLong(RequestTimes::intendedNanos)
            .thenComparingInt(RequestTimes::client)
            .thenComparingLong(RequestTimes::request);

    /** Whether the answer came and was the one expected. */
    public boolean isOk() {
        return outcome.equals(Outcome.OK.key());
    }

    /** Whether it was under way when the run was cut. */
    public boolean isUnfinished() {
        return outcome.equals(Outcome.UNFINISHED.key());
    }

    /** Whether it lasted at least until its end, and nobody knows how much longer. */
    public boolean isUnanswered() {
        return isUnfinished() || outcome.equals(Outcome.TIMEOUT.key());
    }

    /** Corrected RTT, from the intended start to the end, in ns. */
    public long correctedNanos() {
        return Math.max(0, endNanos - intendedNanos);
    }
}
