package io.giliran.admin;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.giliran.Program;
import io.giliran.transport.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus scrapes a balancer that works, and knows afterwards what the runtime API says. */
@Timeout(120)
final class PrometheusIT {
    private static final ActorTestKit KIT = ActorTestKit.create("prometheus", ConfigFactory.load());
    private static final int CLIENTS = 7;

    @TempDir
    private Path folder;

    @BeforeEach
    void find() {
        Program.need("prometheus");
    }

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-token"})
    void itsCountersAreThoseOfTheApi(String token) throws Exception {
        try (AdminUnderTest api = balancer(token);
                PrometheusServer prometheus = new PrometheusServer(folder, api.target(), token)) {
            Await.equal("up", Optional.of(1.0), () -> prometheus.number("up"));
            for (int i = 0; i < CLIENTS; i++) {
                api.client(i % 2 == 0 ? "b1" : "b2");
            }
            cutOne(api);

            JsonNode status = api.get("/v1/status").json();
            assertThat(status.get("accepted").intValue()).isEqualTo(CLIENTS);
            assertThat(status.get("open").intValue()).isEqualTo(CLIENTS - 1);
            agree(prometheus, "giliran_connections_accepted_total", status.get("accepted"));
            agree(prometheus, "giliran_connections_open", status.get("open"));
            for (JsonNode backend : api.get("/v1/backends").json().get("backends")) {
                String labels = "{backend=\"" + backend.get("name").textValue() + "\"}";
                agree(prometheus, "giliran_picks_total" + labels, backend.get("picks"));
                agree(prometheus, "giliran_backend_connections" + labels, backend.get("open"));
                agree(prometheus, "giliran_backend_weight" + labels, backend.get("weight"));
            }
            Await.equal(
                    "connections that were cut",
                    Optional.of(1.0),
                    () -> prometheus.number("sum(giliran_connections_ended_total{termination=\"KD\"})"));
        }
    }

    @Test
    void withoutTheTokenItGetsNothing() throws Exception {
        try (AdminUnderTest api = balancer("a-token");
                PrometheusServer prometheus = new PrometheusServer(folder, api.target(), "another")) {
            Await.equal("up", Optional.of(0.0), () -> prometheus.number("up"));
            assertThat(prometheus.query("giliran_connections_open")).isEmpty();
        }
    }

    /** Each query of the dashboard, with its variables filled in as Grafana does. */
    @Test
    void everyQueryOfTheDashboardHasAnAnswer() throws Exception {
        JsonNode dashboard =
                new ObjectMapper().readTree(Path.of("dashboards/giliran.json").toFile());
        List<String> queries = dashboard.findValuesAsText("expr");
        assertThat(queries).isNotEmpty();
        try (AdminUnderTest api = balancer("");
                PrometheusServer prometheus = new PrometheusServer(folder, api.target(), "")) {
            api.client("b1");
            api.client("b2");
            cutOne(api);
            // A change of health has no series before there was one.
            api.call("PATCH", "/v1/backends/b2", "{\"state\":\"drain\"}");

            for (String query : queries) {
                String filled = query.replace("$instance", ".*").replace("$__rate_interval", "1m");
                assertThat(filled).doesNotContain("$");
                Await.equal(
                        "an answer to " + filled,
                        false,
                        () -> prometheus.query(filled).isEmpty());
            }
            assertThat(prometheus.labelValues("giliran_connections_open", "instance"))
                    .extracting(JsonNode::textValue)
                    .containsExactly(api.target());
        }
    }

    private AdminUnderTest balancer(String token) throws Exception {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        return new AdminUnderTest(KIT, logs, token.isEmpty() ? "" : "giliran.admin.token = " + token).listening();
    }

    private static void agree(PrometheusServer prometheus, String series, JsonNode told) throws Exception {
        Await.equal(series, Optional.of(told.doubleValue()), () -> prometheus.number(series));
    }

    /** The oldest of the connections, which has been served; its end is told by the balancer a little later. */
    private static void cutOne(AdminUnderTest api) throws Exception {
        JsonNode all = api.get("/v1/connections").json();
        long id = all.get("connections").get(0).get("id").longValue();
        assertThat(api.call("DELETE", "/v1/connections/" + id, "").status()).isEqualTo(200);
        Await.equal("it is gone", 404, () -> api.get("/v1/connections/" + id).status());
        Await.equal(
                "open",
                all.get("total").intValue() - 1,
                () -> api.get("/v1/status").json().get("open").intValue());
    }
}
