package io.giliran.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * nginx's least_time: the average time, of which each new one is a twentieth, halved for each while that the backend was not
 * chosen, in steps of 20 ms up to 5 s; times the open connections and one. A failed connection counts as one of 5 s, which
 * nginx leaves to its max_fails.
 *
 * <p>The while counts from every choice; nginx, whose clock here ticks in seconds, sets it back only when it is over, so that
 * a busy backend, too, is halved for one pick in each. How long the requests under way have waited is not looked at, as in
 * nginx without {@code inflight}: a policy is not told which connection a time is of, and that they are open counts already.
 *
 * @see <a href="https://nginx.org/en/docs/stream/ngx_stream_upstream_module.html#least_time">least_time</a>
 */
final class AverageTime implements LoadMetric {
    private static final double NEWEST = 0.05;
    private static final double STEP_NANOS = 20e6;
    private static final double MOST_NANOS = 5e9;

    private final Signal signal;
    private final Set<Signal> signals;
    private final long halvingNanos;
    private double[] average = new double[0];
    private long[] chosenAt = new long[0];
    private int[] open = new int[0];

    AverageTime(PolicyParameters.LeastTime parameters) {
        signal = parameters.signal();
        signals = Set.of(signal);
        halvingNanos = parameters.halvingNanos();
    }

    @Override
    public void makeRoom(List<Backend> backends) {
        int size = open.length;
        for (Backend backend : backends) {
            size = Math.max(size, backend.index() + 1);
        }
        average = Arrays.copyOf(average, size);
        chosenAt = Arrays.copyOf(chosenAt, size);
        open = Arrays.copyOf(open, size);
    }

    @Override
    public void forget(Backend backend) {
        if (backend.index() < average.length) {
            average[backend.index()] = 0;
            chosenAt[backend.index()] = 0;
        }
    }

    @Override
    public double of(Backend backend, long nowNanos) {
        int index = backend.index();
        long halvings = Math.min(62, Math.max(0, nowNanos - chosenAt[index]) / (halvingNanos + 1));
        double nanos = average[index] / (1L << halvings);
        double stepped = nanos > MOST_NANOS ? MOST_NANOS : (Math.floor(nanos / STEP_NANOS) + 1) * STEP_NANOS;
        return stepped * (open[index] + 1) / backend.weight();
    }

    @Override
    public void opened(Backend backend, long nowNanos) {
        open[backend.index()]++;
        chosenAt[backend.index()] = nowNanos;
    }

    @Override
    public void closed(Backend backend, long nowNanos) {
        open[backend.index()]--;
    }

    @Override
    public void failed(Backend backend, long nowNanos) {
        average(backend.index(), MOST_NANOS);
    }

    @Override
    public Set<Signal> signals() {
        return signals;
    }

    @Override
    public void observed(Backend backend, Signal observed, long nanos, long nowNanos) {
        if (observed == signal) {
            average(backend.index(), (double) nanos);
        }
    }

    private void average(int index, double nanos) {
        average[index] = average[index] == 0 ? nanos : NEWEST * nanos + (1 - NEWEST) * average[index];
    }
}
