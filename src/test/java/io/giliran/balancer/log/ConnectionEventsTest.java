package io.giliran.balancer.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.ConnectionTest;
import io.giliran.balancer.FakeClient;
import io.giliran.balancer.HandClock;
import io.giliran.balancer.model.ConnectionObserver;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.policy.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server name and the route in the events of a connection; its stages are {@link ConnectionTest}'s. */
final class ConnectionEventsTest {
    @TempDir
    private Path folder;

    @Test
    void tellsTheServerNameAndTheRoute() throws IOException {
        AccessLog log = AccessLog.open(
                new AccessLogSettings(folder, false, false, false, true, Duration.ZERO, 0, 1, Duration.ZERO, true, 16));
        HandClock clock = new HandClock();
        FakeClient client = new FakeClient("127.0.0.1", 40_021, "a.example");
        ConnectionTrace trace =
                new ConnectionTrace(17, client, "first", clock.wall().instant(), clock);

        ConnectionObserver life = ConnectionEvents.of(log, trace);
        life.picked(
                new Backend(0, "b1", 1),
                new PickExplanation("a.example|b.example", List.of(), Map.of(), List.of(), "x"));
        life.picked(new Backend(0, "b1", 1), new PickExplanation(null, List.of(), Map.of(), List.of(), "x"));
        log.close();

        List<String> lines = Files.readAllLines(folder.resolve("events.jsonl"));
        assertThat(lines.get(0)).endsWith("\"listener\":\"127.0.0.1:7000\",\"sni\":\"a.example\"}");
        assertThat(lines.get(1)).contains("\"route\":\"a.example|b.example\",\"rule\":\"x\"");
        assertThat(lines.get(2)).contains("\"rule\":\"x\"").doesNotContain("route");
    }
}
