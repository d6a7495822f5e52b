package io.giliran.report.page;

import io.giliran.report.reading.RecordedRun;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code report.html}: the results of a run for a person, in one file that needs no network. */
public final class ReportPage {
    /** The name of the file. */
    public static final String FILE = "report.html";

    private ReportPage() {}

    /** The page. Throws a {@link io.giliran.settings.SettingsException} when a file of the run cannot be understood. */
    public static String render(RecordedRun run) {
        return run.isSimulated() ? SimulatedPage.render(run) : LivePage.render(run);
    }

    /**
     * Writes it into the directory of a run that has ended, and returns where it is.
     *
     * @throws io.giliran.settings.SettingsException when a file of the run cannot be understood
     * @throws IOException when the system cannot
     */
    public static Path write(Path runDirectory) throws IOException {
        byte[] page = render(RecordedRun.open(runDirectory)).getBytes(StandardCharsets.UTF_8);
        Path file = runDirectory.resolve(FILE);
        // Not Files.write: it fails in a thread that is being interrupted, as at the end of a run that was cut.
        try (OutputStream stream = new FileOutputStream(file.toFile())) {
            stream.write(page);
        }
        return file;
    }
}
