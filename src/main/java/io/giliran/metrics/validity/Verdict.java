package io.giliran.metrics.validity;

import io.giliran.metrics.recording.RunRecorder;
import io.giliran.metrics.recording.SendSpan;
import io.giliran.metrics.tail.CensoredHistogram;
import io.giliran.workload.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Verdict on how far a run can be trusted: by how far the swarm's own lateness, pauses and shortfall can have moved the numbers
 * that it claims. A target that is too slow is no reason: then the RTT grows, and that is a result.
 *
 * <p>The bounds of single numbers are relative to them, and so get wider the slower all is. Two rules are absolute: a swarm
 * that stood still for more than half of the time, or of whose requests more than three quarters have no known time, has
 * measured nothing, whatever the RTT.
 *
 * @param bounds by how much lower the true values may be
 * @param reasons why it is not valid, one line each, the gravest first; empty when it is
 * @param advice what to change, to what value; empty when it is valid
 * @param isVoid whether the run says nothing of its target whatever is claimed: its rate was not kept, the swarm stood still,
 *     too few times are known, or something was lost. Other invalid runs still settle what their bounds cannot overturn
 */
public record Verdict(Grade grade, ErrorBounds bounds, List<String> reasons, String advice, boolean isVoid) {
    /** Latest wake-up of a thread by the system; no bound is smaller than that. */
    static final double RESOLUTION_NANOS = 200_000;

    /** A look that comes so late has missed the next one. */
    static final long STOOD_STILL_NANOS = 10_000_000;

    private static final double MOST_STILL = 0.5;
    private static final double MOST_UNKNOWN = 0.75;
    private static final double VALID_PART = 0.1;
    private static final double USABLE_PART = 0.5;
    private static final double RATE_TOLERANCE = 0.01;
    private static final double SETTLED_RATIO = 2;
    /** Fewer values have no 99th percentile. */
    private static final long FEWEST = 100;

    /** Over less time one late send moves the rate by more than the tolerance. */
    private static final long SHORTEST_RATED_NANOS = 1_000_000_000;

    private static final double SHORT_SECONDS = 20;

    private record Finding(Grade grade, String reason, String advice) {}

    /** Finding that makes the run as a whole invalid. */
    private static Finding voids(String reason, String advice) {
        return new Finding(Grade.INVALID, reason, advice);
    }

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    /**
     * Judges a run that has ended.
     *
     * @param losses what was lost on the way to the disk, or for want of memory, one line each
     */
    public static Verdict of(RunRecorder run, RunPlan plan, List<String> losses) {
        OwnLateness lateness = lateness(run);
        ErrorBounds bounds = ErrorBounds.of(lateness);
        List<Finding> findings = new ArrayList<>();
        losses.forEach(loss -> findings.add(
                voids(loss, plan.log() ? "free space on the disk, or run with --log off" : "free space on the disk")));
        judgeStill(lateness, plan, findings);
        judgeUnknown(run, plan, findings);
        if (plan.open()) {
            judgeRate(run.sends(), findings);
        }
        boolean isVoid = !findings.isEmpty();
        if (run.rtt().count() >= FEWEST) {
            judgeBounds(run, bounds, plan, findings);
            judgeSettled(run, plan, findings);
        }
        findings.sort((one, other) -> other.grade().compareTo(one.grade()));
        return new Verdict(
                findings.isEmpty() ? Grade.VALID : findings.get(0).grade(),
                bounds,
                findings.stream().map(Finding::reason).toList(),
                findings.isEmpty() ? "" : findings.get(0).advice(),
                isVoid);
    }

    /** Returns the lateness that the verdict is based on. */
    public static OwnLateness lateness(RunRecorder run) {
        return new OwnLateness(run.rtt(), run.punctual(), run.pauses());
    }

    private static void judgeStill(OwnLateness lateness, RunPlan plan, List<Finding> findings) {
        double still = lateness.partLaterThan(STOOD_STILL_NANOS);
        if (still > MOST_STILL) {
            findings.add(voids(
                    String.format(
                            Locale.ROOT,
                            "the swarm itself stood still for %.0f %% of the time, and more than %.0f %% is too much",
                            100 * still,
                            100 * MOST_STILL),
                    plan.open()
                            ? "give the swarm a processor of its own, or lower --rate to " + rate(plan.perSecond() / 4)
                            : "give the swarm a processor of its own, or lower --clients to "
                                    + Math.max(1, plan.clients() / 4)));
        }
    }

    private static void judgeUnknown(RunRecorder run, RunPlan plan, List<Finding> findings) {
        CensoredHistogram rtt = run.rtt();
        double unknown = rtt.count() == 0 ? 0 : (double) rtt.unendedCount() / rtt.count();
        if (unknown > MOST_UNKNOWN) {
            findings.add(voids(
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d requests were not answered in time, and when it is more than %.0f %%, too few"
                                    + " times are known",
                            rtt.unendedCount(),
                            rtt.count(),
                            100 * MOST_UNKNOWN),
                    "see whether the target serves at all, or lower "
                            + (plan.open()
                                    ? "--rate to " + rate(rtt.ended().getTotalCount() / plan.loadSeconds())
                                    : "--clients to " + Math.max(1, plan.clients() / 4))));
        }
    }

    private static void judgeRate(SendSpan sends, List<Finding> findings) {
        double planned = sends.plannedNanos();
        double taken = sends.takenNanos();
        if (planned < SHORTEST_RATED_NANOS || Math.abs(planned / taken - 1) <= RATE_TOLERANCE) {
            return;
        }
        double gaps = (sends.count() - 1) * 1e9;
        findings.add(voids(
                String.format(
                        Locale.ROOT,
                        "the swarm sent %,.0f requests a second where %,.0f were planned (%+.1f %%)",
                        gaps / taken,
                        gaps / planned,
                        100 * (planned / taken - 1)),
                "lower --rate to " + rate(0.9 * gaps / Math.max(taken, planned))));
    }

    private static void judgeBounds(RunRecorder run, ErrorBounds bounds, RunPlan plan, List<Finding> findings) {
        CensoredHistogram rtt = run.rtt();
        double p50 = rtt.percentile(50).least();
        // Where even the typical request is mostly the swarm's own lateness, the numbers say more of it than of the
        // target.
        judge(
                "p50",
                p50,
                bounds.p50(),
                bounds.p50() > USABLE_PART * p50 ? Grade.INVALID : Grade.USABLE,
                run,
                plan,
                findings);
        judge("p99", rtt.percentile(99).least(), bounds.p99(), Grade.USABLE, run, plan, findings);
        judge("p90", rtt.percentile(90).least(), bounds.p90(), Grade.USABLE, run, plan, findings);
    }

    private static void judge(
            String name,
            double nanos,
            double bound,
            Grade grade,
            RunRecorder run,
            RunPlan plan,
            List<Finding> findings) {
        if (bound <= Math.max(RESOLUTION_NANOS, VALID_PART * nanos)) {
            return;
        }
        findings.add(new Finding(
                grade,
                "of the " + name + " of " + DurationText.format(Math.round(nanos)) + " up to "
                        + DurationText.format(Math.round(bound)) + " may be the swarm's own lateness",
                advice(run, plan)));
    }

    private static void judgeSettled(RunRecorder run, RunPlan plan, List<Finding> findings) {
        RunRecorder.Halves halves = run.halves();
        if (!plan.steady() || halves.first().count() < FEWEST || halves.second().count() < FEWEST) {
            return;
        }
        double first = halves.first().percentile(50).least();
        double second = halves.second().percentile(50).least();
        if (first > SETTLED_RATIO * second && first - second > RESOLUTION_NANOS) {
            findings.add(new Finding(
                    Grade.USABLE,
                    "the run was not steady: p50 was " + DurationText.format(Math.round(first))
                            + " in its first half and " + DurationText.format(Math.round(second)) + " in its second",
                    "see the times in report.html; if it is the start that is slow, " + warmUp(plan)));
        }
    }

    private static String advice(RunRecorder run, RunPlan plan) {
        if (run.warmUpNanos() == 0 && plan.loadSeconds() < SHORT_SECONDS) {
            return "the start is slow, so " + warmUp(plan);
        }
        return plan.open()
                ? "lower --rate to " + rate(plan.perSecond() / 2)
                : "lower --clients to " + Math.max(1, plan.clients() / 2);
    }

    private static String warmUp(RunPlan plan) {
        long seconds = Math.max(5, Math.round(plan.loadSeconds() / 2));
        return "leave it out: --warmup " + seconds + "s --duration " + 4 * seconds + "s";
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%.0f", Math.max(0.1, perSecond));
    }
}
