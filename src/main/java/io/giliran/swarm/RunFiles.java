package io.giliran.swarm;

import io.giliran.metrics.RequestRecord;
import io.giliran.metrics.RunRecorder;
import io.giliran.report.RequestLog;
import io.giliran.report.RttHistogramLog;
import io.giliran.report.RunSummary;
import io.giliran.report.SummaryJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The files of one run as they grow, and the sums beside them. Confined to the swarm's actor. */
final class RunFiles implements AutoCloseable {
    private final Run run;
    private final RunRecorder recorder;
    private final RequestLog requests;
    private final RttHistogramLog histograms;
    private long intervalStartNanos;

    /**
     * Makes the files.
     *
     * @throws io.giliran.settings.SettingsException when one cannot be made
     */
    RunFiles(Run run, Instant started, InetSocketAddress target) {
        this.run = run;
        recorder = new RunRecorder(run.backends());
        String label = run.policy() == null ? run.command() : run.policy();
        requests = RequestLog.open(run.directory(), started, label, target);
        try {
            histograms = RttHistogramLog.open(run.directory(), started);
        } catch (RuntimeException impossible) {
            requests.close();
            throw impossible;
        }
    }

    RunRecorder recorder() {
        return recorder;
    }

    void write(List<RequestRecord> ended) {
        for (RequestRecord request : ended) {
            recorder.record(request);
            requests.write(request);
        }
    }

    /** Ends an interval of the histogram log, and lets a reader of the request log see what there is. */
    void endInterval(long nowNanos) {
        histograms.interval(intervalStartNanos, nowNanos, recorder.takeInterval());
        intervalStartNanos = nowNanos;
        requests.flush();
    }

    /** Writes the end of all files but the summary. */
    void finish(long nowNanos) {
        endInterval(nowNanos);
        histograms.finish(nowNanos, recorder);
        close();
    }

    /** What was lost on the way to the disk, one line each; empty when nothing was. */
    List<String> losses() {
        List<String> losses = new ArrayList<>();
        IOException requestFailure = requests.failure();
        if (requestFailure != null) {
            losses.add(requests.lost() + " log lines could not be written: " + requestFailure.getMessage());
        }
        IOException histogramFailure = histograms.failure();
        if (histogramFailure != null) {
            losses.add(RttHistogramLog.FILE + " is not complete: " + histogramFailure.getMessage());
        }
        return losses;
    }

    void writeSummary(RunSummary summary) throws IOException {
        SummaryJson.write(summary, run.theory(), run.directory());
    }

    @Override
    public void close() {
        requests.close();
        histograms.close();
    }
}
