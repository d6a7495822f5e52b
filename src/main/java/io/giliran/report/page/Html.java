package io.giliran.report.page;

import io.giliran.settings.PlainText;
import java.util.List;

/** Pieces of HTML. What comes from outside becomes text: it can make neither an element nor an attribute. */
final class Html {
    /** Length of an escape such as {@code \\u001b}, in characters. */
    private static final int JSON_ESCAPE = 6;

    private Html() {}

    /** A {@link PlainText} as HTML, with its line feeds; also safe between the quotes of an attribute. */
    static String text(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                case '\n' -> html.append('\n');
                default -> html.append(PlainText.isPlain(c) ? Character.toString(c) : PlainText.escape(c));
            }
        }
        return html.toString();
    }

    /** JSON that may stand in a script element: no tag can begin or end in it, and its texts are {@link PlainText}. */
    static String json(String json) {
        return plainJson(json).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    /** Replaces characters that are not plain, raw or as an escape of JSON, by an escape that is visible to a reader. */
    private static String plainJson(String json) {
        StringBuilder plain = new StringBuilder(json.length() + 16);
        int c;
        for (int i = 0; i < json.length(); i += Character.charCount(c)) {
            c = json.codePointAt(i);
            if (c == '\\') {
                boolean isUnicode = json.charAt(i + 1) == 'u' && i + JSON_ESCAPE <= json.length();
                int escaped = isUnicode ? Integer.parseInt(json, i + 2, i + JSON_ESCAPE, 16) : ' ';
                if (PlainText.isPlain(escaped)) {
                    plain.append(json, i, i + 2);
                    i++;
                } else {
                    plain.append(PlainText.escape(escaped).replace("\\", "\\\\"));
                    i += JSON_ESCAPE - 1;
                }
            } else if (c == '\n' || PlainText.isPlain(c)) {
                plain.appendCodePoint(c);
            } else {
                plain.append(PlainText.escape(c).replace("\\", "\\\\"));
            }
        }
        return plain.toString();
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
        StringBuilder html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(text(caption))
                .append("\"><table><caption>")
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

    /** Renders a collapsible section. */
    static String details(String summary, String html) {
        return "<details><summary>" + text(summary) + "</summary>\n" + html + "</details>\n";
    }

    /** A part of the page with a heading. */
    static String section(String title, String html) {
        return "<section>\n<h2>" + text(title) + "</h2>\n" + html + "</section>\n";
    }
}
