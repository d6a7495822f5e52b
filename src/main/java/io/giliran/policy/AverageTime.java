package io.giliran.policy;

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
final class AverageTime extends TimedLoad {
    private static final double NEWEST = 0.05;
    private static final double STEP_NANOS = 20e6;
    private static final double MOST_NANOS = 5e9;

    private final long halvingNanos;

    AverageTime(PolicyParameters.LeastTime parameters) {
        super(parameters.signal(), MOST_NANOS);
        halvingNanos = parameters.halvingNanos();
    }

    @Override
    public double of(Backend backend, long nowNanos) {
        int index = backend.index();
        long halvings = Math.min(62, Math.max(0, nowNanos - since[index]) / (halvingNanos + 1));
        double nanos = time[index] / (1L << halvings);
        double stepped = nanos > MOST_NANOS ? MOST_NANOS : (Math.floor(nanos / STEP_NANOS) + 1) * STEP_NANOS;
        return stepped * (open[index] + 1) / backend.weight();
    }

    @Override
    public void opened(Backend backend, long nowNanos) {
        super.opened(backend, nowNanos);
        since[backend.index()] = nowNanos;
    }

    @Override
    void add(int index, double nanos, long nowNanos) {
        time[index] = time[index] == 0 ? nanos : NEWEST * nanos + (1 - NEWEST) * time[index];
    }
}
