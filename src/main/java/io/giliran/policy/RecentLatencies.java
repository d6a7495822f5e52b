package io.giliran.policy;

import java.util.Arrays;

/**
 * Last few latencies of each backend with its load at that time; estimates the latency of a request that finds a given load:
 * the median of those at about the same load.
 */
public final class RecentLatencies {
    private static final int KEPT = 16;
    private static final int NEAR = 4;

    private long[] nanos = new long[0];
    private int[] inFlight = new int[0];
    private int[] count = new int[0];
    private final long[] near = new long[KEPT];

    /** A request was answered that had found so many others. */
    public void add(int backend, int othersInFlight, long latencyNanos) {
        growTo(backend);
        int at = backend * KEPT + count[backend] % KEPT;
        nanos[at] = latencyNanos;
        inFlight[at] = othersInFlight;
        // Above twice the number kept only the remainder counts.
        count[backend] = count[backend] + 1 < 2 * KEPT ? count[backend] + 1 : KEPT;
    }

    /** The index is another backend's from now on. */
    public void forget(int backend) {
        if (backend < count.length) {
            count[backend] = 0;
        }
    }

    /** The latency in ns with so many in flight; 0 when nothing is known. */
    public long estimate(int backend, int othersInFlight) {
        if (backend >= count.length) {
            return 0;
        }
        int all = Math.min(count[backend], KEPT);
        int found = 0;
        int tolerated = Math.max(1, othersInFlight / NEAR);
        for (int i = backend * KEPT; i < backend * KEPT + all; i++) {
            if (Math.abs(inFlight[i] - othersInFlight) <= tolerated) {
                near[found++] = nanos[i];
            }
        }
        if (found == 0) {
            // No request found about as many: take all, scaled by the number in flight. Otherwise a backend that was
            // slow when
            // it was full would be avoided for ever, however idle it is.
            for (int i = backend * KEPT; i < backend * KEPT + all; i++) {
                near[found++] = Math.round(nanos[i] * ((othersInFlight + 1.0) / (inFlight[i] + 1)));
            }
        }
        if (found == 0) {
            return 0;
        }
        Arrays.sort(near, 0, found);
        return near[(found - 1) / 2];
    }

    private void growTo(int backend) {
        if (backend >= count.length) {
            nanos = Arrays.copyOf(nanos, (backend + 1) * KEPT);
            inFlight = Arrays.copyOf(inFlight, (backend + 1) * KEPT);
            count = Arrays.copyOf(count, backend + 1);
        }
    }
}
