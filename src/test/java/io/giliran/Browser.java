package io.giliran;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A real browser without a window and without a network, told what to do by its own protocol: a page is opened from a
 * file, in a chosen size and theme, and asked what it shows. Its process and its profile are gone when it is closed.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
public final class Browser implements AutoCloseable {
    private static final int SECONDS = 120;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<String> broken = new CompletableFuture<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    /** Starts chromium. */
    public Browser() throws Exception {
        Program.need("chromium");
        profile = Files.createTempDirectory("giliran-browser");
        ProcessBuilder chromium = Program.command(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        // Whatever a page asks for from elsewhere fails, and is a complaint.
                        "--proxy-server=127.0.0.1:1",
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        // It leaves a folder behind where temporary files go.
        chromium.environment().put("TMPDIR", profile.toString());
        process = chromium.start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(endpoint()), new Listener())
                .get(SECONDS, TimeUnit.SECONDS);
        String target = call("Target.createTarget", Map.of("url", "about:blank"), null)
                .path("targetId")
                .asText();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true), null)
                .path("sessionId")
                .asText();
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        call("Network.enable", Map.of());
    }

    private String endpoint() throws Exception {
        CompletableFuture<String> found = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    String before = "DevTools listening on ";
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (line.startsWith(before)) {
                                found.complete(line.substring(before.length()));
                            }
                        }
                    } catch (IOException ended) {
                        // The process has gone.
                    }
                    found.completeExceptionally(new IOException("chromium has ended"));
                },
                "browser-stderr");
        reader.setDaemon(true);
        reader.start();
        return found.get(SECONDS, TimeUnit.SECONDS);
    }

    /** How the next page is looked at. */
    public void look(int width, int height, boolean dark) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Opens a file and waits until its scripts have run and what they ask for has been painted. */
    public void open(Path file) throws Exception {
        complaints.clear();
        loaded = new CompletableFuture<>();
        call("Page.navigate", Map.of("url", file.toUri().toString()));
        loaded.get(SECONDS, TimeUnit.SECONDS);
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
    }

    /** The value of an expression of JavaScript in the page; of a promise, what it comes to. */
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(answer.path("exceptionDetails").toString());
        }
        return answer.path("result").path("value");
    }

    /** What the page looks like, all of it. */
    public byte[] png() throws Exception {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                        .path("data")
                        .asText());
    }

    public static BufferedImage image(byte[] png) throws IOException {
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(png)), "a picture");
    }

    /** Errors of the scripts, and whatever the page was refused, since it was opened. */
    public List<String> complaints() {
        return new ArrayList<>(complaints);
    }

    private JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        return call(method, parameters, session);
    }

    private JsonNode call(String method, Map<String, ?> parameters, String inSession) throws Exception {
        int number = numbers.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", number).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (inSession != null) {
            message.put("sessionId", inSession);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(number, answer);
        socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
        CompletableFuture.anyOf(answer, broken).get(SECONDS, TimeUnit.SECONDS);
        JsonNode got = answer.getNow(null);
        if (got == null || got.has("error")) {
            throw new IOException(method + ": " + (got == null ? broken.getNow("") : got));
        }
        return got.path("result");
    }

    private void take(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        JsonNode parameters = message.path("params");
        switch (message.path("method").asText()) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Runtime.exceptionThrown" -> complaints.add("thrown: " + parameters);
            case "Runtime.consoleAPICalled" -> complaints.add("console: " + parameters);
            case "Log.entryAdded" -> complaints.add("log: " + parameters.path("entry"));
            case "Network.requestWillBeSent" -> {
                String url = parameters.path("request").path("url").asText();
                if (!url.startsWith("file:") && !url.startsWith("blob:") && !url.startsWith("data:")) {
                    complaints.add("asks for " + url);
                }
            }
            default -> {}
        }
    }

    @Override
    public void close() throws Exception {
        socket.abort();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        process.waitFor(SECONDS, TimeUnit.SECONDS);
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().get(SECONDS, TimeUnit.SECONDS);
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    take(JSON.readTree(text.toString()));
                } catch (IOException noJson) {
                    broken.complete(noJson.toString());
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            broken.complete("closed");
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            broken.complete(failure.toString());
        }
    }
}
