package io.giliran.report.page;

import io.giliran.report.file.WholeFile;
import io.giliran.report.reading.RecordedRun;
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
     * @throws io.giliran.settings.SettingsException when a file of the run cannot be understood, or the page not be written;
     *     then an older page is as it was
     */
    public static Path write(Path runDirectory) {
        String page = render(RecordedRun.open(runDirectory));
        Path file = runDirectory.resolve(FILE);
        WholeFile.write(file, page);
        return file;
    }
}
