package io.giliran.swarm;

import io.giliran.metrics.RequestRecord;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.report.RequestLog;
import io.giliran.report.RttHistogramLog;
import io.giliran.report.RunSummary;
import io.giliran.report.SummaryFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one run as they grow, and the sums beside them. Confined to the swarm's actor. */
final class RunFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

    private final Run run;
    private final RunRecorder recorder;
    /** Null when single requests are not logged. */
    private final @Nullable RequestLog requests;

    private final RttHistogramLog histograms;
    private final SummaryFile summary;

    /**
     * Makes the files.
     *
     * @param statedWarmUpNanos 0 for none
     * @throws io.giliran.settings.SettingsException when one cannot be made
     */
    RunFiles(Run run, Instant started, InetSocketAddress target, boolean log, long statedWarmUpNanos) {
        this.run = run;
        recorder = new RunRecorder(run.backends(), statedWarmUpNanos);
        String label = run.policy() == null ? run.command() : run.policy();
        summary = SummaryFile.open(run.directory());
        RequestLog opened = null;
        try {
            opened = log ? RequestLog.open(run.directory(), started, label, target) : null;
            histograms = RttHistogramLog.open(run.directory(), started);
        } catch (RuntimeException impossible) {
            if (opened != null) {
                opened.close();
            }
            close(summary);
            throw impossible;
        }
        requests = opened;
    }

    RunRecorder recorder() {
        return recorder;
    }

    void write(List<RequestRecord> ended) {
        if (requests != null) {
            ended.forEach(requests::write);
        }
    }

    /** Notes that there are so many clients from now on. */
    void clients(long nowNanos, int clients) {
        if (requests != null) {
            requests.clients(nowNanos, clients);
        }
    }

    /** Writes the intervals of the histogram log that are over, and lets a reader of the request log see what there is. */
    void writeIntervals(long nowNanos) {
        recorder.takeIntervals(nowNanos).forEach(histograms::interval);
        if (requests != null) {
            requests.flush();
        }
    }

    /**
     * Writes the end of all files but the summary.
     *
     * @param warmUpRequests that are to be cut out of the percentiles
     * @param mostWarmUpNanos how much of the run may be cut
     */
    void finish(long nowNanos, long warmUpRequests, long mostWarmUpNanos) {
        recorder.settledUntil(nowNanos);
        recorder.takeIntervals(Long.MAX_VALUE).forEach(interval -> histograms.lastInterval(interval, nowNanos));
        recorder.cutWarmUp(warmUpRequests, mostWarmUpNanos);
        histograms.finish(nowNanos, recorder);
        closeLogs();
    }

    /** Losses on the way to the disk, one line each; empty for none. */
    List<String> losses() {
        List<String> losses = new ArrayList<>();
        IOException requestFailure = requests == null ? null : requests.failure();
        if (requests != null && requestFailure != null) {
            losses.add(requests.lost() + " log lines could not be written: " + requestFailure.getMessage());
        }
        IOException histogramFailure = histograms.failure();
        if (histogramFailure != null) {
            losses.add(RttHistogramLog.FILE + " is not complete: " + histogramFailure.getMessage());
        }
        return losses;
    }

    void writeSummary(RunSummary results) throws IOException {
        summary.write(results, run.theory().get());
    }

    @Override
    public void close() {
        closeLogs();
        close(summary);
    }

    private static void close(SummaryFile summary) {
        try {
            summary.close();
        } catch (IOException failure) {
            LOG.warn("what was begun of summary.json is left behind: {}", failure.getMessage());
        }
    }

    private void closeLogs() {
        if (requests != null) {
            requests.close();
        }
        histograms.close();
    }
}
