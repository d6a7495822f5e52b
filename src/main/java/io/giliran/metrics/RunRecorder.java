package io.giliran.metrics;

import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Sums up the requests of one run. For one thread. Histograms hold nanoseconds from 1 ns to 1 h with three significant
 * digits; longer ones count as 1 h.
 */
public final class RunRecorder {
    private static final long MAX_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram corrected = new Histogram(MAX_NANOS, DIGITS);
    private final Histogram uncorrected = new Histogram(MAX_NANOS, DIGITS);
    private final Histogram connect = new Histogram(MAX_NANOS, DIGITS);
    private final Histogram sendLag = new Histogram(MAX_NANOS, DIGITS);
    private Histogram interval = new Histogram(MAX_NANOS, DIGITS);

    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, Counts> backends = new LinkedHashMap<>();

    /** Clients whose connection has not been answered yet, so that nobody knows its backend. */
    private final BitSet unanswered = new BitSet();

    /** A recorder that learns the backends' names from their answers. */
    public RunRecorder() {
        this(List.of());
    }

    /** A recorder that knows backends beforehand, so that one without any connection is seen too. */
    public RunRecorder(Collection<String> backendNames) {
        for (String name : backendNames) {
            backends.put(name, new Counts());
        }
    }

    /** Adds a request that has ended. */
    public void record(RequestRecord request) {
        outcomes.merge(request.outcome(), 1L, Long::sum);
        if (request.firstOnConnection()) {
            add(connect, request.connectNanos());
            unanswered.set(request.client());
        }
        add(sendLag, request.sendLagNanos());
        String backend = request.backend();
        if (backend != null) {
            Counts counts = backends.computeIfAbsent(backend, unused -> new Counts());
            counts.requests++;
            if (unanswered.get(request.client())) {
                unanswered.clear(request.client());
                counts.connections++;
            }
        }
        if (request.outcome() == Outcome.OK) {
            add(corrected, request.correctedNanos());
            add(interval, request.correctedNanos());
            add(uncorrected, request.uncorrectedNanos());
        }
    }

    /** The corrected RTTs since the last call; the histogram is the caller's from now on. */
    public Histogram takeInterval() {
        Histogram taken = interval;
        interval = new Histogram(MAX_NANOS, DIGITS);
        return taken;
    }

    /** Corrected RTTs of the requests that ended well. The recorder's own histogram: read it, do not change it. */
    public Histogram corrected() {
        return corrected;
    }

    /** Uncorrected RTTs of the requests that ended well. */
    public Histogram uncorrected() {
        return uncorrected;
    }

    /** Connect times, one for each connection that stood. */
    public Histogram connect() {
        return connect;
    }

    /** Send lags of all requests that were sent, however they ended. */
    public Histogram sendLag() {
        return sendLag;
    }

    /** How many requests ended in this way. */
    public long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    /** How many requests have ended, well or not. */
    public long total() {
        long total = 0;
        for (long count : outcomes.values()) {
            total += count;
        }
        return total;
    }

    /** How many requests have failed. */
    public long failed() {
        return total() - count(Outcome.OK);
    }

    /** A copy of what each backend was given so far: the ones known beforehand first, then by their first answer. */
    public Map<String, BackendLoad> backends() {
        Map<String, BackendLoad> loads = new LinkedHashMap<>();
        backends.forEach((name, counts) -> loads.put(name, new BackendLoad(counts.connections, counts.requests)));
        return loads;
    }

    private static void add(Histogram histogram, long nanos) {
        if (nanos >= 0) {
            histogram.recordValue(Math.min(nanos, MAX_NANOS));
        }
    }

    private static final class Counts {
        long connections;
        long requests;
    }
}
