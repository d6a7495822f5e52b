package io.giliran.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.Browser;
import io.giliran.report.SampleRunDirectory;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a browser shows it, opened from a file and without a network. */
final class ReportPageIT {
    /** How many points of a canvas have a colour. Axes and their texts are grey. */
    private static final String COLOURED_POINTS = """
            [...document.querySelectorAll("figure")].map(figure => {
                const canvas = figure.querySelector("canvas");
                const points = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                let coloured = 0;
                for (let i = 0; i < points.length; i += 4) {
                    const [red, green, blue, opaque] = points.slice(i, i + 4);
                    if (opaque > 200 && Math.max(red, green, blue) - Math.min(red, green, blue) > 20) coloured++;
                }
                return {id: figure.id, part: coloured / points.length * 4};
            })""";

    private static Browser browser;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        browser = new Browser();
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) { // null where there is no chromium
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1100,900,false", "1100,900,true", "400,800,false", "400,800,true"})
    void everyChartIsDrawnAndNothingIsWiderThanTheScreen(int width, int height, boolean dark) throws Exception {
        Path run = new SampleRunDirectory(folder).failing(0.02).make();
        browser.look(width, height, dark);
        browser.open(ReportPage.write(run));

        assertThat(browser.complaints()).isEmpty();
        List<String> figures = new ArrayList<>();
        for (JsonNode figure : browser.evaluate(COLOURED_POINTS)) {
            String id = figure.path("id").asText();
            figures.add(id);
            assertThat(figure.path("part").asDouble())
                    .as("the part of %s that has a colour", figure)
                    .isGreaterThan(id.equals("heat") ? 0.02 : 0.002);
        }
        assertThat(figures).containsExactly("spectrum", "heat", "requests", "connections", "errors");
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(width);
        assertThat(browser.evaluate("innerWidth").asInt()).isEqualTo(width);
        assertThat(tooWide()).isEmpty();

        BufferedImage page = Browser.image(browser.png());
        assertThat(page.getWidth()).isEqualTo(width);
        assertThat(brightness(page.getRGB(3, 3))).matches(paper -> dark ? paper < 60 : paper > 200);
        assertThat(colours(page)).hasSizeGreaterThan(40);
    }

    /** Elements whose text does not fit into them, unless they can be scrolled. */
    private static String tooWide() throws Exception {
        return browser.evaluate("""
                        [...document.querySelectorAll("h1, h2, p, li, strong, .card, figure, section, .chart")]
                            .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
                            .map(e => e.tagName + " " + e.textContent.slice(0, 40)).join("; ")""").asText();
    }

    @Test
    void aBackendHasOneColourInEveryChartAndItsLineADashOfItsOwn() throws Exception {
        browser.look(1100, 900, false);
        browser.open(ReportPage.write(new SampleRunDirectory(folder).make()));

        List<String> requests = lines("requests");
        assertThat(requests).hasSize(3).doesNotHaveDuplicates();
        assertThat(lines("connections")).isEqualTo(requests);
        assertThat(requests.stream().map(line -> line.replaceAll(" dash .*", "")))
                .doesNotHaveDuplicates();
        assertThat(requests.stream().map(line -> line.replaceAll(".* dash ", "")))
                .doesNotHaveDuplicates();
        assertThat(
                        browser.evaluate(
                                "['spectrum', 'heat', 'requests', 'connections'].flatMap(id =>"
                                        + " giliran.plot(id).axes.filter(axis => axis.scale !== 'count').map(axis => axis.label || ''))"))
                .hasSize(8)
                .noneMatch(label -> label.asText().isEmpty());
    }

    private static List<String> lines(String chart) throws Exception {
        List<String> lines = new ArrayList<>();
        browser.evaluate("(plot => plot.series.slice(1).map((s, i) => s.label + ' ' + s.stroke(plot, i + 1) + ' dash '"
                        + " + (s.dash || []).join()))(giliran.plot('" + chart + "'))")
                .forEach(line -> lines.add(line.asText()));
        return lines;
    }

    @Test
    void theSwitchChangesTheTheme() throws Exception {
        browser.look(800, 600, false);
        browser.open(ReportPage.write(new SampleRunDirectory(folder).make()));
        int before = Browser.image(browser.png()).getRGB(3, 3);
        browser.evaluate("document.getElementById('theme').click()");
        int after = Browser.image(browser.png()).getRGB(3, 3);

        assertThat(brightness(before)).isGreaterThan(200);
        assertThat(brightness(after)).isLessThan(60);
        assertThat(browser.evaluate("document.getElementById('theme').textContent")
                        .asText())
                .isEqualTo("Light");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void eachChartComesAsAPictureForSlides() throws Exception {
        browser.look(400, 700, true);
        browser.open(ReportPage.write(new SampleRunDirectory(folder).make()));
        assertThat(browser.evaluate("document.querySelectorAll('button.png:not([hidden])').length")
                        .asInt())
                .isEqualTo(4);
        for (String chart : List.of("spectrum", "heat", "requests", "connections")) {
            String url = browser.evaluate("giliran.picture('" + chart + "').then(blob => new Promise(done => {"
                            + "const reader = new FileReader(); reader.onload = () => done(reader.result);"
                            + "reader.readAsDataURL(blob); }))")
                    .asText();
            BufferedImage picture = Browser.image(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1)));

            assertThat(picture.getWidth()).isEqualTo(1600);
            assertThat(picture.getHeight()).isEqualTo(900);
            // Light, though the page is dark.
            assertThat(brightness(picture.getRGB(2, 2))).isGreaterThan(200);
            assertThat(colours(picture)).as(chart).hasSizeGreaterThan(20);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    /** Three policies with the same times: each is seen where it lies upon the others, in the colour of its name. */
    @Test
    void linesThatCoincideAreAllSeen() throws Exception {
        TimeLines lines = new TimeLines(TimeGrid.of(10, 100));
        for (String policy : List.of("p2c", "round-robin", "random")) {
            Arrays.fill(lines.line(policy), 5);
        }
        Path file = folder.resolve("page.html");
        Files.writeString(
                file,
                new Page("lines", List.of("random", "p2c", "round-robin"))
                        .add(Header.html("", "Lines", "", "", List.of(), true))
                        .add(lines.figure("lines", "Lines", "", "lines", "/s", 0))
                        .render());
        browser.look(900, 700, false);
        browser.open(file);

        assertThat(browser.complaints()).isEmpty();
        for (int colour : new int[] {3, 0, 1}) {
            String points = """
                    (() => {
                        const style = getComputedStyle(document.documentElement).getPropertyValue("--c%d").trim();
                        const wanted = [1, 3, 5].map(i => parseInt(style.slice(i, i + 2), 16));
                        const canvas = document.querySelector("canvas");
                        const points = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                        const columns = new Set();
                        for (let i = 0; i < points.length; i += 4) {
                            if (wanted.every((c, k) => Math.abs(points[i + k] - c) < 4) && points[i + 3] > 200) {
                                columns.add(i / 4 %% canvas.width);
                            }
                        }
                        return columns.size;
                    })()""".formatted(colour);
            assertThat(browser.evaluate(points).asInt())
                    .as("columns with the colour %d", colour)
                    .isGreaterThan(150);
        }
        assertThat(browser.evaluate("document.querySelectorAll('.u-marker')[2].style.border")
                        .asText())
                .contains("dashed");
    }

    @Test
    void whatComesFromOutsideStaysText() throws Exception {
        String evil = "</script><script>document.title='taken'</script><img src=x onerror=document.title='taken'>";
        Path run = new SampleRunDirectory(folder)
                .backends("b1", evil)
                .invalid(evil)
                .make();
        Files.writeString(run.resolve("config.conf"), "# " + evil + "\n");
        browser.look(900, 700, false);
        browser.open(ReportPage.write(run));

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.evaluate("document.title").asText()).startsWith("Giliran demo");
        assertThat(browser.evaluate("document.querySelectorAll('img').length").asInt())
                .isZero();
        assertThat(browser.evaluate("document.documentElement.dataset.drawn").asText())
                .isEqualTo("4");
        assertThat(browser.evaluate("document.querySelector('.verdict li').textContent")
                        .asText())
                .isEqualTo(evil);
        assertThat(browser.evaluate("document.querySelector('pre').textContent").asText())
                .contains(evil);
    }

    @Test
    void aScriptThatIsNotOfThePageDoesNotRun() throws Exception {
        Path page = ReportPage.write(new SampleRunDirectory(folder).make());
        Files.writeString(page, Files.readString(page).replace("<main>", "<main><script>window.taken = 1</script>"));
        browser.look(900, 700, false);
        browser.open(page);

        assertThat(browser.evaluate("typeof taken").asText()).isEqualTo("undefined");
        assertThat(browser.complaints()).singleElement().asString().contains("Content Security Policy");
    }

    @Test
    void withoutTheTimesOfRequestsThereIsStillAPage() throws Exception {
        browser.look(900, 700, false);
        browser.open(ReportPage.write(
                new SampleRunDirectory(folder).failing(0.02).withoutTimes().make()));

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.evaluate("document.documentElement.dataset.drawn").asText())
                .isEqualTo("3");
        assertThat(browser.evaluate("document.body.textContent").asText()).contains("were not kept in this run");
    }

    @Test
    void aRunWithoutAnyAnswerHasAPage() throws Exception {
        browser.look(400, 700, false);
        browser.open(ReportPage.write(
                new SampleRunDirectory(folder).requests(20, 100).failing(1).make()));

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.evaluate("document.querySelector('h1').textContent").asText())
                .isEqualTo("No request was answered.");
        assertThat(browser.evaluate("document.getElementById('errors').querySelectorAll('canvas').length")
                        .asInt())
                .isEqualTo(1);
    }

    private static int brightness(int rgb) {
        return ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF)) / 3;
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new TreeSet<>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }
}
