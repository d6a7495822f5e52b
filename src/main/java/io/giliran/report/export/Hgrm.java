package io.giliran.report.export;

import io.giliran.report.RttHistogramLog;
import io.giliran.report.reading.RecordedHistograms;
import io.giliran.report.reading.RecordedRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The percentile distribution that HdrHistogram's tools and plotters exchange: value in milliseconds, percentile, count,
 * 1/(1-percentile). Written by the library itself, as its HistogramLogProcessor does.
 */
final class Hgrm {
    private static final int TICKS_A_HALF = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private Hgrm() {}

    /** The files by their names; lines of a log that belong to one second each make none. */
    static Map<String, String> render(RecordedRun run) {
        RecordedHistograms histograms = run.histograms();
        Map<String, String> files = new LinkedHashMap<>();
        if (histograms.rtt().count() > 0) {
            files.put("rtt.hgrm", render(histograms.rtt().lowerBounds()));
        }
        histograms
                .tagged()
                .forEach((tag, values) -> files.put("rtt-" + tag.replace(':', '_') + ".hgrm", render(values)));
        // How long was waited in vain is a part of the RTTs, and no distribution of its own.
        files.remove("rtt-" + RttHistogramLog.UNANSWERED + ".hgrm");
        files.remove("rtt-" + RttHistogramLog.UNCORRECTED_UNANSWERED + ".hgrm");
        files.computeIfPresent(
                "rtt-uncorrected.hgrm",
                (name, unused) -> render(histograms.uncorrected().lowerBounds()));
        return files;
    }

    private static String render(Histogram values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        values.outputPercentileDistribution(
                new PrintStream(bytes, true, StandardCharsets.UTF_8), TICKS_A_HALF, NANOS_PER_MILLI);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
