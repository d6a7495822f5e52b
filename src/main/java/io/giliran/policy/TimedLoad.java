package io.giliran.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Load from a measured time of each backend and from its open connections. */
abstract class TimedLoad implements LoadMetric {
    private final Signal signal;
    private final Set<Signal> signals;
    private final double failureNanos;
    /** Smoothed time of each backend, in ns; 0 while none is known. */
    double[] time = new double[0];
    /** Moment from which the time of each backend decays. */
    long[] since = new long[0];

    int[] open = new int[0];

    /** @param failureNanos time that a failed connection counts as */
    TimedLoad(Signal signal, double failureNanos) {
        this.signal = signal;
        this.failureNanos = failureNanos;
        signals = Set.of(signal);
    }

    /** Smooths the time of a backend with a new one. */
    abstract void add(int index, double nanos, long nowNanos);

    @Override
    public final void makeRoom(List<Backend> backends) {
        int size = open.length;
        for (Backend backend : backends) {
            size = Math.max(size, backend.index() + 1);
        }
        time = Arrays.copyOf(time, size);
        since = Arrays.copyOf(since, size);
        open = Arrays.copyOf(open, size);
    }

    @Override
    public final void forget(Backend backend) {
        if (backend.index() < time.length) {
            time[backend.index()] = 0;
            since[backend.index()] = 0;
        }
    }

    @Override
    public void opened(Backend backend, long nowNanos) {
        open[backend.index()]++;
    }

    @Override
    public final void closed(Backend backend, long nowNanos) {
        open[backend.index()]--;
    }

    @Override
    public final void failed(Backend backend, long nowNanos) {
        add(backend.index(), failureNanos, nowNanos);
    }

    @Override
    public final Set<Signal> signals() {
        return signals;
    }

    @Override
    public final void observed(Backend backend, Signal observed, long nanos, long nowNanos) {
        if (observed == signal) {
            add(backend.index(), (double) nanos, nowNanos);
        }
    }
}
