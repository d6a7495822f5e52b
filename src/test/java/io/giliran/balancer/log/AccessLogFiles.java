package io.giliran.balancer.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.settings.HostPort;
import io.giliran.transport.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A balancer's log as it lies on the disk, read back; lines by the client's address. */
public record AccessLogFiles(Path folder) {
    private static final Pattern TCPLOG_LINE = Pattern.compile(
            "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d localhost giliran\\[\\d+]: (?<client>\\S+) \\[[^]]+]"
                    + " balancer backends/(?<backend>\\S+) 0/(?<connect>-?\\d+)/(?<total>\\d+) (?<bytes>\\d+)"
                    + " (?<code>\\S\\S) \\d+/\\d+/\\d+/\\d+/[+]?(?<retries>\\d+) 0/0");

    /** Line of balancer.log. */
    public record Line(String backend, long connectMillis, long totalMillis, long bytes, String code, int retries) {}

    Path tcplog() {
        return folder.resolve("balancer.log");
    }

    /** Waits until that many connections are in both files. */
    public void await(int connections) throws Exception {
        Await.equal("lines of balancer.log", connections, () -> lines(tcplog()).size());
        Await.equal("lines of balancer.jsonl", connections, () -> lines(jsonl()).size());
    }

    /** Checks the four that a connection's way of ending decides. */
    public void check(InetSocketAddress client, String backend, long bytes, String code, int retries)
            throws IOException {
        // The tcplog line has no brackets around IPv6.
        assertThat(byClient().get(HostPort.format(client).replaceAll("[\\[\\]]", "")))
                .extracting(Line::backend, Line::bytes, Line::code, Line::retries)
                .containsExactly(backend, bytes, code, retries);
    }

    /** All of balancer.log. */
    public Map<String, Line> byClient() throws IOException {
        Map<String, Line> byClient = new HashMap<>();
        for (String text : lines(tcplog())) {
            Matcher line = TCPLOG_LINE.matcher(text);
            assertThat(line.matches()).as(text).isTrue();
            byClient.put(
                    line.group("client"),
                    new Line(
                            line.group("backend"),
                            Long.parseLong(line.group("connect")),
                            Long.parseLong(line.group("total")),
                            Long.parseLong(line.group("bytes")),
                            line.group("code"),
                            Integer.parseInt(line.group("retries"))));
        }
        return byClient;
    }

    /** All of balancer.jsonl. */
    public Map<String, JsonNode> jsonByClient() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Map<String, JsonNode> byClient = new HashMap<>();
        for (String text : lines(jsonl())) {
            JsonNode line = mapper.readTree(text);
            byClient.put(line.path("client").textValue(), line);
        }
        return byClient;
    }

    /** The backends that were tried for a connection, in order. */
    public static List<String> attempts(JsonNode line) {
        return line.path("attempts").findValuesAsText("backend");
    }

    private Path jsonl() {
        return folder.resolve("balancer.jsonl");
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }
}
