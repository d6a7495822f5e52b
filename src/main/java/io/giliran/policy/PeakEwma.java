package io.giliran.policy;

/**
 * Finagle's peak EWMA: an exponentially weighted moving average of a time that jumps up at once to a longer one and decays
 * only slowly, times the open connections and one. A backend of which nothing is known yet but that has connections pending
 * counts as worst of all, so that it gets one at a time; a failed connection counts as a long time, so that a backend that
 * fails fast does not look fast.
 *
 * @see <a
 *     href="https://github.com/twitter/finagle/blob/develop/finagle-core/src/main/scala/com/twitter/finagle/loadbalancer/PeakEwma.scala">PeakEwma.scala</a>
 */
final class PeakEwma extends TimedLoad {
    private static final double UNKNOWN_BUT_PENDING = Long.MAX_VALUE >> 16;

    private final double decayNanos;

    PeakEwma(PolicyParameters.PeakEwma parameters) {
        super(parameters.signal(), (double) parameters.failurePenaltyNanos());
        decayNanos = parameters.decayNanos();
    }

    @Override
    public double of(Backend backend, long nowNanos) {
        int index = backend.index();
        add(index, 0, nowNanos);
        double load = time[index] == 0 && open[index] > 0
                ? UNKNOWN_BUT_PENDING + open[index]
                : time[index] * (open[index] + 1);
        return load / backend.weight();
    }

    @Override
    void add(int index, double nanos, long nowNanos) {
        if (nanos > time[index]) {
            time[index] = nanos;
        } else if (time[index] != 0) {
            double kept = StrictMath.exp(-Math.max(0, nowNanos - since[index]) / decayNanos);
            time[index] = time[index] * kept + nanos * (1 - kept);
        }
        since[index] = nowNanos;
    }
}
