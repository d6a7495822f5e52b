package io.giliran.simulation.engine;

/**
 * Workers that serve one queue, first come, first served, represented by when each will be free. Requests must be offered in
 * the order of time; then their start and end are known at once (Kiefer and Wolfowitz, On the theory of queues with many
 * servers, 1955; for one worker it is Lindley's recursion).
 */
public final class FifoWorkers {
    private final long[] freeAt;
    private long start;

    public FifoWorkers(int workers) {
        freeAt = new long[workers];
    }

    /** Takes a request in that needs so much work, and returns when it will be done. */
    public long offer(long now, long work) {
        int earliest = earliest();
        start = Math.max(now, freeAt[earliest]);
        freeAt[earliest] = start + work;
        return start + work;
    }

    /** Start of the last offered request. */
    public long start() {
        return start;
    }

    /** Time that a request would wait if it arrived now, in ns. */
    public long waitAt(long now) {
        return Math.max(0, freeAt[earliest()] - now);
    }

    /** The work that is left, waiting and served, over all workers. */
    public long workLeftAt(long now) {
        long left = 0;
        for (long free : freeAt) {
            left += Math.max(0, free - now);
        }
        return left;
    }

    private int earliest() {
        int earliest = 0;
        for (int worker = 1; worker < freeAt.length; worker++) {
            if (freeAt[worker] < freeAt[earliest]) {
                earliest = worker;
            }
        }
        return earliest;
    }
}
