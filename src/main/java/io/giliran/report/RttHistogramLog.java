package io.giliran.report;

import io.giliran.metrics.recording.IntervalTimes;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.report.file.Failures;
import io.giliran.report.file.RememberingStream;
import io.giliran.report.file.WholeFile;
import io.giliran.settings.SettingsException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * {@code rtt.hlog}, a histogram log of HdrHistogram with values in nanoseconds. Lines without a tag are the corrected RTTs of
 * the requests that were meant to start in one interval, those tagged {@code backend.NAME} the same for each backend, and those
 * tagged {@code unanswered} how long the others of these requests were waited for. An interval has more lines when some of its
 * requests ended late. All of these have the warm-up too, which ends where an interval ends. At the end stand the tagged histograms of the whole run without its warm-up: {@code uncorrected}, {@code connect},
 * {@code sendlag}, {@code pauses}. Times are seconds since the start of the run. For one thread.
 */
public final class RttHistogramLog implements AutoCloseable {
    /** The name of the file. */
    public static final String FILE = "rtt.hlog";

    /** The tag of how long requests were waited for that were not answered in time. */
    public static final String UNANSWERED = "unanswered";

    /** The tag of the same, from the actual send, of the whole run. */
    public static final String UNCORRECTED_UNANSWERED = "uncorrected.unanswered";

    /** Prefix of the tags of single backends. */
    public static final String BACKEND = "backend.";

    private static final double NANOS_PER_SECOND = 1e9;

    /** The column of maxima is in milliseconds, what HistogramLogProcessor takes for granted. */
    private static final double NANOS_PER_MILLI = 1e6;

    private final RememberingStream stream;
    private final HistogramLogWriter writer;

    private RttHistogramLog(RememberingStream stream) {
        this.stream = stream;
        this.writer = new HistogramLogWriter(new PrintStream(stream, false, StandardCharsets.UTF_8));
    }

    /**
     * Makes the file and writes its head.
     *
     * @throws SettingsException when it cannot be made
     */
    public static RttHistogramLog open(RunDirectory dir, Instant started) {
        try {
            RttHistogramLog log = new RttHistogramLog(
                    new RememberingStream(new FileOutputStream(dir.file(FILE).toFile())));
            log.head(started);
            return log;
        } catch (IOException impossible) {
            throw new SettingsException("file " + dir.file(FILE) + " cannot be written: " + Failures.reason(impossible)
                    + "; valid is an output folder that is writable");
        }
    }

    /**
     * Writes the file in one step, for results that are all there.
     *
     * @throws SettingsException when it cannot be written; then an older one is as it was
     */
    public static void write(RunDirectory dir, Instant started, Consumer<RttHistogramLog> content) {
        WholeFile.write(dir.file(FILE), stream -> {
            RttHistogramLog log = new RttHistogramLog(new RememberingStream(stream));
            log.head(started);
            content.accept(log);
            log.close();
            if (log.failure() != null) {
                throw log.failure();
            }
        });
    }

    private void head(Instant started) {
        writer.outputComment("[Logged with Giliran " + GiliranVersion.get() + ", values in ns]");
        writer.outputLogFormatVersion();
        writer.outputStartTime(started.toEpochMilli());
        writer.outputLegend();
    }

    /** Writes what has ended of one interval since it was written for the last time. */
    public void interval(IntervalTimes interval) {
        lastInterval(interval, interval.toNanos());
    }

    /** Writes an interval in which the run has ended. */
    public void lastInterval(IntervalTimes interval, long endNanos) {
        long from = interval.fromNanos();
        long to = Math.max(from, Math.min(endNanos, interval.toNanos()));
        write(from, to, interval.answered());
        tagged(UNANSWERED, from, to, interval.unanswered());
        interval.byBackend().forEach((backend, corrected) -> tagged(BACKEND + backend, from, to, corrected));
    }

    /** Writes the histograms of the whole run that are not empty; nothing comes after them. */
    public void finish(long endNanos, RunRecorder recorder) {
        long start = recorder.warmUpNanos();
        tagged("uncorrected", start, endNanos, recorder.uncorrected());
        tagged(
                UNCORRECTED_UNANSWERED,
                start,
                endNanos,
                recorder.uncorrectedRtt().unended());
        tagged("connect", 0, endNanos, recorder.connect());
        tagged("sendlag", start, endNanos, recorder.sendLag());
        tagged("pauses", start, endNanos, recorder.pauses());
    }

    /**
     * Writes one histogram of the whole run, unless it is empty.
     *
     * @param tag its name; whatever the format cannot carry becomes {@code _}
     */
    public void wholeRun(String tag, long endNanos, Histogram histogram) {
        tagged(tag, 0, endNanos, histogram);
    }

    private void tagged(String tag, long startNanos, long endNanos, Histogram histogram) {
        if (histogram.getTotalCount() > 0) {
            Histogram tagged = histogram.copy();
            // The writer lets a blank or a comma pass, and the reader then takes the line apart wrongly.
            tagged.setTag(tag.replaceAll("[^A-Za-z0-9_.:-]", "_"));
            write(startNanos, endNanos, tagged);
        }
    }

    /** First failure of a write; null for none. */
    public @Nullable IOException failure() {
        return stream.failure();
    }

    /** Closes the file. Look at {@link #failure()} afterwards: nothing is thrown. */
    @Override
    public void close() {
        writer.close();
    }

    private void write(long startNanos, long endNanos, Histogram histogram) {
        writer.outputIntervalHistogram(
                startNanos / NANOS_PER_SECOND, endNanos / NANOS_PER_SECOND, histogram, NANOS_PER_MILLI);
    }
}
