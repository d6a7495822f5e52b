package io.giliran.simulation.engine;

import io.giliran.metrics.Batches;
import io.giliran.metrics.tail.Bounded;
import io.giliran.metrics.tail.CensoredHistogram;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Result of one simulated run, of the requests that came after the warm-up.
 *
 * @param times of all of them, in ns: of those that were still under way when the run ended, how long they had been
 * @param early the same of those that came in the warm-up
 * @param batches of the answered ones, in the order of their answers
 * @param meanNanos of the answered ones, not rounded; NaN when there were none
 * @param failed how many ended without an answer: refused by all, cut, or failed by their backend
 * @param moved how many came from a client whose request before was at another backend
 * @param picks by backend, how many were connected to it
 * @param longest the most requests that were at one backend at once, waiting and served
 * @param meanUnderWay how many were under way on average over time
 * @param lastArrivalNanos when the last request came
 * @param fromNanos where the warm-up ends
 * @param endNanos the run's virtual end
 * @param events how many events it took: arrivals, departures and what else there was
 * @param stable false when the run was cut at its stated end because more work came than could be done
 * @param traceDigest of number, end, backend and outcome of every request in the order of their ends ({@link
 *     io.giliran.workload.SeriesDigest})
 * @param workloadDigest of arrival and demand of every request in the order of arrivals, in the same form
 */
public record RunResult(
        CensoredHistogram times,
        CensoredHistogram early,
        Batches batches,
        double meanNanos,
        long failed,
        long moved,
        List<Long> picks,
        int longest,
        double meanUnderWay,
        long lastArrivalNanos,
        long fromNanos,
        long endNanos,
        long events,
        boolean stable,
        String traceDigest,
        String workloadDigest) {

    /** The RTTs of answered requests. */
    public Histogram rtt() {
        return times.ended();
    }

    /** How many were still under way when the run ended. */
    public long unfinished() {
        return times.unendedCount();
    }

    /** How many answers a second there were after the warm-up. */
    public double answeredPerSecond() {
        return rtt().getTotalCount() / (Math.max(1, endNanos - fromNanos) / 1e9);
    }

    /** How many there were. */
    public long requests() {
        return times.count() + failed;
    }

    /** The mean time, in ns, as far as it is known. */
    public Bounded mean() {
        if (times.count() == 0) {
            return Bounded.EMPTY;
        }
        double answered = rtt().getTotalCount() == 0 ? 0 : meanNanos * rtt().getTotalCount();
        Histogram under = times.unended();
        return under.getTotalCount() == 0
                ? Bounded.exactly(meanNanos)
                : Bounded.atLeast((answered + under.getMean() * under.getTotalCount()) / times.count());
    }
}
