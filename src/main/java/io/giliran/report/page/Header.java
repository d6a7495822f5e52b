package io.giliran.report.page;

import io.giliran.report.reading.RecordedRun;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/** The parts that the pages of live and simulated runs have in common. */
final class Header {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Header() {}

    /** @param verdict empty for none, and then there are no reasons for it */
    static String html(
            String above, String headline, String sentence, String verdict, List<String> reasons, boolean good) {
        StringBuilder html = new StringBuilder("<header>\n<div class=\"top\"><p class=\"above\">")
                .append(Html.text(above))
                .append("</p><button type=\"button\" id=\"theme\" hidden>Dark</button></div>\n<h1>")
                .append(Html.text(headline))
                .append("</h1>\n")
                .append(sentence.isEmpty() ? "" : Html.paragraph(sentence));
        if (verdict.isEmpty()) {
            return html.append("</header>\n").toString();
        }
        html.append("<div class=\"verdict ")
                .append(good ? "good" : "bad")
                .append("\"><p><span aria-hidden=\"true\">")
                .append(good ? "✓" : "✗")
                .append("</span> ")
                .append(Html.text(verdict))
                .append("</p>\n");
        if (!reasons.isEmpty()) {
            html.append("<ul>\n");
            reasons.forEach(
                    reason -> html.append("<li>").append(Html.text(reason)).append("</li>\n"));
            html.append("</ul>\n");
        }
        return html.append("</div>\n</header>\n").toString();
    }

    /** Renders a key figure. */
    static String card(String name, String value, String meaning, boolean bad) {
        return "<li" + (bad ? " class=\"bad\"" : "") + "><span class=\"name\">" + Html.text(name)
                + "</span> <strong>" + Html.text(value) + "</strong> <span class=\"meaning\">" + Html.text(meaning)
                + "</span></li>\n";
    }

    static String configuration(String summary, RecordedRun run) {
        String configuration = run.configuration();
        return configuration.isEmpty()
                ? ""
                : Html.section(
                        "What was run",
                        Html.details(summary, "<pre tabindex=\"0\">" + Html.text(configuration) + "</pre>\n"));
    }

    /** {@code 26 November 2026, 00:40 UTC}. */
    static String date(String rfc3339) {
        try {
            return DAY.format(Instant.parse(rfc3339));
        } catch (DateTimeParseException unknown) {
            return "at an unknown time";
        }
    }
}
