package io.giliran.report.page;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A chart with what surrounds it.
 *
 * @param id of its element
 * @param title what it shows
 * @param reading how to read it, in a sentence
 * @param chart what the script draws
 * @param table the same numbers, or the most telling ones, as a table in HTML
 */
record Figure(String id, String title, String reading, ObjectNode chart, String table) {
    /** The place of a chart that there is not, with the reason. */
    static String refused(String title, String reason) {
        return Html.section(title, "<p class=\"refused\">" + Html.text("No chart: " + reason) + "</p>\n");
    }

    String html() {
        return """
                <figure id="%s">
                <figcaption><h2>%s</h2>
                <p>%s</p></figcaption>
                <div class="chart" role="img" aria-label="%s. The numbers are in the table below."></div>
                <div class="below"><details><summary>The numbers</summary>
                %s</details><button type="button" class="png" hidden>PNG for slides</button></div>
                </figure>
                """.formatted(id, Html.text(title), Html.text(reading), Html.text(title), table);
    }
}
