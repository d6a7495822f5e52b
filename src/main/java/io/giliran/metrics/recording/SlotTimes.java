package io.giliran.metrics.recording;

import io.giliran.metrics.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The times of the requests that were meant to start in one slot, or in several. Histograms are as long as their greatest value
 * so far asks for, so that adding and emptying them is cheap; only a new greatest value allocates. For one thread at a time.
 */
final class SlotTimes {
    static final int BACKEND_DIGITS = 2;

    /** RTTs from the intended start. */
    final Durations corrected = new Durations();
    /** RTTs from the actual send. */
    final Durations uncorrected = new Durations();
    /** RTTs from the actual start of the swarm: the corrected RTT without its own send lag. */
    final Durations punctual = new Durations();

    final Histogram sendLag = Durations.histogram();
    final Histogram pauses = Durations.histogram();
    /** Corrected RTTs, by the backend that answered. */
    final Map<String, Histogram> backends = new LinkedHashMap<>();
    /** Requests that have failed in a way that is no time: refused, reset, closed, answered wrongly. */
    long failed;

    /**
     * Adds a request that has ended, or was given up.
     *
     * @param correctedNanos below 0, as the other two, where the request never got that far
     */
    void record(Outcome outcome, long correctedNanos, long uncorrectedNanos, long lagNanos, @Nullable String backend) {
        Durations.record(sendLag, lagNanos);
        boolean answered = outcome == Outcome.OK;
        if (!answered && !outcome.isUnanswered()) {
            failed++;
            return;
        }
        corrected.record(correctedNanos, answered);
        uncorrected.record(uncorrectedNanos, answered);
        punctual.record(Math.max(0, correctedNanos - Math.max(0, lagNanos)), answered);
        if (answered && backend != null) {
            Durations.record(ofBackend(backend), correctedNanos);
        }
    }

    void recordPause(long lateNanos) {
        Durations.record(pauses, lateNanos);
    }

    void add(SlotTimes other) {
        corrected.add(other.corrected);
        uncorrected.add(other.uncorrected);
        punctual.add(other.punctual);
        Durations.addAll(sendLag, other.sendLag);
        Durations.addAll(pauses, other.pauses);
        failed += other.failed;
    }

    /** Takes out what is in it from another one; backends stay as they are. */
    void subtract(SlotTimes other) {
        corrected.subtract(other.corrected);
        uncorrected.subtract(other.uncorrected);
        punctual.subtract(other.punctual);
        sendLag.subtract(other.sendLag);
        pauses.subtract(other.pauses);
        failed -= other.failed;
    }

    void clear() {
        corrected.clear();
        uncorrected.clear();
        punctual.clear();
        sendLag.reset();
        pauses.reset();
        backends.values().forEach(Histogram::reset);
        failed = 0;
    }

    private Histogram ofBackend(String name) {
        Histogram known = backends.get(name);
        if (known == null) {
            known = new Histogram(BACKEND_DIGITS);
            backends.put(name, known);
        }
        return known;
    }
}
