package io.giliran.swarm;

import io.giliran.metrics.Fairness;
import io.giliran.metrics.Interval;
import io.giliran.metrics.LatencyIntervals;
import io.giliran.metrics.LatencySeries;
import io.giliran.metrics.PrecisionGoal;
import io.giliran.metrics.Slo;
import io.giliran.metrics.StoppingRule;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.metrics.validity.SureSlos;
import io.giliran.metrics.validity.Verdict;
import io.giliran.report.Judgement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides during a run whether it may end, and at its end how precise it is and whether its goals are met. */
final class Judge {
    /** Least number of requests before an SLO may end a run: the first few have no meaningful percentile. */
    private static final long LEAST_TO_ABORT = 100;

    private final List<Slo> slos;
    private final List<PrecisionGoal> goals;
    private final @Nullable StoppingRule enough;
    private final double leftOut;
    private @Nullable String ended;

    /**
     * Creates a judge of a run that begins.
     *
     * @param goals precisions that the run continues for; {@code enough} decides that they are reached
     * @param enough null when only the plan of the run ends it
     * @param leftOut part of a running run that may be its warm-up
     */
    Judge(List<Slo> slos, List<PrecisionGoal> goals, @Nullable StoppingRule enough, double leftOut) {
        this.slos = slos;
        this.goals = goals;
        this.enough = enough;
        this.leftOut = leftOut;
    }

    /** Whether the run has to end now; true once. */
    boolean wantsEnd(RunRecorder recorder, double seconds) {
        if (ended != null) {
            return false;
        }
        if (recorder.total() >= LEAST_TO_ABORT) {
            for (Slo slo : slos) {
                if (slo.aborts() && !slo.judge(measured(recorder, seconds)).ok()) {
                    ended = "ended early, because " + slo.text() + " did not hold";
                }
            }
        }
        if (ended == null
                && enough != null
                && enough.isEnough(recorder.rtt().count(), () -> recorder.seriesWithoutFirst(leftOut))) {
            ended = "ended early, because it is sure enough";
        }
        return ended != null;
    }

    /** Text of the awaited precision and the present one; empty when none is awaited. */
    String progress(RunRecorder recorder) {
        return enough == null ? "" : enough.progress(() -> recorder.seriesWithoutFirst(leftOut));
    }

    /**
     * Judges a run at its end.
     *
     * @param steady whether the load was the same all the time
     */
    Judgement judge(RunRecorder recorder, double seconds, boolean steady) {
        LatencySeries series = recorder.series();
        return new Judgement(
                steady && series.count() > 0 ? LatencyIntervals.of(series) : null,
                SureSlos.of(slos, measured(recorder, seconds), Verdict.lateness(recorder)),
                goals.stream().map(goal -> awaited(goal, series)).toList(),
                ended);
    }

    private static Judgement.Awaited awaited(PrecisionGoal goal, LatencySeries series) {
        Interval interval = goal.interval(series);
        return new Judgement.Awaited(
                goal.text(),
                interval.isUnbounded() ? Double.POSITIVE_INFINITY : interval.relativeHalfWidth(),
                goal.isReached(series));
    }

    private static Slo.Measured measured(RunRecorder recorder, double seconds) {
        long[] connections = recorder.backends().values().stream()
                .mapToLong(load -> load.connections())
                .toArray();
        return new Slo.Measured(
                recorder.rtt(),
                recorder.uncorrectedRtt(),
                recorder.connect(),
                recorder.sendLag(),
                recorder.total(),
                recorder.failed(),
                seconds,
                connections.length == 0 ? Double.NaN : Fairness.jain(connections));
    }
}
