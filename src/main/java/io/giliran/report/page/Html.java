package io.giliran.report.page;

import java.util.List;

/** Pieces of HTML. What comes from outside becomes text: it can make neither an element nor an attribute. */
final class Html {
    private Html() {}

    /** A text as HTML; also safe between the quotes of an attribute. */
    static String text(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                // A browser would drop it, or end the page there.
                case '\0' -> html.append('\uFFFD');
                default -> html.append(c);
            }
        }
        return html.toString();
    }

    /** JSON that may stand in a script element: no tag can begin or end in it. */
    static String json(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    static String paragraph(String text) {
        return "<p>" + text(text) + "</p>\n";
    }

    /**
     * A table; the first cell of each row is its heading.
     *
     * @param caption what it is, for who cannot see where it stands
     */
    static String table(String caption, List<String> head, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><caption>")
                .append(text(caption))
                .append("</caption>\n<thead><tr>");
        for (String cell : head) {
            html.append("<th scope=\"col\">").append(text(cell)).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                String cell = text(row.get(i));
                html.append(i == 0 ? "<th scope=\"row\">" + cell + "</th>" : "<td>" + cell + "</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    /** Something that can be opened. */
    static String details(String summary, String html) {
        return "<details><summary>" + text(summary) + "</summary>\n" + html + "</details>\n";
    }

    /** A part of the page with a heading. */
    static String section(String title, String html) {
        return "<section>\n<h2>" + text(title) + "</h2>\n" + html + "</section>\n";
    }
}
