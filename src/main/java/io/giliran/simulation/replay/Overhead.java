package io.giliran.simulation.replay;

import io.giliran.simulation.engine.RequestRows;
import java.util.Arrays;

/**
 * Overhead of a recorded request beyond its work and its wait for a worker: network, kernel, balancer, timers. The simulator
 * has none of it.
 *
 * @param nanos the median over the requests of the sample
 * @param sample number of these requests
 * @param foundIdle whether they are those that found a worker idle, so that nothing but work and overhead is in their RTT;
 *     otherwise too few did, and the computed wait is subtracted from the RTT of all
 */
public record Overhead(long nanos, int sample, boolean foundIdle) {
    private static final int ENOUGH = 20;

    /** Reckons when each request of the recording found a worker, with the picks as they were. */
    static Overhead of(LiveRecording recording) {
        ReplayRun run =
                new ReplayRun(recording, null, new ReplayRun.Assumptions(0, false), ReplayRun.PickWatch.UNSEEN).run();
        Overhead idle = of(recording, run, true);
        return idle.sample >= ENOUGH ? idle : of(recording, run, false);
    }

    private static Overhead of(LiveRecording recording, ReplayRun run, boolean foundIdle) {
        RequestRows requests = recording.requests();
        long[] over = new long[requests.count];
        int count = 0;
        for (int request = 0; request < requests.count; request++) {
            if (recording.isMeasured(request) && run.rtt[request] >= 0 && (!foundIdle || run.waited[request] == 0)) {
                over[count++] = requests.rtt[request] - requests.work[request] - run.waited[request];
            }
        }
        long[] sorted = Arrays.copyOf(over, count);
        Arrays.sort(sorted);
        return new Overhead(count == 0 ? 0 : Math.max(0, sorted[(count - 1) / 2]), count, foundIdle);
    }
}
