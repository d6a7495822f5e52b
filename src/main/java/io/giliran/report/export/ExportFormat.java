package io.giliran.report.export;

import io.giliran.report.file.WholeFile;
import io.giliran.report.reading.RecordedRun;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A format of another tool. What vegeta and HdrHistogram read, {@code requests.csv} and {@code rtt.hlog}, a run has written itself. */
public enum ExportFormat {
    /** Percentiles as HistogramLogProcessor prints them, one file a histogram: {@code rtt.hgrm}, {@code rtt-uncorrected.hgrm}, … */
    HGRM,
    /** {@code fortio.json}, a result of {@code fortio load}. */
    FORTIO,
    /** {@code k6-summary.json}, what {@code k6 run --summary-export} writes. */
    K6;

    /** The word in options. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Names of all formats. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(ExportFormat::key).toList();
    }

    /**
     * Writes it into the run's directory, and returns the files.
     *
     * @throws SettingsException when the run has nothing that the format could hold, or a file cannot be written; then an older
     *     one is as it was
     * @throws IOException when a file of the run cannot be read
     */
    public List<Path> write(RecordedRun run) throws IOException {
        if (this != HGRM && run.isSimulated()) {
            throw new SettingsException("--export " + key() + " is not valid for " + run.directory()
                    + ", which was simulated and has several policies; valid is " + HGRM.key());
        }
        Map<String, String> files = switch (this) {
            case HGRM -> Hgrm.render(run);
            case FORTIO -> Map.of("fortio.json", FortioJson.render(run));
            case K6 -> Map.of("k6-summary.json", K6Summary.render(run));
        };
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = run.directory().resolve(file.getKey());
            WholeFile.write(path, file.getValue());
            written.add(path);
        }
        return written;
    }
}
