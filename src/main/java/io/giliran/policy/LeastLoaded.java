package io.giliran.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The backend with the least load by some metric; ties take turns by smooth weighted round robin, as nginx's least_conn
 * does. Looks at every backend.
 */
final class LeastLoaded implements BalancingPolicy {
    static final String CONNECTIONS = "least-connections";
    static final String PEAK_EWMA = "peak-ewma";
    static final String TIME = "least-time";

    private final String name;
    private final LoadMetric metric;
    private final String rule;
    private final EligibleBackends backends = new EligibleBackends();
    private final SmoothTurns turns = new SmoothTurns();
    private @Nullable PickNotes notes;

    private LeastLoaded(String name, LoadMetric metric, String rule) {
        this.name = name;
        this.metric = metric;
        this.rule = rule + "; among equals smooth round robin";
    }

    static LeastLoaded connections() {
        return new LeastLoaded(CONNECTIONS, new OpenByWeight(), "the fewest open connections by weight");
    }

    static LeastLoaded peakEwma(PolicyParameters parameters) {
        return new LeastLoaded(
                PEAK_EWMA,
                new PeakEwma(parameters.peakEwma()),
                "the least peak EWMA times (open + 1) by weight, in ns");
    }

    static LeastLoaded time(PolicyParameters parameters) {
        return new LeastLoaded(
                TIME,
                new AverageTime(parameters.leastTime()),
                "the least average time times (open + 1) by weight, in ns");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        turns.keep(eligible);
        metric.makeRoom(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        int untried = backends.siftUntried(tried);
        Backend[] candidates = backends.sifted();
        int tied = 0;
        double least = 0;
        for (int i = 0; i < untried; i++) {
            Backend candidate = candidates[i];
            double load = metric.of(candidate, nowNanos);
            if (notes != null) {
                notes.candidate(candidate, load);
            }
            if (tied == 0 || load < least) {
                least = load;
                tied = 0;
            }
            if (load == least) {
                candidates[tied++] = candidate;
            }
        }
        Backend next = turns.next(candidates, tied);
        if (notes != null && next != null) {
            notes.decidedBy(rule);
        }
        return next;
    }

    @Override
    public void forget(Backend backend) {
        turns.forget(backend);
        metric.forget(backend);
    }

    @Override
    public void connectionOpened(Backend backend, long nowNanos) {
        metric.opened(backend, nowNanos);
    }

    @Override
    public void connectionClosed(Backend backend, long nowNanos) {
        metric.closed(backend, nowNanos);
    }

    @Override
    public void connectionFailed(Backend backend, long nowNanos) {
        metric.failed(backend, nowNanos);
    }

    @Override
    public Set<Signal> signals() {
        return metric.signals();
    }

    @Override
    public void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        metric.observed(backend, signal, nanos, nowNanos);
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }
}
