package io.giliran.simulation.engine;

import io.giliran.metrics.Batches;
import io.giliran.metrics.tail.Bounded;
import io.giliran.metrics.tail.CensoredHistogram;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Result of one simulated run, over the requests that came after the warm-up.
 *
 * @param times of all of them, in ns: of those that were still under way when the run ended, the time up to then
 * @param early the same of those that came in the warm-up
 * @param batches of the answered ones, in the order of their answers
 * @param meanNanos of the answered ones, not rounded; NaN when there were none
 * @param failed number of requests without an answer: refused by all, cut, or failed by their backend
 * @param moved number of requests whose client's request before was at another backend
 * @param picks number of connections to each backend, by index
 * @param longest the most requests that were at one backend at once, waiting and served
 * @param meanUnderWay time average of the number of requests under way
 * @param lastArrivalNanos time of the last arrival
 * @param fromNanos end of the warm-up
 * @param endNanos the run's virtual end
 * @param events number of events: arrivals, departures and all others
 * @param stable false when the run was cut at its stated end because more work came than could be done
 * @param traceDigest of number, end, backend and outcome of every request in the order of their ends
 *     ({@link io.giliran.workload.SeriesDigest})
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

    /** Number of requests that were still under way when the run ended. */
    public long unfinished() {
        return times.unendedCount();
    }

    /** Answers per second after the warm-up. */
    public double answeredPerSecond() {
        return rtt().getTotalCount() / (Math.max(1, endNanos - fromNanos) / 1e9);
    }

    /** Number of requests, with an answer or without. */
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
