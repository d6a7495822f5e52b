package io.giliran.report.comparing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.giliran.metrics.LatencySeries;
import io.giliran.metrics.RunSample;
import io.giliran.metrics.recording.MeasuredPart;
import io.giliran.metrics.tail.CensoredHistogram;
import io.giliran.report.RttHistogramLog;
import io.giliran.report.SummaryJson;
import io.giliran.report.reading.RequestTimes;
import io.giliran.report.reading.TimesFile;
import io.giliran.settings.SettingsException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * The run directory of a live run, as far as a comparison needs it: {@code summary.json}, and {@code times.csv} or, when
 * that was not kept, {@code rtt.hlog}.
 *
 * @param requests all of them, by intended start; empty when {@code times.csv} was not kept
 */
record ComparedRun(Path directory, JsonNode summary, List<RequestTimes> requests) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST_STRETCHES = 39;
    private static final int DIGITS = 3;

    /**
     * Reads it.
     *
     * @throws SettingsException when it is no directory of a live run that has ended; the message is one line
     */
    static ComparedRun read(Path directory) {
        Path file = directory.resolve(SummaryJson.FILE);
        if (!Files.isRegularFile(file)) {
            throw new SettingsException(directory + " has no " + SummaryJson.FILE
                    + "; valid is the run directory of a live run that has ended, such as those in runs/");
        }
        JsonNode summary;
        try {
            summary = JSON.readTree(file.toFile());
        } catch (JsonProcessingException broken) {
            throw new SettingsException(file + ", line " + broken.getLocation().getLineNr()
                    + " is not JSON; valid is what giliran has written");
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read; valid is a file that you may read");
        }
        if (!summary.path("duration_s").isNumber() || !summary.path("requests").isObject()) {
            throw new SettingsException(file + " is not of a live run; valid is a run directory of swarm or demo");
        }
        ComparedRun run = new ComparedRun(directory, summary, new ArrayList<>());
        Path times = directory.resolve(TimesFile.FILE);
        if (Files.isRegularFile(times)) {
            TimesFile.read(times, run.requests::add);
            run.requests.sort(RequestTimes.BY_INTENDED);
        }
        return run;
    }

    /** Part of the run whose requests are measured: without the warm-up. */
    MeasuredPart part() {
        return MeasuredPart.afterSeconds(summary.path("warmup_s").asDouble(0));
    }

    long endNanos() {
        return Math.round(summary.path("duration_s").asDouble() * NANOS_PER_SECOND);
    }

    /** Whether the request counts. */
    boolean isMeasured(RequestTimes request) {
        return part().has(request.intendedNanos());
    }

    /** Returns the sample for the comparison. */
    RunSample sample() {
        if (requests.isEmpty()) {
            return sampleOfHistograms();
        }
        RunSample sample = emptySample();
        for (RequestTimes request : requests) {
            if (isMeasured(request)) {
                if (request.isOk()) {
                    sample.answered(request.correctedNanos(), request.endNanos());
                } else if (request.isUnanswered()) {
                    sample.unanswered(request.correctedNanos(), !request.isUnfinished());
                } else {
                    sample.failed();
                }
            }
        }
        return sample;
    }

    RunSample emptySample() {
        return new RunSample(part().fromNanos(), endNanos());
    }

    private RunSample sampleOfHistograms() {
        // An interval has more lines when some of its requests ended late.
        TreeMap<Double, Histogram> intervals = new TreeMap<>();
        TreeMap<Double, Long> answeredOf = new TreeMap<>();
        Histogram ended = new Histogram(DIGITS);
        Histogram unended = new Histogram(DIGITS);
        Path file = directory.resolve(RttHistogramLog.FILE);
        if (!Files.isRegularFile(file)) {
            throw new SettingsException(directory + " has neither " + TimesFile.FILE + " nor " + RttHistogramLog.FILE
                    + "; valid is a run directory with one of them");
        }
        double seconds = 0;
        try (InputStream stream = new FileInputStream(file.toFile());
                HistogramLogReader reader = new HistogramLogReader(stream)) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                boolean unanswered = next != null && RttHistogramLog.UNANSWERED.equals(next.getTag());
                if (next instanceof Histogram histogram && (histogram.getTag() == null || unanswered)) {
                    double from = histogram.getStartTimeStamp() / 1e3 - reader.getStartTimeSec();
                    double to = histogram.getEndTimeStamp() / 1e3 - reader.getStartTimeSec();
                    if (part().hasInterval(from, to)) {
                        seconds += intervals.containsKey(from) ? 0 : to - from;
                        intervals
                                .computeIfAbsent(from, unused -> new Histogram(DIGITS))
                                .add(histogram);
                        (unanswered ? unended : ended).add(histogram);
                        answeredOf.merge(from, unanswered ? 0 : histogram.getTotalCount(), Long::sum);
                    }
                }
            }
        } catch (IOException | RuntimeException broken) {
            // The library's reader has no exception of its own.
            throw new SettingsException(file + " cannot be understood; valid is an HdrHistogram log");
        }
        List<Histogram> stretches = List.copyOf(intervals.values());
        int together = Math.max(1, (stretches.size() + MOST_STRETCHES - 1) / MOST_STRETCHES);
        double[] answered = new double[stretches.size() / together];
        int stretch = 0;
        for (long count : answeredOf.values()) {
            if (stretch < answered.length * together) {
                answered[stretch++ / together] += count;
            }
        }
        long sent = summary.at("/requests/sent").asLong();
        return RunSample.ofStretches(
                LatencySeries.ofStretches(stretches, new CensoredHistogram(ended, unended)),
                answered,
                stretches.isEmpty() ? 1 : seconds / stretches.size() * together,
                sent,
                sent - summary.at("/requests/ok").asLong());
    }

    /** Whether it is known which requests it had; else no other run can have had the same. */
    boolean hasDigest() {
        return summary.path("workload_digest").isTextual();
    }

    /** Description of the workload: equal for runs of the same one. */
    String workload() {
        JsonNode digest = summary.path("workload_digest");
        JsonNode rate = summary.at("/rate/planned_per_s");
        return "seed " + summary.path("seed").asText() + ", "
                + summary.path("model").asText() + " model, "
                + summary.path("clients").asText() + " clients"
                + (rate.isNumber() ? String.format(Locale.ROOT, ", %s/s", rate.asText()) : "")
                + (digest.isTextual() ? ", workload " + digest.asText() : "");
    }

    boolean isOpen() {
        return summary.path("model").asText().equals("open");
    }

    boolean isValid() {
        return summary.path("valid").asBoolean(true);
    }

    String name() {
        Path name = directory.toAbsolutePath().normalize().getFileName();
        return name == null ? directory.toString() : name.toString();
    }
}
