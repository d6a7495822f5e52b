package io.giliran.metrics.recording;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Corrected RTTs of the requests that were meant to start in one second of a run, as far as they have ended by now: what the
 * histogram log has on its lines. Also those of the warm-up, which ends where an interval ends.
 */
public final class IntervalTimes {
    private final long fromNanos;
    private final long toNanos;
    private final Durations corrected = new Durations();
    private final Map<String, Histogram> backends = new LinkedHashMap<>();

    IntervalTimes(long fromNanos, long toNanos) {
        this.fromNanos = fromNanos;
        this.toNanos = toNanos;
    }

    void add(SlotTimes times) {
        corrected.add(times.corrected);
        times.backends.forEach((name, values) -> {
            if (values.getTotalCount() > 0) {
                ofBackend(name).add(values);
            }
        });
    }

    void add(boolean answered, long nanos, @Nullable String backend) {
        corrected.record(nanos, answered);
        if (answered && backend != null) {
            Durations.record(ofBackend(backend), nanos);
        }
    }

    private Histogram ofBackend(String name) {
        return backends.computeIfAbsent(name, unused -> new Histogram(SlotTimes.BACKEND_DIGITS));
    }

    /** Beginning of the interval, ns since the start of the run. */
    public long fromNanos() {
        return fromNanos;
    }

    /** End of the interval, ns since the start of the run. */
    public long toNanos() {
        return toNanos;
    }

    /** The RTTs of answered requests. Read only, as the others. */
    public Histogram answered() {
        return corrected.ended();
    }

    /** Waiting times of the requests that were not answered in time. */
    public Histogram unanswered() {
        return corrected.unended();
    }

    /** The RTTs of answered requests, by backend. */
    public Map<String, Histogram> byBackend() {
        return backends;
    }
}
