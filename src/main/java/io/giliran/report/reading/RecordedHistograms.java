package io.giliran.report.reading;

import io.giliran.metrics.recording.MeasuredPart;
import io.giliran.metrics.tail.CensoredHistogram;
import io.giliran.report.RttHistogramLog;
import io.giliran.settings.SettingsException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.jspecify.annotations.Nullable;

/**
 * A histogram log, with values in nanoseconds.
 *
 * @param corrected what stands in the lines without a tag, all intervals after the warm-up together
 * @param intervals the same, line by line, with the warm-up, coarser: two significant digits
 * @param tagged what stands under each tag, all its lines after the warm-up together, in the order of the file
 * @param counts how many values each line of a tag has, by tag
 */
public record RecordedHistograms(
        Histogram corrected,
        List<RecordedInterval> intervals,
        Map<String, Histogram> tagged,
        Map<String, List<CountOfInterval>> counts) {
    private static final int FINE = 3;
    private static final int COARSE = 2;

    /** Values of one interval; its ends are seconds since the start of the run. */
    public record RecordedInterval(double fromSeconds, double toSeconds, Histogram values) {}

    /** Number of values in one interval; its ends are seconds since the start of the run. */
    public record CountOfInterval(double fromSeconds, double toSeconds, long count) {}

    /** Corrected RTTs of the measured part, with those that were not answered as far as they were waited for. */
    public CensoredHistogram rtt() {
        return new CensoredHistogram(corrected, tagged.getOrDefault(RttHistogramLog.UNANSWERED, empty(FINE)));
    }

    /** The same from the actual send. */
    public CensoredHistogram uncorrected() {
        return new CensoredHistogram(
                tagged.getOrDefault("uncorrected", empty(FINE)),
                tagged.getOrDefault(RttHistogramLog.UNCORRECTED_UNANSWERED, empty(FINE)));
    }

    /**
     * Reads the whole file.
     *
     * @param part what is not of it is only in the intervals
     * @throws SettingsException when it cannot be read or understood
     */
    static RecordedHistograms read(Path file, MeasuredPart part) {
        if (!Files.exists(file)) {
            throw new SettingsException(file + " is missing; valid is the directory of a run with its histogram log");
        }
        RecordedHistograms read =
                new RecordedHistograms(empty(FINE), new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        int lines = 0;
        try (InputStream stream = new FileInputStream(file.toFile());
                HistogramLogReader reader = new HistogramLogReader(stream)) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                if (next == null) {
                    break;
                }
                lines++;
                if (!(next instanceof Histogram values)) {
                    throw new SettingsException(file + " has values that are not whole numbers; valid are nanoseconds");
                }
                read.add(values, reader.getStartTimeSec(), part);
            }
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read; valid is a file that you may read");
        } catch (SettingsException known) {
            throw known;
        } catch (RuntimeException broken) {
            // The library's reader has no exception of its own: what it throws depends on where the line is broken.
            throw new SettingsException(file + " cannot be understood after " + lines
                    + " histograms; valid is an HdrHistogram log, version 1.3");
        }
        return read;
    }

    private void add(Histogram values, double startSeconds, MeasuredPart part) {
        double from = values.getStartTimeStamp() / 1e3 - startSeconds;
        double to = values.getEndTimeStamp() / 1e3 - startSeconds;
        String tag = values.getTag();
        boolean measured = part.hasInterval(from, to) || !isOfInterval(tag);
        if (tag == null) {
            if (measured) {
                corrected.add(values);
            }
            addInterval(from, to, values);
        } else {
            if (tag.equals(RttHistogramLog.UNANSWERED)) {
                addInterval(from, to, values);
            }
            if (measured) {
                tagged.computeIfAbsent(tag, unused -> empty(FINE)).add(values);
            }
            counts.computeIfAbsent(tag, unused -> new ArrayList<>())
                    .add(new CountOfInterval(from, to, values.getTotalCount()));
        }
    }

    private void addInterval(double from, double to, Histogram values) {
        Histogram coarse = empty(COARSE);
        coarse.add(values);
        intervals.add(new RecordedInterval(from, to, coarse));
    }

    /** Whether a line has one interval only; the others are of the whole run and know its warm-up. */
    private static boolean isOfInterval(@Nullable String tag) {
        return tag == null || tag.equals(RttHistogramLog.UNANSWERED) || tag.startsWith(RttHistogramLog.BACKEND);
    }

    private static Histogram empty(int digits) {
        Histogram histogram = new Histogram(digits);
        histogram.setAutoResize(true);
        return histogram;
    }
}
