package io.giliran.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Finagle's peak EWMA: an exponentially weighted moving average of a time that jumps up at once to a longer one and decays
 * only slowly, times the open connections and one. A backend of which nothing is known yet but that has connections pending
 * counts as worst of all, so that it gets one at a time; a failed connection counts as a long time, so that a backend that
 * fails fast does not look fast.
 *
 * @see <a
 *     href="https://github.com/twitter/finagle/blob/develop/finagle-core/src/main/scala/com/twitter/finagle/loadbalancer/PeakEwma.scala">PeakEwma.scala</a>
 */
final class PeakEwma implements LoadMetric {
    private static final double UNKNOWN_BUT_PENDING = Long.MAX_VALUE >> 16;

    private final Signal signal;
    private final Set<Signal> signals;
    private final double decayNanos;
    private final long failurePenaltyNanos;
    private double[] cost = new double[0];
    private long[] costAt = new long[0];
    private int[] open = new int[0];

    PeakEwma(PolicyParameters.PeakEwma parameters) {
        signal = parameters.signal();
        signals = Set.of(signal);
        decayNanos = parameters.decayNanos();
        failurePenaltyNanos = parameters.failurePenaltyNanos();
    }

    @Override
    public void makeRoom(List<Backend> backends) {
        int size = open.length;
        for (Backend backend : backends) {
            size = Math.max(size, backend.index() + 1);
        }
        cost = Arrays.copyOf(cost, size);
        costAt = Arrays.copyOf(costAt, size);
        open = Arrays.copyOf(open, size);
    }

    @Override
    public void forget(Backend backend) {
        if (backend.index() < cost.length) {
            cost[backend.index()] = 0;
            costAt[backend.index()] = 0;
        }
    }

    @Override
    public double of(Backend backend, long nowNanos) {
        int index = backend.index();
        observe(index, 0, nowNanos);
        double load = cost[index] == 0 && open[index] > 0
                ? UNKNOWN_BUT_PENDING + open[index]
                : cost[index] * (open[index] + 1);
        return load / backend.weight();
    }

    @Override
    public void opened(Backend backend, long nowNanos) {
        open[backend.index()]++;
    }

    @Override
    public void closed(Backend backend, long nowNanos) {
        open[backend.index()]--;
    }

    @Override
    public void failed(Backend backend, long nowNanos) {
        observe(backend.index(), failurePenaltyNanos, nowNanos);
    }

    @Override
    public Set<Signal> signals() {
        return signals;
    }

    @Override
    public void observed(Backend backend, Signal observed, long nanos, long nowNanos) {
        if (observed == signal) {
            observe(backend.index(), nanos, nowNanos);
        }
    }

    private void observe(int index, long nanos, long nowNanos) {
        if (nanos > cost[index]) {
            cost[index] = nanos;
        } else if (cost[index] != 0) {
            double kept = StrictMath.exp(-Math.max(0, nowNanos - costAt[index]) / decayNanos);
            cost[index] = cost[index] * kept + nanos * (1 - kept);
        }
        costAt[index] = nowNanos;
    }
}
