package io.giliran.metrics.validity;

import io.giliran.metrics.recording.RunRecorder;
import io.giliran.metrics.recording.SendSpan;
import io.giliran.workload.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run says something of its target, or only of the swarm that made it. A target that is too slow is no reason: then
 * the RTT grows, and that is a result. A swarm that could not do what it had planned is.
 *
 * <p>What is shorter than {@value #RESOLUTION_NANOS} ns is no reason by itself: that is how late the system wakes a thread.
 */
public final class Verdict {
    /** No timer of an ordinary system is surely better. */
    static final long RESOLUTION_NANOS = 200_000;

    private static final double RATE_TOLERANCE = 0.01;
    private static final double LAG_PART_OF_MEDIAN = 0.1;
    /** Of fewer values there is no 99th percentile. */
    private static final long FEWEST = 100;

    /** Over less time one late send moves the rate by more than the tolerance. */
    private static final long SHORTEST_RATED_NANOS = 1_000_000_000;

    private Verdict() {}

    /**
     * The reasons why the run must not be trusted, one line each; empty when there are none.
     *
     * @param open whether the arrival process decided when requests start
     */
    public static List<String> reasons(RunRecorder run, boolean open) {
        List<String> reasons = new ArrayList<>();
        if (open) {
            judgeRate(run.sends(), reasons);
        }
        if (run.corrected().getTotalCount() >= FEWEST) {
            judgeLag(run, reasons);
            judgePauses(run, reasons);
        }
        return reasons;
    }

    private static void judgeRate(SendSpan sends, List<String> reasons) {
        double planned = sends.plannedNanos();
        double taken = sends.takenNanos();
        if (planned < SHORTEST_RATED_NANOS || Math.abs(planned / taken - 1) <= RATE_TOLERANCE) {
            return;
        }
        double gaps = (sends.count() - 1) * 1e9;
        reasons.add(String.format(
                Locale.ROOT,
                "the swarm sent %,.0f requests a second where %,.0f were planned (%+.1f %%)",
                gaps / taken,
                gaps / planned,
                100 * (planned / taken - 1)));
    }

    private static void judgeLag(RunRecorder run, List<String> reasons) {
        long lag = run.sendLag().getValueAtPercentile(99);
        long median = run.uncorrected().getValueAtPercentile(50);
        if (lag > RESOLUTION_NANOS && lag > LAG_PART_OF_MEDIAN * median) {
            reasons.add("the swarm sent late: the send lag's p99 of " + DurationText.format(lag)
                    + " is above 10 % of the median RTT of " + DurationText.format(median));
        }
    }

    private static void judgePauses(RunRecorder run, List<String> reasons) {
        long pause = run.pauses().getValueAtPercentile(99);
        long rtt = run.corrected().getValueAtPercentile(99);
        if (run.pauses().getTotalCount() >= FEWEST && pause > RESOLUTION_NANOS && pause > rtt) {
            reasons.add("the swarm itself stood still: in one of 100 moments for " + DurationText.format(pause)
                    + " or longer, which is above the RTT's p99 of " + DurationText.format(rtt));
        }
    }
}
