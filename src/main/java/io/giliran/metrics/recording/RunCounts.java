package io.giliran.metrics.recording;

import io.giliran.metrics.BackendLoad;
import io.giliran.metrics.MeasuredRequest;
import io.giliran.metrics.Outcome;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts of all requests, also of those in the warm-up. For one thread at a time. */
final class RunCounts {
    final Histogram connect = Durations.histogram();
    final SendSpan sends = new SendSpan();
    private final Map<Outcome, Count> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, OfBackend> backends = new LinkedHashMap<>();
    long late;
    long pauseCount;
    long maxSendLagNanos = -1;

    /** @param lagNanos of the request, -1 when it was never sent */
    void record(MeasuredRequest request, long lagNanos) {
        of(request.outcome()).number++;
        if (lagNanos >= 0) {
            late += request.begunNanos() - request.intendedNanos() > Recording.LATE_NANOS ? 1 : 0;
            maxSendLagNanos = Math.max(maxSendLagNanos, lagNanos);
            sends.add(request.readyNanos(), request.begunNanos());
        }
        if (request.firstOnConnection()) {
            Durations.record(connect, request.connectNanos());
        }
        String name = request.backend();
        if (name != null) {
            OfBackend backend = ofBackend(name);
            backend.requests++;
            if (request.firstAnswered()) {
                backend.connections++;
            }
        }
    }

    void add(RunCounts other) {
        Durations.addAll(connect, other.connect);
        sends.add(other.sends);
        other.outcomes.forEach((outcome, count) -> of(outcome).number += count.number);
        other.backends.forEach((name, its) -> ofBackend(name).add(its));
        late += other.late;
        pauseCount += other.pauseCount;
        maxSendLagNanos = Math.max(maxSendLagNanos, other.maxSendLagNanos);
    }

    /** Empties it; the backends it knows stay. */
    void clear() {
        connect.reset();
        sends.clear();
        outcomes.values().forEach(count -> count.number = 0);
        backends.values().forEach(OfBackend::clear);
        late = 0;
        pauseCount = 0;
        maxSendLagNanos = -1;
    }

    /** Makes a backend known, so that one without any connection is seen too. */
    void know(String backend) {
        ofBackend(backend);
    }

    long count(Outcome outcome) {
        return of(outcome).number;
    }

    /** Number of requests that have ended, well or not; without those that were under way when the run was cut. */
    long total() {
        return outcomes.values().stream().mapToLong(count -> count.number).sum() - count(Outcome.UNFINISHED);
    }

    Map<String, BackendLoad> loads() {
        Map<String, BackendLoad> loads = new LinkedHashMap<>();
        backends.forEach((name, its) -> loads.put(name, new BackendLoad(its.connections, its.requests)));
        return loads;
    }

    private OfBackend ofBackend(String name) {
        OfBackend known = backends.get(name);
        if (known == null) {
            known = new OfBackend();
            backends.put(name, known);
        }
        return known;
    }

    private Count of(Outcome outcome) {
        Count known = outcomes.get(outcome);
        if (known == null) {
            known = new Count();
            outcomes.put(outcome, known);
        }
        return known;
    }

    private static final class Count {
        long number;
    }

    private static final class OfBackend {
        long connections;
        long requests;

        void add(OfBackend other) {
            connections += other.connections;
            requests += other.requests;
        }

        void clear() {
            connections = 0;
            requests = 0;
        }
    }
}
