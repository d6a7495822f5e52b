package io.giliran.report.searching;

import io.giliran.metrics.RateSearch;
import io.giliran.report.TextTable;
import io.giliran.report.page.TablesPage;
import java.util.List;
import java.util.Locale;

/** {@code search.html}: the result, the picture, and the steps as a table, in one file that needs nothing else. */
final class SearchPage {
    private static final int WIDEST_CELL = 96;

    private SearchPage() {}

    static String render(String svg, List<SearchStep> steps, RateSearch search, String title) {
        TextTable table =
                new TextTable(WIDEST_CELL).row("rate", "answered", "p50", "p99", "95 % sure", "errors", "verdict");
        for (SearchStep step : steps) {
            table.row(
                    SearchTable.rate(step.perSecond()),
                    SearchTable.rate(step.achievedPerSecond()),
                    SearchTable.time(step.p50()),
                    SearchTable.time(step.p99()),
                    SearchTable.bounds(step.p99()),
                    String.format(Locale.ROOT, "%.2f %%", 100 * step.errors()),
                    step.verdict());
        }
        return new TablesPage(title, sentence(SearchTable.result(search)), "", List.of())
                .picture(svg)
                .table("Steps", table, "")
                .render();
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }
}
