package io.giliran.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.report.SampleRunDirectory;
import io.giliran.report.reading.RecordedRun;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Content of the page of a live run. How it looks is {@link ReportPageIT}'s. */
final class ReportPageTest {
    @TempDir
    Path folder;

    @Test
    void saysInWordsWhatCameOut() throws IOException {
        Path run = new SampleRunDirectory(folder).failing(0.1).make();
        String page = page(run);

        String p50 = Words.nanos(RecordedRun.open(run).count("/rtt_ns/corrected/p50"));
        assertThat(page)
                .contains("<h1>Half of all requests took " + p50 + " or less, and one in a hundred ")
                .contains("3,000 requests of 100 clients, started at 300/s")
                .contains("policy round-robin; 3 backends answered")
                .contains("Valid: nothing was found")
                .contains("no answer in time")
                .contains("The configuration in force, with its seed 42")
                .contains("exp:5ms");
    }

    @Test
    void aRunThatIsNotValidSaysSoBeforeAnyNumber() throws IOException {
        String page = page(new SampleRunDirectory(folder)
                .invalid("the swarm was 3 % slower than planned")
                .make());

        assertThat(page)
                .contains("<h1>INVALID run. Half of all requests took ")
                .contains("INVALID: do not trust these numbers.")
                .contains("<li>the swarm was 3 % slower than planned</li>");
    }

    @Test
    void asksNothingOfAnybody() throws IOException {
        String page = page(new SampleRunDirectory(folder).make());

        assertThat(page).doesNotContainPattern("(src|href)=\"").doesNotContain("@import", "url(");
        assertThat(page).contains("default-src 'none'").contains("Permission is hereby granted, free of charge");
    }

    @Test
    void spectrumAndHeatMapHaveEveryAnswer() throws IOException {
        Path run = new SampleRunDirectory(folder).failing(0.1).make();
        JsonNode charts = charts(page(run));
        RecordedRun recorded = RecordedRun.open(run);

        assertThat(charts.fieldNames())
                .toIterable()
                .containsExactly("spectrum", "heat", "requests", "connections", "errors");
        JsonNode spectrum = charts.path("spectrum");
        JsonNode x = spectrum.path("x");
        JsonNode corrected = spectrum.at("/series/0/y");
        assertThat(spectrum.at("/series/0/name").asText()).isEqualTo("corrected");
        assertThat(spectrum.at("/series/1/name").asText()).isEqualTo("uncorrected");
        assertThat(spectrum.at("/series/2/name").asText()).isEqualTo("theory, E3/M/1");
        // 24 points a nine: the 49th is at 99 %.
        assertThat(x.get(48).asDouble()).isEqualTo(100);
        // A tenth was not answered: from there on the times are not known.
        assertThat(x.get(12).asDouble()).isLessThan(5);
        assertThat(corrected.get(12).asDouble()).isPositive();
        assertThat(corrected.get(48).isNull()).isTrue();
        assertThat(corrected).hasSameSizeAs(x);

        JsonNode cells = charts.at("/heat/cells");
        long inCells = 0;
        for (int i = 2; i < cells.size(); i += 3) {
            inCells += cells.get(i).asLong();
        }
        assertThat(inCells).isEqualTo(recorded.count("/requests/sent"));
    }

    @Test
    void chartsNameTheirAxesAndHaveTheIntervalsOfTheSummary() throws IOException {
        Path run = new SampleRunDirectory(folder).make();
        SampleRunDirectory.put(run, """
                {"intervals": {"p50": [1000000, 2000000], "p99": [null, 9000000], "p999": [null, null]}}""");
        JsonNode charts = charts(page(run));

        assertThat(charts.at("/requests/label").asText()).isEqualTo("answers a second");
        assertThat(charts.at("/connections/label").asText()).isEqualTo("open connections");
        assertThat(charts.at("/spectrum/series/0/bars").toString()).isEqualTo("[[2,1,2],[100.0,null,9]]");
    }

    @Test
    void aChartThatThereIsNotSaysWhy() throws IOException {
        assertThat(page(new SampleRunDirectory(folder)
                        .requests(20, 100)
                        .failing(1)
                        .make()))
                .contains("<h2>How long requests took</h2>\n<p class=\"refused\">No chart: no request was answered.");
        assertThat(page(new SampleRunDirectory(Files.createDirectory(folder.resolve("without")))
                        .withoutTimes()
                        .make()))
                .contains("No chart: the times of single requests were not kept in this run.");
    }

    /** p99 and the mean lie among requests that were never answered. */
    @Test
    void whatIsKnownFromBelowOnlyStandsBesideNoTheory() throws IOException {
        Path run = new SampleRunDirectory(folder)
                .requests(3_000, 300)
                .failing(0.05)
                .make();

        assertThat(page(run))
                .containsPattern("mean</th><td>[^<]*</td><td>&gt; [^<]*</td><td>–</td>")
                .containsPattern("p99</th><td>[^<]*</td><td>&gt; [^<]*</td><td>–</td>")
                .containsPattern("p50</th><td>[^<]*</td><td>[^&<]*</td><td>[+-]");
    }

    @Test
    void aWideTableCanBeScrolledByKeyboard() throws IOException {
        assertThat(page(new SampleRunDirectory(folder).make()))
                .contains("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Backends\">");
    }

    @Test
    void linesAddUpToWhatTheSummaryCounts() throws IOException {
        Path run = new SampleRunDirectory(folder).failing(0.1).make();
        JsonNode charts = charts(page(run));
        RecordedRun recorded = RecordedRun.open(run);

        JsonNode requests = charts.path("requests");
        double step = requests.path("step").asDouble();
        for (JsonNode line : requests.path("series")) {
            double[] rates = numbers(line.path("y"));
            TimeGrid grid = TimeGrid.ofStep(recorded.number("/duration_s").getAsDouble(), step);
            double sum = 0;
            for (int i = 0; i < rates.length; i++) {
                sum += rates[i] * grid.length(i);
            }
            assertThat(sum)
                    .isCloseTo(recorded.count("/backends/" + line.path("name").asText() + "/requests"), within(0.5));
        }
        JsonNode errors = charts.path("errors").path("series");
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).path("name").asText()).isEqualTo("no answer in time");
    }

    @Test
    void openConnectionsFollowLittlesLaw() throws IOException {
        Path run = new SampleRunDirectory(folder).make();
        JsonNode charts = charts(page(run));
        RecordedRun recorded = RecordedRun.open(run);
        // What is open on average is the rate times the time from connected to the end.
        double open = StreamSupport.stream(charts.at("/connections/series").spliterator(), false)
                .mapToDouble(
                        line -> Arrays.stream(numbers(line.path("y"))).average().orElse(0))
                .sum();
        double seconds = recorded.number("/rtt_ns/uncorrected/mean").getAsDouble() / 1e9;
        assertThat(open)
                .isCloseTo(seconds * recorded.number("/rate/achieved_per_s").getAsDouble(), within(0.15));
    }

    @Test
    void manyBackendsBecomeTheMostTheMiddleAndTheLeast() throws IOException {
        String[] names = new String[30];
        Arrays.setAll(names, i -> "b" + i);
        JsonNode charts =
                charts(page(new SampleRunDirectory(folder).backends(names).make()));

        assertThat(charts.at("/requests/series")).hasSize(3);
        assertThat(charts.at("/requests/series/0/name").asText()).isEqualTo("most");
        double[] most = numbers(charts.at("/requests/series/0/y"));
        double[] middle = numbers(charts.at("/requests/series/1/y"));
        double[] least = numbers(charts.at("/requests/series/2/y"));
        for (int i = 0; i < most.length; i++) {
            assertThat(most[i]).isGreaterThanOrEqualTo(middle[i]);
            assertThat(middle[i]).isGreaterThanOrEqualTo(least[i]);
        }
    }

    @Test
    void whatOthersAddToTheSummaryIsShown() throws IOException {
        Path run = new SampleRunDirectory(folder).make();
        SampleRunDirectory.put(run, """
                {"warmup_s": 2.5, "late": 17, "max_send_lag_ns": 4200000,
                 "pauses_ns": {"count": 3, "max": 9100000, "p99": 100},
                 "slo": [{"expression": "rtt: p(99)<50", "value": 61.5, "ok": false}],
                 "intervals": {"p50": [11000000, 12000000]},
                 "theory": [{"name": "mean of M/M/1", "value_ns": 20000000, "measured_ns": 21000000}]}""");
        String page = page(run);

        assertThat(page)
                .contains("95 % sure between 11.0 ms and 12.0 ms")
                .containsPattern("rtt: p\\(99\\)&lt;50</th><td>61.5</td><td>NOT MET</td>")
                .containsPattern("mean of M/M/1</th><td>20.0 ms</td><td>21.0 ms</td><td>\\+5.0 %")
                .containsPattern("requests sent late</th><td>17")
                .containsPattern("longest own pause</th><td>9.10 ms")
                .containsPattern("warm-up that was cut off</th><td>2.50 s");
        assertThat(charts(page).at("/heat/warmUp").asDouble()).isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arrivals=poisson|arrivals=constant|Poisson arrivals",
                "exp:5ms|fixed:5ms|exponential work",
                "per-request|persistent|a connection for each request",
                "workers=1|workers=2|one worker a backend",
                "exp:5ms|exp:50ms|Each backend is offered 5 times what it can do"
            })
    void whereNoClosedFormHoldsItSaysWhatIsMissing(String key, String other, String reason) throws IOException {
        Path run = new SampleRunDirectory(folder).make();
        Path config = run.resolve("config.conf");
        Files.writeString(config, Files.readString(config).replace(key, other));
        String page = page(run);

        assertThat(page).contains(reason);
        assertThat(charts(page).at("/spectrum/series")).hasSize(2);
    }

    @Test
    void theoryHoldsForTheModelRun() throws IOException {
        String page = page(new SampleRunDirectory(folder).requests(200_000, 300).make());

        // The run is one of E3/M/1 but for 0.1 ms of connecting: load 0.5 of each backend.
        assertThat(page).contains("Load 0.50 of each of 3 backends");
        assertThat(page).containsPattern("mean</th><td>7.4\\d ms</td><td>7.[456]\\d ms</td><td>[+-][0-2].\\d %");
    }

    @Test
    void aLongRunHasASmallPage() throws IOException {
        assertThat(page(new SampleRunDirectory(folder).requests(200_000, 2000).make())
                        .getBytes(UTF_8))
                .hasSizeLessThan(400_000);
    }

    @Test
    void aRunWithBrokenTimesHasNoPage() throws IOException {
        Path run = new SampleRunDirectory(folder).requests(10, 100).make();
        Files.writeString(run.resolve("times.csv"), SampleRunDirectory.TIMES_HEADER + "\n1,2\n");

        assertThatThrownBy(() -> ReportPage.write(run))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("times.csv, line 2 ");
        assertThat(run.resolve("report.html")).doesNotExist();
    }

    private static String page(Path run) throws IOException {
        return Files.readString(ReportPage.write(run));
    }

    private static JsonNode charts(String page) throws IOException {
        String before = "<script type=\"application/json\" id=\"charts\">";
        int from = page.indexOf(before) + before.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
