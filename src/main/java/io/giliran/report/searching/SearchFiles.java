package io.giliran.report.searching;

import io.giliran.metrics.RateSearch;
import io.giliran.report.RunDirectory;
import io.giliran.report.file.WholeFile;
import java.util.List;

/** The files of a search: its steps as CSV, its picture for slides, and both in one page. */
public final class SearchFiles {
    private static final String PICTURE = "search.svg";
    private static final String PAGE = "search.html";

    /** Their names. */
    public static final List<String> NAMES = List.of(SearchCsv.FILE, PICTURE, PAGE);

    private SearchFiles() {}

    /**
     * Writes them.
     *
     * @throws io.giliran.settings.SettingsException when one cannot be written
     */
    public static void write(
            RunDirectory directory,
            List<SearchStep> steps,
            List<LoadPicture.Simulated> simulated,
            RateSearch search,
            String title) {
        String svg = LoadPicture.svg(steps, simulated, search, title);
        WholeFile.write(directory.file(SearchCsv.FILE), SearchCsv.render(steps));
        WholeFile.write(directory.file(PICTURE), svg);
        WholeFile.write(directory.file(PAGE), SearchPage.render(svg, steps, search, title));
    }
}
