package io.giliran.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.report.GiliranVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A page in one file: its style, its data, the chart library and the script stand in it. A content security policy lets
 * the browser run these two scripts and no other, and fetch nothing.
 */
final class Page {
    private static final String OWN = "/io/giliran/report/page/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/";

    private final StringBuilder body = new StringBuilder();
    private final ObjectNode charts = Json.object();
    private final String title;
    private final Map<String, Integer> colours;

    Page(String title) {
        this(title, List.of());
    }

    /** @param policies whose lines have the colours of their names, in all charts */
    Page(String title, Collection<String> policies) {
        this.title = title;
        colours = PolicyColours.of(policies);
    }

    Page add(String html) {
        body.append(html);
        return this;
    }

    Page add(Figure figure) {
        for (JsonNode series : figure.chart().path("series")) {
            Integer colour = colours.get(series.path("name").asText());
            if (colour != null) {
                ((ObjectNode) series).put("colour", colour);
            }
        }
        charts.set(figure.id(), figure.chart());
        return add(figure.html());
    }

    String render() {
        String uplot = UPLOT + GiliranVersion.ofUplot() + "/";
        String library = resource(uplot + "dist/uPlot.iife.min.js");
        String script = resource(OWN + "report.js");
        String policy = "default-src 'none'; img-src blob: data:; style-src 'unsafe-inline'; script-src "
                + List.of(library, script).stream().map(Page::digest).collect(Collectors.joining(" "));
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="Content-Security-Policy" content="%s">
                <title>%s</title>
                <style>
                %s
                %s</style>
                </head>
                <body>
                <main>
                %s<footer><p>Written by Giliran %s. Charts by uPlot, whose licence stands in this file.</p></footer>
                </main>
                <script type="application/json" id="charts">%s</script>
                <!--
                uPlot %s
                %s-->
                <script>%s</script>
                <script>%s</script>
                </body>
                </html>
                """.formatted(
                        policy,
                        Html.text(title),
                        resource(uplot + "dist/uPlot.min.css"),
                        resource(OWN + "report.css"),
                        body,
                        Html.text(GiliranVersion.get()),
                        Html.json(charts.toString()),
                        GiliranVersion.ofUplot(),
                        resource(uplot + "LICENSE"),
                        library,
                        script);
    }

    private static String digest(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Page.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path; the build puts it there");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name, unreadable);
        }
    }
}
