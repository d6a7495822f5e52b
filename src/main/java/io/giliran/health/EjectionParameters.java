package io.giliran.health;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Settings of passive outlier ejection.
 *
 * @param connectFailures number of failed connects in a row that ejects; empty for never
 * @param unanswered number of connections in a row, ended by the backend soon and without a byte, that ejects; empty for never
 * @param unansweredClients number of different clients that prove a fault of the backend when they had sent something
 * @param unansweredWithinNanos limit of "soon", from the connected backend on
 * @param intervalNanos over which success rates are taken
 * @param baseNanos duration of the first ejection; the n-th lasts n times as long
 * @param maximumNanos but not longer than this
 * @param maximumPercent part of the backends that may be ejected; {@link EjectionCap} is the rule
 * @param returnsOnPassedCheck whether a passed check ends an ejection
 */
public record EjectionParameters(
        OptionalInt connectFailures,
        OptionalInt unanswered,
        int unansweredClients,
        long unansweredWithinNanos,
        long intervalNanos,
        SuccessRate successRate,
        long baseNanos,
        long maximumNanos,
        int maximumPercent,
        boolean returnsOnPassedCheck) {

    /**
     * A backend is ejected whose success rate lies further below the mean than the others'.
     *
     * @param minimumBackends only when so many have had the volume
     * @param volume connections in the interval, fewer say too little
     * @param deviations how many standard deviations below the mean; empty for never
     */
    public record SuccessRate(int minimumBackends, int volume, OptionalDouble deviations) {}
}
