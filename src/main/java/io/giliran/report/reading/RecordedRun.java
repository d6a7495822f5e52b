package io.giliran.report.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.metrics.recording.MeasuredPart;
import io.giliran.report.SummaryJson;
import io.giliran.settings.SettingsException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * A run directory of a run that has ended, live or simulated. Its summary is read at once, the large files when they are
 * asked for, one line at a time. Whatever is broken ends in a {@link SettingsException} of one line.
 */
public final class RecordedRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final JsonNode summary;

    private RecordedRun(Path directory, JsonNode summary) {
        this.directory = directory;
        this.summary = summary;
    }

    /**
     * Reads the summary.
     *
     * @throws SettingsException when the directory is none of a run that has ended
     */
    public static RecordedRun open(Path directory) {
        Path file = directory.resolve(SummaryJson.FILE);
        if (!Files.isDirectory(directory)) {
            throw new SettingsException(
                    directory + " is not a folder; valid is a run directory, such as those in runs/");
        }
        if (!Files.exists(file)) {
            throw new SettingsException(
                    directory + " has no " + SummaryJson.FILE + "; valid is the directory of a run that has ended");
        }
        try {
            JsonNode summary = JSON.readTree(file.toFile());
            boolean live = summary.path("duration_s").isNumber();
            boolean simulated = summary.path("policies").isObject();
            if (!summary.path("command").isTextual() || !(live || simulated)) {
                throw new SettingsException(
                        file + " is not the summary of a run; valid is what giliran has written, unchanged");
            }
            return new RecordedRun(directory, summary);
        } catch (JsonProcessingException broken) {
            throw new SettingsException(file + ", line " + broken.getLocation().getLineNr()
                    + " is not valid JSON; valid is what giliran has written, unchanged");
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read; valid is a file that you may read");
        }
    }

    /** Path of the run directory. */
    public Path directory() {
        return directory;
    }

    /** Whether it ran in virtual time: then its histograms are those of several policies, and it has no requests. */
    public boolean isSimulated() {
        return summary.path("policies").isObject();
    }

    /** Content of {@code summary.json}. */
    public JsonNode summary() {
        return summary;
    }

    /** A number of the summary by its JSON pointer, such as {@code /rtt_ns/corrected/p99}; empty when it is not there. */
    public OptionalDouble number(String pointer) {
        JsonNode found = summary.at(pointer);
        return found.isNumber() ? OptionalDouble.of(found.doubleValue()) : OptionalDouble.empty();
    }

    /** A whole number of the summary; 0 when it is not there. */
    public long count(String pointer) {
        return summary.at(pointer).asLong();
    }

    /** A text of the summary; empty when it is not there. */
    public String text(String pointer) {
        return summary.at(pointer).asText("");
    }

    /** Configuration as HOCON: that of a live run, the scenario of a simulated one; else empty. */
    public String configuration() {
        Path file = directory.resolve(isSimulated() ? "scenario.conf" : "config.conf");
        if (!Files.exists(file)) {
            return "";
        }
        try (InputStream stream = new FileInputStream(file.toFile())) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read; valid is a file that you may read");
        }
    }

    /** Part of the run whose requests are measured: without the warm-up. */
    public MeasuredPart part() {
        return MeasuredPart.afterSeconds(number("/warmup_s").orElse(0));
    }

    /** Histograms of the measured part. */
    public RecordedHistograms histograms() {
        return RecordedHistograms.read(directory.resolve("rtt.hlog"), part());
    }

    /** Whether the times of each request were kept. */
    public boolean hasTimes() {
        return Files.exists(directory.resolve(TimesFile.FILE));
    }

    /** Hands over the requests one by one, in the order in which they ended; none when they were not kept. */
    public void forEachRequest(Consumer<RequestTimes> taker) {
        if (hasTimes()) {
            TimesFile.read(directory.resolve(TimesFile.FILE), taker);
        }
    }
}
