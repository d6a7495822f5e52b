package io.giliran.health;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Parameters of ejection (passive outlier detection): thresholds and durations.
 *
 * @param connectFailures how many failed connects in a row; empty for never
 * @param unanswered how many connections in a row that it ended soon and without a byte; empty for never
 * @param unansweredClients how many different clients show that it is the backend's fault when they had spoken first
 * @param unansweredWithinNanos what soon is, from the connected backend on
 * @param intervalNanos over which success rates are taken
 * @param baseNanos how long the first ejection lasts; the n-th lasts n times as long
 * @param maximumNanos but not longer than this
 * @param maximumPercent how many of the backends may be ejected; {@link EjectionCap} is the rule
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
