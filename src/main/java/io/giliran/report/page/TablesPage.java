package io.giliran.report.page;

import io.giliran.report.TextTable;
import io.giliran.report.file.WholeFile;
import java.nio.file.Path;
import java.util.List;

/** A page of tables in the design of {@code report.html}, for commands that print them: the same rows, for a browser. */
public final class TablesPage {
    private final Page page;

    /**
     * Creates a page with its header.
     *
     * @param above the small line above the headline, also the page's title
     * @param headline the result in one sentence
     * @param sentence the input in one sentence; empty for none
     * @param warnings what a reader has to mind, one sentence each
     */
    public TablesPage(String above, String headline, String sentence, List<String> warnings) {
        page = new Page("Giliran " + above);
        page.add(Header.html(
                above,
                headline,
                sentence,
                warnings.isEmpty() ? "" : "Mind this before the numbers.",
                warnings,
                warnings.isEmpty()));
    }

    /**
     * Adds a table.
     *
     * @param table its first row is the head
     * @param reading how to read it; empty when that needs no words
     */
    public TablesPage table(String title, TextTable table, String reading) {
        List<List<String>> rows = table.rows();
        page.add(Html.section(
                title,
                Html.table(title, rows.get(0), rows.subList(1, rows.size()))
                        + (reading.isEmpty() ? "" : Html.paragraph(reading))));
        return this;
    }

    /** Adds lines of text as they are printed. */
    public TablesPage text(String title, String lines) {
        page.add(Html.section(title, "<pre tabindex=\"0\">" + Html.text(lines.stripTrailing()) + "</pre>\n"));
        return this;
    }

    /**
     * Adds a picture of our own.
     *
     * @param svg in which all that comes from outside is escaped
     */
    public TablesPage picture(String svg) {
        page.add("<figure>\n" + svg + "</figure>\n");
        return this;
    }

    public String render() {
        return page.render();
    }

    /**
     * Writes the page.
     *
     * @throws io.giliran.settings.SettingsException when it cannot be written; then an older file is as it was
     */
    public void write(Path file) {
        WholeFile.write(file, render());
    }
}
