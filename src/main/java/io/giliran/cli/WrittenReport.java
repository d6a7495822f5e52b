package io.giliran.cli;

import io.giliran.report.RunDirectory;
import io.giliran.report.page.ReportPage;
import io.giliran.settings.SettingsException;
import java.io.IOException;

/** The page about a run, written when it ends. A run is not lost because its page cannot be: that is one line. */
final class WrittenReport {
    private WrittenReport() {}

    static void in(RunDirectory directory, Console console) {
        try {
            ReportPage.write(directory.path());
        } catch (SettingsException | IOException failure) {
            console.error(ReportPage.FILE + " could not be written: " + failure.getMessage());
        }
    }
}
