package io.giliran.report.searching;

import java.util.List;
import java.util.Locale;

/** {@code search.html}: the picture, and the steps as a table, in one file that needs nothing else. */
final class SearchPage {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <style>
            body { font: 15px system-ui, sans-serif; margin: 1.5rem auto; max-width: 60rem; padding: 0 1rem; }
            svg { width: 100%; height: auto; }
            div { overflow-x: auto; }
            table { border-collapse: collapse; margin-top: 1rem; }
            th, td { padding: .3rem .8rem; text-align: right; white-space: nowrap; }
            th:last-child, td:last-child { text-align: left; }
            tr + tr { border-top: 1px solid #8884; }
            </style>
            </head>
            <body>
            """;

    private SearchPage() {}

    static String render(String svg, List<SearchStep> steps, String title) {
        StringBuilder page = new StringBuilder(HEAD.replace("{title}", LoadPicture.escaped(title)));
        page.append(svg)
                .append("<div><table><tr><th>rate</th><th>answered</th><th>p50</th><th>p99</th><th>errors</th>"
                        + "<th>verdict</th></tr>\n");
        for (SearchStep step : steps) {
            page.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%.2f %%</td><td>%s</td></tr>%n",
                    SearchTable.rate(step.perSecond()),
                    SearchTable.rate(step.achievedPerSecond()),
                    SearchTable.time(step.p50().estimate()),
                    SearchTable.time(step.p99().estimate()),
                    100 * step.errors(),
                    LoadPicture.escaped(step.verdict())));
        }
        return page.append("</table></div>\n</body>\n</html>\n").toString();
    }
}
