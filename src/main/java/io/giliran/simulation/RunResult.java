package io.giliran.simulation;

import io.giliran.metrics.Batches;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What one simulated run showed, of the requests that came after the warm-up.
 *
 * @param rtt of the answered ones, in ns
 * @param batches of the same, in the order of their answers
 * @param meanNanos of the answered ones, not rounded; NaN when there were none
 * @param failed how many got no answer: refused by all, cut, or failed by their backend
 * @param moved how many came from a client whose request before was at another backend
 * @param unfinished how many were still under way when the run ended
 * @param picks by backend, how many were connected to it
 * @param longest the most requests that were at one backend at once, waiting and served
 * @param meanUnderWay how many were under way on average over time
 * @param lastArrivalNanos when the last request came
 * @param endNanos the run's virtual end
 * @param events how many events it took: arrivals, departures and what else there was
 * @param stable false when the run was cut at its stated end because more work came than could be done
 * @param traceDigest of number, end, backend and outcome of every request in the order of their ends ({@link
 *     io.giliran.workload.SeriesDigest})
 * @param workloadDigest of arrival and demand of every request in the order of arrivals, in the same form
 */
record RunResult(
        Histogram rtt,
        Batches batches,
        double meanNanos,
        long failed,
        long moved,
        long unfinished,
        List<Long> picks,
        int longest,
        double meanUnderWay,
        long lastArrivalNanos,
        long endNanos,
        long events,
        boolean stable,
        String traceDigest,
        String workloadDigest) {}
