package io.giliran.cli.console;

import io.giliran.report.RunDirectory;
import io.giliran.report.page.ReportPage;
import io.giliran.settings.SettingsException;

/** The page about a run, written when it ends. A run is not lost because its page cannot be written: that is one line. */
public final class WrittenReport {
    private WrittenReport() {}

    /** Writes it, and returns the exit code: the given one, unless that is good and the page is missing. */
    public static int in(RunDirectory directory, Console console, int code) {
        try {
            ReportPage.write(directory.path());
            return code;
        } catch (SettingsException failure) {
            console.error(String.valueOf(failure.getMessage()));
            return code == ExitCode.DONE ? ExitCode.BAD_CONFIGURATION : code;
        }
    }
}
