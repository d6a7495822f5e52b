package io.giliran.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.Program;
import io.giliran.transport.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prometheus itself, in a process of its own that scrapes one target every second; killed when it is closed. */
final class PrometheusServer implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("\"Listening on\" address=(127\\.0\\.0\\.1:\\d+)");
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final String address;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Starts it on a free port.
     *
     * @param folder for its configuration, its data and what it tells
     * @param target {@code HOST:PORT}
     * @param token empty for none
     */
    PrometheusServer(Path folder, String target, String token) throws Exception {
        Path config = Files.writeString(folder.resolve("prometheus.yml"), config(folder, target, token));
        Path said = folder.resolve("prometheus.txt");
        process = Program.command(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectOutput(said.toFile())
                .redirectErrorStream(true)
                .start();
        AtomicReference<String> found = new AtomicReference<>("");
        try {
            Await.equal("prometheus listens", true, () -> {
                if (!process.isAlive()) {
                    throw new IOException("prometheus has ended: " + Files.readString(said));
                }
                Matcher line = LISTENS.matcher(Files.readString(said));
                if (!line.find()) {
                    return false;
                }
                found.set(line.group(1));
                return true;
            });
        } catch (Exception | AssertionError failure) {
            close();
            throw failure;
        }
        address = found.get();
    }

    private static String config(Path folder, String target, String token) throws IOException {
        String authorization = "";
        if (!token.isEmpty()) {
            Path file = Files.writeString(folder.resolve("giliran.token"), token);
            authorization = "    authorization: {credentials_file: '" + file + "'}\n";
        }
        return "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
                + "scrape_configs:\n  - job_name: giliran\n" + authorization
                + "    static_configs: [{targets: ['" + target + "']}]\n";
    }

    /** What an expression is now, one entry a series; while it starts, none. */
    List<JsonNode> query(String expression) throws IOException, InterruptedException {
        return data("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8), "/data/result");
    }

    /** The value of an expression that is one number; absent while there is none. */
    Optional<Double> number(String expression) throws IOException, InterruptedException {
        List<JsonNode> series = query(expression);
        return series.size() == 1
                ? Optional.of(series.get(0).get("value").get(1).asDouble())
                : Optional.empty();
    }

    /** The values that a label has in the series of a metric. */
    List<JsonNode> labelValues(String metric, String label) throws IOException, InterruptedException {
        return data("/api/v1/label/" + label + "/values?match%5B%5D=" + metric, "/data");
    }

    private List<JsonNode> data(String path, String where) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .timeout(ANSWERS_WITHIN)
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() == 503) {
            return List.of();
        }
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " is answered by " + answer.statusCode() + " " + answer.body());
        }
        List<JsonNode> all = new ArrayList<>();
        JSON.readTree(answer.body()).at(where).forEach(all::add);
        return all;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
