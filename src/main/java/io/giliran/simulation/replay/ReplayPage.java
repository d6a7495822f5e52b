package io.giliran.simulation.replay;

import io.giliran.report.page.TablesPage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code replay.html}: the results of a replay as a page. */
public final class ReplayPage {
    /** The name of the file. */
    public static final String FILE = "replay.html";

    private ReplayPage() {}

    /**
     * Writes the file into the folder.
     *
     * @param assumed what had to be assumed; empty for nothing
     * @throws io.giliran.settings.SettingsException when it cannot be written; then an older file is as it was
     */
    public static void write(ReplayResult result, String assumed, Path folder) {
        ReplayTable tables = new ReplayTable(result);
        TablesPage page = new TablesPage(
                        "replay",
                        String.format(
                                Locale.ROOT,
                                "The simulator makes %,d of %,d picks alike, and is %+.1f %% off at p99.",
                                result.picks().same(),
                                result.picks().picks(),
                                100 * result.error(ReplayMetric.P99)),
                        assumed,
                        List.of())
                .text("The run", tables.about())
                .table(
                        "Measured and predicted",
                        tables.prediction(),
                        tables.each().replaceFirst("^each +", "Of each: "));
        if (result.goesByLoad()) {
            page.table("Connections of each backend", tables.shares(), "");
        }
        if (!result.policies().isEmpty()) {
            page.table(
                            "The same requests under other policies",
                            tables.policies(),
                            "In brackets where the true value lies, 95 % sure; a question mark for a bound that is not known.")
                    .table("Against the recorded policy", tables.comparisons(), "");
        }
        page.write(folder.resolve(FILE));
    }
}
