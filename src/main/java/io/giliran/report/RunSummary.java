package io.giliran.report;

import io.giliran.metrics.BackendLoad;
import io.giliran.metrics.Fairness;
import io.giliran.metrics.LatencySummary;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.metrics.tail.CensoredHistogram;
import io.giliran.metrics.validity.Grade;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run in numbers: what {@code summary.json} holds and the console shows.
 *
 * @param version of this program
 * @param ended requests that were started and have ended, well or not; equals {@code ok} plus all failures
 * @param unfinished requests that were under way when the run was cut
 * @param failed how many requests failed, for each kind of failure, zeros included
 * @param achievedPerSecond requests that ended well, per second of the load
 * @param corrected null, like the other three, when nothing was measured
 * @param warmUpNanos up to when requests are in none of these four, ns since the start; 0 when all are
 * @param p99WithWarmUp of the corrected RTT, ns, if nothing had been cut; -1 when nothing was
 * @param pauses how late the swarm's own loops were whenever they looked; null when they did not
 * @param pauseCount how often one was held up for more than {@code Recording#PAUSE_NANOS}
 * @param late requests that began more than {@code Recording#LATE_NANOS} after their intended start
 * @param maxSendLagNanos the worst of them; -1 when nothing was sent
 * @param backends in the natural order of their names: b2 before b10
 * @param judgement how sure the numbers are, and whether they are as wished
 */
public record RunSummary(
        String version,
        RunDescription run,
        long ended,
        long unfinished,
        long ok,
        Map<Outcome, Long> failed,
        double achievedPerSecond,
        @Nullable LatencySummary corrected,
        @Nullable LatencySummary uncorrected,
        @Nullable LatencySummary connect,
        @Nullable LatencySummary sendLag,
        long warmUpNanos,
        long p99WithWarmUp,
        @Nullable LatencySummary pauses,
        long pauseCount,
        long late,
        long maxSendLagNanos,
        Map<String, BackendLoad> backends,
        Judgement judgement) {

    /** Sums up what was recorded. */
    public static RunSummary of(RunDescription run, RunRecorder recorder, Judgement judgement) {
        Map<Outcome, Long> failed = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            if (outcome.isFailure()) {
                failed.put(outcome, recorder.count(outcome));
            }
        }
        Map<String, BackendLoad> backends = new TreeMap<>(NaturalOrder.INSTANCE);
        backends.putAll(recorder.backends());
        long ok = recorder.count(Outcome.OK);
        double seconds = run.loadSeconds();
        return new RunSummary(
                GiliranVersion.get(),
                run,
                recorder.total(),
                recorder.count(Outcome.UNFINISHED),
                ok,
                failed,
                seconds > 0 ? ok / seconds : 0,
                summary(recorder.rtt()),
                summary(recorder.uncorrectedRtt()),
                summary(CensoredHistogram.of(recorder.connect())),
                summary(CensoredHistogram.of(recorder.sendLag())),
                recorder.warmUpNanos(),
                recorder.correctedOfWarmUp().getTotalCount() == 0 ? -1 : recorder.p99WithWarmUp(),
                summary(CensoredHistogram.of(recorder.pauses())),
                recorder.pauseCount(),
                recorder.late(),
                recorder.maxSendLagNanos(),
                new LinkedHashMap<>(backends),
                judgement);
    }

    /** Whether the results can be trusted, within their error bounds. */
    public boolean valid() {
        return run.verdict().grade() != Grade.INVALID;
    }

    /** Requests that failed, of all kinds. */
    public long failures() {
        return ended - ok;
    }

    /** The connections that some backend answered. */
    public long connections() {
        long connections = 0;
        for (BackendLoad load : backends.values()) {
            connections += load.connections();
        }
        return connections;
    }

    /** The connections that stood and on which no backend answered. */
    public long unansweredConnections() {
        return connect == null || backends.isEmpty() ? 0 : Math.max(0, connect.count() - connections());
    }

    /** A backend's part of all connections that were answered, from 0 to 1; 0 when there were none. */
    public double share(BackendLoad load) {
        long connections = connections();
        return connections == 0 ? 0 : (double) load.connections() / connections;
    }

    /** Jain's index over the backends' connections; empty when no backend had any. */
    public OptionalDouble jain() {
        return connections() == 0 ? OptionalDouble.empty() : OptionalDouble.of(Fairness.jain(counts()));
    }

    /** The most connections of a backend against their mean; empty when no backend had any. */
    public OptionalDouble maxOverMean() {
        return connections() == 0 ? OptionalDouble.empty() : OptionalDouble.of(Fairness.maxOverMean(counts()));
    }

    private long[] counts() {
        return backends.values().stream().mapToLong(BackendLoad::connections).toArray();
    }

    private static @Nullable LatencySummary summary(CensoredHistogram durations) {
        return durations.count() == 0 ? null : LatencySummary.of(durations);
    }
}
