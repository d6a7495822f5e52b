package io.giliran.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.report.SampleRunDirectory;
import io.giliran.report.reading.RecordedRun;
import io.giliran.report.reading.RequestTimes;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.HistogramLogProcessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results in the formats of other tools: read by the tool itself where it is at hand, else as it is documented. */
final class ExportFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path directory;
    private RecordedRun run;

    @BeforeEach
    void makeRun() throws IOException {
        directory = new SampleRunDirectory(folder).failing(0.1).make();
        run = RecordedRun.open(directory);
    }

    @Test
    void hgrmIsWhatHistogramLogProcessorMakesOfTheLog() throws Exception {
        directory = new SampleRunDirectory(folder.resolve("answered")).make();
        List<Path> written = ExportFormat.HGRM.write(RecordedRun.open(directory));

        assertThat(written)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "rtt.hgrm",
                        "rtt-backend.b1.hgrm",
                        "rtt-backend.b2.hgrm",
                        "rtt-backend.b3.hgrm",
                        "rtt-uncorrected.hgrm",
                        "rtt-connect.hgrm",
                        "rtt-sendlag.hgrm");
        assertThat(distribution(directory.resolve("rtt.hgrm")))
                .hasSizeGreaterThan(40)
                .isEqualTo(processed());
        assertThat(distribution(directory.resolve("rtt-uncorrected.hgrm")))
                .hasSizeGreaterThan(40)
                .isEqualTo(processed("-tag", "uncorrected"));
    }

    /** It writes the distribution of all intervals to a file of the name that it is given, with .hgrm at the end. */
    private List<String> processed(String... more) throws Exception {
        Path out = folder.resolve("processed");
        List<String> arguments =
                new ArrayList<>(List.of("-i", directory.resolve("rtt.hlog").toString(), "-o", out.toString()));
        arguments.addAll(List.of(more));
        Thread processor = new HistogramLogProcessor(arguments.toArray(String[]::new));
        processor.start();
        processor.join();
        return distribution(Path.of(out + ".hgrm"));
    }

    /** Without what the processor says of the log, and of how a histogram is built. */
    private static List<String> distribution(Path hgrm) throws IOException {
        return Files.readAllLines(hgrm, UTF_8).stream()
                .filter(line -> !line.matches("#\\[(Overall|StartTime|Buckets).*"))
                .toList();
    }

    @Test
    void aPlotterReadsFourNumbersALine() throws Exception {
        ExportFormat.HGRM.write(run);
        try (Stream<String> lines = Files.lines(directory.resolve("rtt.hgrm"))) {
            List<String[]> plotted = lines.filter(line -> !line.startsWith("#") && !line.contains("Value"))
                    .map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields.length == 4)
                    .toList();
            assertThat(plotted).hasSizeGreaterThan(30).allSatisfy(fields -> {
                assertThat(Double.parseDouble(fields[0])).isPositive();
                assertThat(Double.parseDouble(fields[3])).isGreaterThanOrEqualTo(1);
            });
        }
    }

    @Test
    void fortioHasEveryFieldOfItsResults() throws Exception {
        assertThat(ExportFormat.FORTIO.write(run)).containsExactly(directory.resolve("fortio.json"));
        JsonNode fortio = JSON.readTree(directory.resolve("fortio.json").toFile());

        // In the order of Fortio's structures RunnerResults and TCP's RunnerResults.
        assertThat(fortio.fieldNames())
                .toIterable()
                .containsExactly(
                        "RunType",
                        "Labels",
                        "StartTime",
                        "RequestedQPS",
                        "RequestedDuration",
                        "ActualQPS",
                        "ActualDuration",
                        "NumThreads",
                        "Version",
                        "DurationHistogram",
                        "ErrorsDurationHistogram",
                        "Exactly",
                        "Jitter",
                        "Uniform",
                        "NoCatchUp",
                        "RunID",
                        "AccessLoggerInfo",
                        "ID",
                        "Destination",
                        "RetCodes",
                        "SocketCount",
                        "BytesSent",
                        "BytesReceived");
        assertThat(OffsetDateTime.parse(fortio.path("StartTime").asText()).toInstant())
                .isEqualTo(SampleRunDirectory.STARTED);
        assertThat(fortio.path("RequestedQPS").asText()).isEqualTo("300");
        assertThat(fortio.path("RequestedDuration").asText()).isEqualTo("exactly 3000 calls");
        assertThat(fortio.path("ActualDuration").isIntegralNumber()).isTrue();
        assertThat(fortio.path("ActualDuration").asLong() / 1e9)
                .isCloseTo(run.number("/duration_s").getAsDouble(), within(1e-6));
        assertThat(fortio.path("NumThreads").asInt()).isEqualTo(100);
        assertThat(fortio.path("ID").asText()).isEqualTo("2026-11-23-211300_giliran_round_robin");
        assertThat(fortio.at("/RetCodes/OK").asLong()).isEqualTo(run.count("/requests/ok"));
        assertThat(fortio.at("/RetCodes/timeout").asLong()).isEqualTo(run.count("/requests/failed/timeout"));
        assertThat(fortio.path("SocketCount").asInt()).isEqualTo(3000);
        assertThat(fortio.path("BytesSent").asLong()).isEqualTo(60_000);
    }

    /** What its own reader relies on to draw the percentiles and to compute them anew. */
    @Test
    void fortioHistogramsAreWhole() throws Exception {
        ExportFormat.FORTIO.write(run);
        JsonNode fortio = JSON.readTree(directory.resolve("fortio.json").toFile());
        for (String name : List.of("DurationHistogram", "ErrorsDurationHistogram")) {
            JsonNode histogram = fortio.path(name);
            JsonNode buckets = histogram.path("Data");
            long count = 0;
            double end = histogram.path("Min").asDouble();
            assertThat(buckets.get(0).path("Start").asDouble()).isEqualTo(end);
            for (JsonNode bucket : buckets) {
                count += bucket.path("Count").asLong();
                assertThat(bucket.path("Start").asDouble()).isGreaterThanOrEqualTo(end - 1e-12);
                end = bucket.path("End").asDouble();
                assertThat(end).isGreaterThanOrEqualTo(bucket.path("Start").asDouble());
                assertThat(bucket.path("Percent").asDouble())
                        .isCloseTo(100.0 * count / histogram.path("Count").asLong(), within(1e-9));
            }
            assertThat(end).isEqualTo(histogram.path("Max").asDouble());
            assertThat(count).isEqualTo(histogram.path("Count").asLong()).isPositive();
        }
        List<RequestTimes> requests = new ArrayList<>();
        run.forEachRequest(requests::add);
        double failed = requests.stream()
                .filter(request -> !request.isOk())
                .mapToLong(RequestTimes::correctedNanos)
                .average()
                .orElseThrow();
        assertThat(fortio.at("/ErrorsDurationHistogram/Avg").asDouble()).isCloseTo(failed / 1e9, within(failed / 1e12));
        JsonNode p99 = fortio.at("/DurationHistogram/Percentiles/3");
        assertThat(p99.path("Percentile").asDouble()).isEqualTo(99);
        assertThat(p99.path("Value").asDouble()).isCloseTo(run.count("/rtt_ns/corrected/p99") / 1e9, within(1e-9));
    }

    @Test
    void fortioWithoutTheTimesOfRequests() throws Exception {
        Files.delete(directory.resolve("times.csv"));
        ExportFormat.FORTIO.write(run);
        JsonNode fortio = JSON.readTree(directory.resolve("fortio.json").toFile());

        assertThat(fortio.has("SocketCount")).isFalse();
        assertThat(fortio.at("/ErrorsDurationHistogram/Count").asLong()).isZero();
        assertThat(fortio.at("/ErrorsDurationHistogram/Data").isNull()).isTrue();
    }

    @Test
    void k6TellsWhatItTellsOfItsOwnRuns() throws Exception {
        Path summary = directory.resolve("summary.json");
        Files.writeString(summary, Files.readString(summary).replaceFirst("\\{", """
                {"slo": [{"expression": "rtt: p(99)<50", "value": 61.5, "ok": false},
                         {"expression": "max<60000", "value": 70, "ok": true},
                         {"expression": "errors: rate<0.5", "value": 0.1, "ok": true}],"""));
        assertThat(ExportFormat.K6.write(RecordedRun.open(directory)))
                .containsExactly(directory.resolve("k6-summary.json"));
        JsonNode k6 = JSON.readTree(directory.resolve("k6-summary.json").toFile());

        assertThat(k6.fieldNames()).toIterable().containsExactly("root_group", "metrics");
        assertThat(k6.path("root_group").fieldNames())
                .toIterable()
                .containsExactly("name", "path", "id", "groups", "checks");
        JsonNode rtt = k6.at("/metrics/rtt");
        assertThat(rtt.fieldNames())
                .toIterable()
                .containsExactly("avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "count", "thresholds");
        assertThat(rtt.path("p(99)").asDouble()).isEqualTo(run.count("/rtt_ns/corrected/p99") / 1e6);
        // In this form true means that the threshold was crossed.
        assertThat(rtt.path("thresholds")).isEqualTo(JSON.readTree("{\"p(99)<50\": true, \"max<60000\": false}"));
        JsonNode errors = k6.at("/metrics/errors");
        assertThat(errors.path("thresholds")).isEqualTo(JSON.readTree("{\"rate<0.5\": false}"));
        assertThat(errors.path("passes").asLong()).isEqualTo(run.count("/requests/failed/timeout"));
        assertThat(errors.path("passes").asLong() + errors.path("fails").asLong())
                .isEqualTo(3000);
        assertThat(k6.at("/metrics/iterations/count").asLong()).isEqualTo(3000);
        assertThat(k6.at("/metrics/vus/max").asLong()).isEqualTo(100);
        assertThat(k6.at("/metrics/data_sent/count").asLong()).isEqualTo(60_000);
        assertThat(k6.path("metrics").fieldNames())
                .toIterable()
                .contains("rtt_uncorrected", "connect", "send_lag", "data_received");
    }

    @Test
    void aSimulatedRunHasPercentilesOnly() throws IOException {
        Files.writeString(directory.resolve("summary.json"), "{\"command\": \"simulate\", \"policies\": {}}");
        RecordedRun simulated = RecordedRun.open(directory);

        assertThat(ExportFormat.HGRM.write(simulated)).isNotEmpty();
        assertThatThrownBy(() -> ExportFormat.K6.write(simulated))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--export k6 is not valid for " + directory
                        + ", which was simulated and has several policies; valid is hgrm");
    }
}
