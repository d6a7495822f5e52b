package io.giliran.report.comparing;

import io.giliran.metrics.RunComparison;
import io.giliran.report.page.TablesPage;
import java.nio.file.Path;

/** A {@link RunDifference} as a page. */
public final class DifferencePage {
    private DifferencePage() {}

    /**
     * Writes the page.
     *
     * @throws io.giliran.settings.SettingsException when it cannot be written; then an older file is as it was
     */
    public static void write(RunDifference difference, Path file) {
        new TablesPage(
                        "compare",
                        headline(difference.comparison()),
                        "A is " + difference.nameA() + ", B is " + difference.nameB() + "; compared "
                                + DifferenceTable.compared(difference) + ".",
                        difference.warnings())
                .table(
                        "B against A",
                        DifferenceTable.table(difference),
                        "In brackets the interval in which the true difference lies, 95 % sure; "
                                + DifferenceTable.CHANCE + ".")
                .write(file);
    }

    private static String headline(RunComparison comparison) {
        String silent = DifferenceTable.silence(comparison.silence());
        if (!silent.isEmpty()) {
            return silent.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + silent.substring(1) + ".";
        }
        return comparison.lines().stream()
                .filter(line -> line.name().equals("mean"))
                .findFirst()
                .map(line -> "Mean RTT: " + DifferenceTable.verdict(line) + ".")
                .orElse("Two runs beside each other.");
    }
}
