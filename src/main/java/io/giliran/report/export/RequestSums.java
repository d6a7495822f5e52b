package io.giliran.report.export;

import io.giliran.report.reading.RecordedRun;
import io.giliran.report.reading.RequestTimes;
import org.HdrHistogram.Histogram;

/**
 * Sums that only the times of single requests yield: the durations of failed ones, and the bytes. Nothing when they were not
 * kept.
 */
final class RequestSums {
    private final Histogram failed = new Histogram(3);
    private final boolean known;
    private long connections;
    private long bytesOut;
    private long bytesIn;

    private RequestSums(boolean known) {
        this.known = known;
        failed.setAutoResize(true);
    }

    static RequestSums of(RecordedRun run) {
        RequestSums sums = new RequestSums(run.hasTimes());
        run.forEachRequest(sums::add);
        return sums;
    }

    private void add(RequestTimes request) {
        bytesOut += request.bytesOut();
        bytesIn += request.bytesIn();
        if (request.connectedNanos() >= 0) {
            connections++;
        }
        if (!request.isOk() && request.endNanos() >= 0 && !request.isUnfinished()) {
            failed.recordValue(request.correctedNanos());
        }
    }

    /** Whether the times were kept. */
    boolean known() {
        return known;
    }

    /** Durations of failed requests from the intended start until the failure was known, in ns. */
    Histogram failed() {
        return failed;
    }

    long connections() {
        return connections;
    }

    long bytesOut() {
        return bytesOut;
    }

    long bytesIn() {
        return bytesIn;
    }
}
