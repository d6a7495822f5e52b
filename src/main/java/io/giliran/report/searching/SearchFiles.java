package io.giliran.report.searching;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giliran.metrics.RateSearch;
import io.giliran.report.RunDirectory;
import io.giliran.settings.SettingsException;
import java.io.FileOutputStream;
import java.io.IOException;
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
     * @throws SettingsException when one cannot be written
     */
    public static void write(
            RunDirectory directory,
            List<SearchStep> steps,
            List<LoadPicture.Simulated> simulated,
            RateSearch search,
            String title) {
        String svg = LoadPicture.svg(steps, simulated, search, title);
        write(directory, SearchCsv.FILE, SearchCsv.render(steps));
        write(directory, PICTURE, svg);
        write(directory, PAGE, SearchPage.render(svg, steps, title));
    }

    private static void write(RunDirectory directory, String name, String text) {
        // Not Files.writeString: it fails in a thread that is being interrupted, as at the end of a search that was
        // cut.
        try (FileOutputStream file = new FileOutputStream(directory.file(name).toFile())) {
            file.write(text.getBytes(UTF_8));
        } catch (IOException impossible) {
            throw new SettingsException(directory.file(name) + " cannot be written; give a folder that can with --out");
        }
    }
}
