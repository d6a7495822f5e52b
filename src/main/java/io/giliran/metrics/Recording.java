package io.giliran.metrics;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What one loop recorded in one interval; for one thread at a time. Histograms hold nanoseconds from 1 ns to 1 h with three
 * significant digits, those of single backends with two; longer ones count as 1 h. They are as long as their greatest value
 * so far asks for, so that adding and emptying them is cheap; only a new greatest value allocates.
 */
public final class Recording {
    /** Who begins a request this much after its intended start was late; it is counted, and sent all the same. */
    public static final long LATE_NANOS = 1_000_000;

    /** A moment in which a loop was held up longer than this is counted as a pause. */
    public static final long PAUSE_NANOS = 1_000_000;

    private static final long MAX_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final int BACKEND_DIGITS = 2;

    private final long warmUpNanos;
    private final Histogram corrected = histogram();
    private final Histogram warmUp = histogram();
    private final Histogram uncorrected = histogram();
    private final Histogram connect = histogram();
    private final Histogram sendLag = histogram();
    private final Histogram pauses = histogram();
    private final Map<Outcome, Count> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, OfBackend> backends = new LinkedHashMap<>();
    private final SendSpan sends = new SendSpan();
    private long late;
    private long pauseCount;
    private long maxSendLagNanos = -1;

    /** An empty one, in which nothing is warm-up. */
    public Recording() {
        this(0);
    }

    /** @param warmUpNanos what was meant to start earlier is counted, but only {@link #warmUp} has its times */
    public Recording(long warmUpNanos) {
        this.warmUpNanos = warmUpNanos;
    }

    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /** Adds a request that has ended. */
    public void record(MeasuredRequest request) {
        of(request.outcome()).number++;
        boolean measured = request.intendedNanos() >= warmUpNanos;
        long lag = request.sendLagNanos();
        if (lag >= 0) {
            late += request.begunNanos() - request.intendedNanos() > LATE_NANOS ? 1 : 0;
            maxSendLagNanos = Math.max(maxSendLagNanos, lag);
            sends.add(request.readyNanos(), request.begunNanos());
        }
        if (measured) {
            add(sendLag, lag);
        }
        if (request.firstOnConnection()) {
            add(connect, request.connectNanos());
        }
        OfBackend backend = counted(request);
        if (request.outcome() == Outcome.OK) {
            long rtt = request.correctedNanos();
            add(measured ? corrected : warmUp, rtt);
            if (measured) {
                add(uncorrected, request.uncorrectedNanos());
            }
            if (backend != null) {
                add(backend.corrected, rtt);
            }
        }
    }

    private @Nullable OfBackend counted(MeasuredRequest request) {
        String name = request.backend();
        if (name == null) {
            return null;
        }
        OfBackend backend = ofBackend(name);
        backend.requests++;
        if (request.firstAnswered()) {
            backend.connections++;
        }
        return backend;
    }

    /**
     * Adds one look at whether the loop runs.
     *
     * @param lateNanos how much later than planned the loop came to it
     * @param nowNanos since the run's start
     */
    public void recordPause(long lateNanos, long nowNanos) {
        if (nowNanos >= warmUpNanos) {
            add(pauses, lateNanos);
        }
    }

    /** Counts a pause that has ended. */
    public void countPause() {
        pauseCount++;
    }

    /** Adds all that another one has. */
    public void add(Recording other) {
        addAll(corrected, other.corrected);
        addAll(warmUp, other.warmUp);
        addAll(uncorrected, other.uncorrected);
        addAll(connect, other.connect);
        addAll(sendLag, other.sendLag);
        addAll(pauses, other.pauses);
        other.outcomes.forEach((outcome, count) -> of(outcome).number += count.number);
        other.backends.forEach((name, its) -> ofBackend(name).add(its));
        sends.add(other.sends);
        late += other.late;
        pauseCount += other.pauseCount;
        maxSendLagNanos = Math.max(maxSendLagNanos, other.maxSendLagNanos);
    }

    /** Empties it for the next interval; the backends it knows stay. */
    public void clear() {
        corrected.reset();
        warmUp.reset();
        uncorrected.reset();
        connect.reset();
        sendLag.reset();
        pauses.reset();
        outcomes.values().forEach(count -> count.number = 0);
        backends.values().forEach(OfBackend::clear);
        sends.clear();
        late = 0;
        pauseCount = 0;
        maxSendLagNanos = -1;
    }

    /** Puts the histograms of these in the place of its own, but for the connect times. */
    void replaceHistograms(List<RunRecorder.Slot> slots) {
        corrected.reset();
        uncorrected.reset();
        sendLag.reset();
        pauses.reset();
        for (RunRecorder.Slot slot : slots) {
            slot.corrected().addTo(corrected);
            slot.uncorrected().addTo(uncorrected);
            slot.sendLag().addTo(sendLag);
            slot.pauses().addTo(pauses);
        }
    }

    /** Makes a backend known, so that one without any connection is seen too. */
    void know(String backend) {
        ofBackend(backend);
    }

    /** Corrected RTTs of the requests that ended well. The recording's own histogram, as all that follow: only read it. */
    public Histogram corrected() {
        return corrected;
    }

    /** Corrected RTTs of those that ended well and began in the stated warm-up. */
    public Histogram warmUp() {
        return warmUp;
    }

    /** Uncorrected RTTs of the requests that ended well. */
    public Histogram uncorrected() {
        return uncorrected;
    }

    /**
     * Connect times, one for each connection that stood. Also those of the warm-up: kept connections are all made then.
     */
    public Histogram connect() {
        return connect;
    }

    /** Send lags of all requests that were sent, however they ended. */
    public Histogram sendLag() {
        return sendLag;
    }

    /** How late the loop was at each look, so the time that the swarm itself stood still. */
    public Histogram pauses() {
        return pauses;
    }

    /** How often the loop was held up for more than {@link #PAUSE_NANOS}. */
    public long pauseCount() {
        return pauseCount;
    }

    /** Requests that began more than {@link #LATE_NANOS} after their intended start. */
    public long late() {
        return late;
    }

    /** The greatest send lag; -1 when nothing was sent. */
    public long maxSendLagNanos() {
        return maxSendLagNanos;
    }

    /** From when to when requests were meant to start and did. */
    public SendSpan sends() {
        return sends;
    }

    /** How many requests ended in this way. */
    public long count(Outcome outcome) {
        Count count = outcomes.get(outcome);
        return count == null ? 0 : count.number;
    }

    /** How many requests have ended, well or not. */
    public long total() {
        return outcomes.values().stream().mapToLong(count -> count.number).sum();
    }

    /** A copy of what each backend was given: the ones known beforehand first, then by their first answer. */
    public Map<String, BackendLoad> backends() {
        Map<String, BackendLoad> loads = new LinkedHashMap<>();
        backends.forEach((name, its) -> loads.put(name, new BackendLoad(its.connections, its.requests)));
        return loads;
    }

    /** The corrected RTTs of each backend, warm-up included. */
    public Map<String, Histogram> correctedByBackend() {
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        backends.forEach((name, its) -> histograms.put(name, its.corrected));
        return histograms;
    }

    private OfBackend ofBackend(String name) {
        OfBackend known = backends.get(name);
        if (known == null) {
            known = new OfBackend();
            backends.put(name, known);
        }
        return known;
    }

    private static void addAll(Histogram to, Histogram from) {
        if (from.getTotalCount() > 0) {
            to.add(from);
        }
    }

    private static void add(Histogram histogram, long nanos) {
        if (nanos >= 0) {
            histogram.recordValue(Math.min(nanos, MAX_NANOS));
        }
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
        final Histogram corrected = new Histogram(BACKEND_DIGITS);
        long connections;
        long requests;

        void add(OfBackend other) {
            addAll(corrected, other.corrected);
            connections += other.connections;
            requests += other.requests;
        }

        void clear() {
            corrected.reset();
            connections = 0;
            requests = 0;
        }
    }
}
