package io.giliran.admin;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.LineServer;
import io.giliran.Program;
import io.giliran.ProtocolCheck;
import io.giliran.admin.calls.LogLevel;
import io.giliran.admin.calls.Operator;
import io.giliran.admin.calls.ReloadCalls;
import io.giliran.admin.http.AdminSettings;
import io.giliran.admin.http.ApiCalls;
import io.giliran.admin.http.Callers;
import io.giliran.admin.http.Readiness;
import io.giliran.admin.meters.MetricsObserver;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.reload.Reloader;
import io.giliran.transport.Await;
import io.giliran.transport.ScriptedPeer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call of the runtime API, good and bad, over HTTP to a balancer that works. */
@Timeout(60)
final class AdminApiIT {
    private static final ActorTestKit KIT = ActorTestKit.create("admin", ConfigFactory.load());

    @TempDir
    private Path logs;

    private CapturedLog log;
    private AdminUnderTest api;

    @BeforeEach
    void start() throws Exception {
        log = CapturedLog.ofPackage("io.giliran.balancer");
        api = new AdminUnderTest(KIT, logs, "").listening();
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        log.close();
    }

    private static final ReloadCalls.Reloads NO_RELOADS = new ReloadCalls.Reloads() {
        @Override
        public CompletionStage<Reloader.Reloaded> reload(Audit.Caller caller, boolean dryRun) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Reloader.Reloaded> rollBack(Audit.Caller caller, boolean dryRun) {
            throw new UnsupportedOperationException();
        }
    };

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @Test
    void tellsHowTheBalancerIs() throws Exception {
        api.client("b1");

        AdminUnderTest.Answer answer = api.get("/v1/status");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode status = answer.json();
        assertThat(status.get("policy").textValue()).isEqualTo("round-robin");
        assertThat(status.get("accepted").intValue()).isEqualTo(1);
        assertThat(status.get("open").intValue()).isEqualTo(1);
        assertThat(status.get("queued").intValue()).isZero();
        assertThat(status.get("explains").booleanValue()).isFalse();
        assertThat(status.get("panic").isNull()).isTrue();
        assertThat(status.get("rebalance_excess").isNull()).isTrue();
        assertThat(status.get("log_level").textValue()).isEqualTo(LogLevel.current());
    }

    @Test
    void tellsItsBackendsWithStateLoadAndWhy() throws Exception {
        api.client("b1");

        JsonNode backends = api.get("/v1/backends").json().get("backends");

        assertThat(backends).hasSize(2);
        JsonNode first = backends.get(0);
        assertThat(first.get("name").textValue()).isEqualTo("b1");
        assertThat(first.get("weight").intValue()).isEqualTo(1);
        assertThat(first.get("max_connections").isNull()).isTrue();
        assertThat(first.get("backup").booleanValue()).isFalse();
        assertThat(first.get("admin").textValue()).isEqualTo("ready");
        assertThat(first.get("state").textValue()).isEqualTo("up");
        assertThat(first.get("eligible").booleanValue()).isTrue();
        assertThat(first.get("reason").textValue()).contains("UP");
        assertThat(first.get("open").intValue()).isEqualTo(1);
        assertThat(first.get("picks").intValue()).isEqualTo(1);
        assertThat(first.get("leaving").booleanValue()).isFalse();
        assertThat(first.get("origin").textValue()).isEqualTo("configuration");
        assertThat(api.get("/v1/backends/b1").json()).isEqualTo(first);
    }

    @Test
    void aBackendJoinsWithAllAttributesAndItsNamesAndThoseOfClientsAreTold() throws Exception {
        try (AdminUnderTest byName =
                new AdminUnderTest(KIT, logs.resolve("by-name"), "giliran.balancer.sni.routing = on").listening()) {
            String described = "b3=127.0.0.1:7003,send-proxy=v2,sni=b.example|*.A.example,max-connections=1,backup";
            AdminUnderTest.Answer added = byName.call("POST", "/v1/backends", "{\"backend\":\"" + described + "\"}");
            assertThat(added.status()).isEqualTo(201);
            assertThat(added.json().get("sni").toString()).isEqualTo("[\"*.a.example\",\"b.example\"]");
            assertThat(byName.get("/v1/backends/b1").json().get("sni")).isEmpty();

            byName.call("PUT", "/v1/explain", "{\"on\":true}");
            byName.clientAskingFor("c.example");
            Await.equal(
                    "connections",
                    1,
                    () -> byName.get("/v1/connections").json().get("total").intValue());
            JsonNode connection = byName.get("/v1/connections/1").json();
            assertThat(connection.get("sni").textValue()).isEqualTo("c.example");
            assertThat(connection.get("explanation").get("route").textValue()).isEqualTo("*");
        }
    }

    @Test
    void aBackendWithNamesDoesNotJoinWhereTheyWouldNotCount() throws Exception {
        AdminUnderTest.Answer refused =
                api.call("POST", "/v1/backends", "{\"backend\":\"b3=127.0.0.1:7003,sni=a.example\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error()).isEqualTo("b3 has sni, which counts only with giliran.balancer.sni.routing = on");
    }

    @Test
    void changesStateWeightAndBoundAtOnce() throws Exception {
        AdminUnderTest.Answer changed =
                api.call("PATCH", "/v1/backends/b1", "{\"state\":\"drain\",\"weight\":7,\"max_connections\":3}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("admin").textValue()).isEqualTo("drain");
        assertThat(changed.json().get("state").textValue()).isEqualTo("drain");
        assertThat(changed.json().get("eligible").booleanValue()).isFalse();
        assertThat(changed.json().get("weight").intValue()).isEqualTo(7);
        assertThat(changed.json().get("max_connections").intValue()).isEqualTo(3);
        api.client("b2");
        api.client("b2");

        JsonNode back = api.call("PATCH", "/v1/backends/b1", "{\"state\":\"ready\",\"max_connections\":null}")
                .json();

        assertThat(back.get("state").textValue()).isEqualTo("up");
        assertThat(back.get("max_connections").isNull()).isTrue();
    }

    @Test
    void changesNothingWhenOneFieldIsNotValid() throws Exception {
        assertThat(api.call("PATCH", "/v1/backends/b1", "{\"state\":\"drain\",\"weight\":257}")
                        .status())
                .isEqualTo(400);

        assertThat(api.get("/v1/backends/b1").json().get("admin").textValue()).isEqualTo("ready");
    }

    @Test
    void aBackendJoinsAndLeaves() throws Exception {
        LineServer third = api.opened(LineServer.answering("b3"));

        AdminUnderTest.Answer added = api.call(
                "POST", "/v1/backends", "{\"backend\":\"b3=" + third.target() + ",weight=2,max-connections=9\"}");

        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().get("name").textValue()).isEqualTo("b3");
        assertThat(added.json().get("address").textValue()).isEqualTo(third.target());
        assertThat(added.json().get("weight").intValue()).isEqualTo(2);
        assertThat(added.json().get("max_connections").intValue()).isEqualTo(9);
        AdminUnderTest.Answer again = api.call("POST", "/v1/backends", "{\"backend\":\"b3=" + third.target() + "\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.error()).isEqualTo("a backend b3 is there already");
        drain("b1");
        drain("b2");
        ScriptedPeer client = api.client("b3");

        AdminUnderTest.Answer removed = api.call("DELETE", "/v1/backends/b3?cut=true", "");

        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.json().get("done").textValue()).isEqualTo("b3 leaves");
        client.expectReset();
    }

    @Test
    void aBackendThatIsRemovedKeepsItsConnections() throws Exception {
        ScriptedPeer client = api.client("b1");

        assertThat(api.call("DELETE", "/v1/backends/b1", "").status()).isEqualTo(200);

        assertThat(api.get("/v1/backends/b1").json().get("leaving").booleanValue())
                .isTrue();
        client.send("still here\n");
        assertThat(client.readLine()).isEqualTo("b1 still here");
    }

    @Test
    void tellsConnectionsAndWhyTheirBackendsWerePicked() throws Exception {
        api.client("b1");
        assertThat(api.call("PUT", "/v1/explain", "{\"on\":true}")
                        .json()
                        .get("done")
                        .textValue())
                .isEqualTo("picks are explained");
        api.client("b2");

        JsonNode all = api.get("/v1/connections").json();

        assertThat(all.get("total").intValue()).isEqualTo(2);
        JsonNode first = all.get("connections").get(0);
        assertThat(first.get("id").intValue()).isEqualTo(1);
        assertThat(first.get("client").textValue()).startsWith("127.0.0.1:");
        assertThat(first.get("accepted").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(first.get("backend").textValue()).isEqualTo("b1");
        // The client has sent "hello\n", and the backend's answer has its name and a blank more.
        assertThat(first.get("bytes_in").intValue()).isEqualTo(6);
        assertThat(first.get("bytes_out").intValue()).isEqualTo(9);
        assertThat(first.get("idle_ns").longValue()).isNotNegative();
        assertThat(first.get("explanation").isNull()).isTrue();
        JsonNode explanation = api.get("/v1/connections/2").json().get("explanation");
        assertThat(explanation.get("rule").textValue()).isNotEmpty();
        assertThat(explanation.get("scores").findValuesAsText("backend")).contains("b2");

        JsonNode ofTwo = api.get("/v1/connections?backend=b2&limit=1").json();
        assertThat(ofTwo.get("total").intValue()).isEqualTo(1);
        assertThat(ofTwo.get("connections").get(0).get("id").intValue()).isEqualTo(2);
        JsonNode oneOfAll = api.get("/v1/connections?limit=1").json();
        assertThat(oneOfAll.get("connections")).hasSize(1);
        assertThat(oneOfAll.get("total").intValue()).isEqualTo(2);
    }

    @Test
    void cutsAConnection() throws Exception {
        ScriptedPeer client = api.client("b1");

        AdminUnderTest.Answer cut = api.call("DELETE", "/v1/connections/1", "");

        assertThat(cut.json().get("done").textValue()).isEqualTo("connection 1 is cut");
        client.expectReset();
    }

    @Test
    void changesThePolicy() throws Exception {
        assertThat(api.call("PUT", "/v1/policy", "{\"name\":\"first\"}")
                        .json()
                        .get("done")
                        .textValue())
                .isEqualTo("the policy is first");

        // Round robin would go on to b2.
        api.client("b1");
        api.client("b1");
        assertThat(api.get("/v1/status").json().get("policy").textValue()).isEqualTo("first");
    }

    @Test
    void rebalances() throws Exception {
        assertThat(api.call("POST", "/v1/rebalance", "{\"per_second\":1000,\"least_idle_ms\":0}")
                        .json()
                        .get("done")
                        .textValue())
                .isEqualTo("rebalancing begins");
        assertThat(api.call("POST", "/v1/rebalance", "{}").status()).isEqualTo(200);
    }

    /** Nothing has changed since the start, so there is nothing to do; and once, something to go back to. */
    @Test
    void reloadsAndRollsBack() throws Exception {
        AdminUnderTest.Answer dry = api.call("POST", "/v1/reload?dry_run=true", "");
        assertThat(dry.json().toString()).isEqualTo("{\"applied\":false,\"plan\":[]}");
        assertThat(api.call("POST", "/v1/rollback", "").status()).isEqualTo(409);

        AdminUnderTest.Answer reload = api.call("POST", "/v1/reload", "");
        assertThat(reload.status()).isEqualTo(200);
        assertThat(reload.json().get("plan")).isEmpty();
        assertThat(api.call("POST", "/v1/reload?dry_run=maybe", "").error())
                .isEqualTo("dry_run = maybe is not valid; valid is true or false");
    }

    @Test
    void changesTheLogLevel() throws Exception {
        String before = LogLevel.current();
        try {
            assertThat(api.call("PUT", "/v1/log-level", "{\"level\":\"error\"}")
                            .json()
                            .get("done")
                            .textValue())
                    .isEqualTo("the log level is error");
            assertThat(api.get("/v1/status").json().get("log_level").textValue())
                    .isEqualTo("error");
        } finally {
            LogLevel.set(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH  | /v1/backends/b1       | {'colour':'red'}        | 400 | field colour is not known; valid are"
                        + " state, weight, max_connections",
                "PATCH  | /v1/backends/b1       | {}                      | 400 | there is nothing to change; valid"
                        + " are state, weight, max_connections",
                "PATCH  | /v1/backends/b1       | {'state':'off'}         | 400 | state = \"off\" is not valid; valid"
                        + " is one of ready, drain, maint",
                "PATCH  | /v1/backends/b1       | {'weight':0}            | 400 | weight = 0 is not valid; valid is a"
                        + " whole number from 1 to 256",
                "PATCH  | /v1/backends/b1       | {'weight':1.5}          | 400 | weight = 1.5 is not valid; valid is"
                        + " a whole number from 1 to 256",
                "PATCH  | /v1/backends/b1       | {'weight':'2'}          | 400 | weight = \"2\" is not valid; valid"
                        + " is a whole number from 1 to 256",
                "PATCH  | /v1/backends/b1       | {'max_connections':0}   | 400 | max_connections = 0 is not valid;"
                        + " valid is a whole number from 1 to 1000000, or null for any",
                "PATCH  | /v1/backends/b1       | {'weight':1,'weight':2} | 400 | the body is not JSON: Duplicate"
                        + " field 'weight'",
                "PATCH  | /v1/backends/b9       | {'weight':2}            | 404 | there is no backend b9; there are"
                        + " b1, b2",
                "GET    | /v1/backends/b9       |                         | 404 | there is no backend b9; there are"
                        + " b1, b2",
                "DELETE | /v1/backends/b9       |                         | 404 | there is no backend b9; there are"
                        + " b1, b2",
                "DELETE | /v1/backends/b1?cut=x |                         | 400 | cut = x is not valid; valid is true"
                        + " or false",
                "GET    | /v1/backends?x=1      |                         | 400 | parameter x is not known; none is",
                "POST   | /v1/backends          | {'backend':'b3'}        | 400 | backend = b3 is not a backend; valid"
                        + " is [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup],"
                        + " for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT",
                "POST   | /v1/backends          | {'backend':'b3=host.invalid:1'} | 400 | host host.invalid does not"
                        + " resolve; give a numeric address or a name that the system knows",
                "POST   | /v1/backends          | {'backend':7}           | 400 | backend = 7 is not valid; valid is a"
                        + " text",
                "POST   | /v1/backends          | {}                      | 400 | field backend is missing; valid is a"
                        + " text",
                "POST   | /v1/backends          | []                      | 400 | the body is not a JSON object",
                "POST   | /v1/backends          | {} {}                   | 400 | the body is not JSON: *",
                "POST   | /v1/backends          | {                       | 400 | the body is not JSON: *",
                "GET    | /v1/connections?limit=0     |                   | 400 | limit = 0 is not valid; valid is a"
                        + " whole number from 1 to 10000",
                "GET    | /v1/connections?limit=x     |                   | 400 | limit = x is not valid; valid is a"
                        + " whole number from 1 to 10000",
                "GET    | /v1/connections?limit=1&limit=2 |               | 400 | parameter limit is there twice",
                "GET    | /v1/connections?sort=age    |                   | 400 | parameter sort is not known; valid"
                        + " are backend, limit",
                "GET    | /v1/connections/9     |                         | 404 | no connection 9 is open",
                "DELETE | /v1/connections/9     |                         | 404 | no connection 9 is open",
                "GET    | /v1/connections/x     |                         | 400 | connection x is not valid; valid is"
                        + " a whole number from 1",
                "PUT    | /v1/policy            | {'name':'lucky'}        | 400 | name = \"lucky\" is not valid; valid"
                        + " is one of round-robin, *",
                "PUT    | /v1/explain           | {'on':'yes'}            | 400 | on = \"yes\" is not valid; valid is"
                        + " true or false",
                "POST   | /v1/rebalance         | {'per_second':0}        | 400 | per_second = 0 is not valid; valid"
                        + " is a number from 0.001 to 1000000",
                "POST   | /v1/rebalance         | {'least_idle_ms':-1}    | 400 | least_idle_ms = -1 is not valid;"
                        + " valid is a whole number from 0 to 86400000",
                "PUT    | /v1/log-level         | {'level':'loud'}        | 400 | level = \"loud\" is not valid; valid"
                        + " is one of debug, info, warn, error",
                "GET    | /v2/status            |                         | 404 | there is no /v2/status;"
                        + " /openapi.json lists what there is",
                "PUT    | /v1/backends/b1       | {}                      | 405 | PUT is not valid for"
                        + " /v1/backends/b1; valid is DELETE, GET, HEAD, PATCH",
            })
    void refusesWhatIsNotValidInOneLine(String method, String path, String body, int status, String error)
            throws Exception {
        AdminUnderTest.Answer answer = api.call(method, path, body == null ? "" : body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(status);
        if (error.endsWith("*")) {
            assertThat(answer.error())
                    .startsWith(error.substring(0, error.length() - 1))
                    .doesNotContain("\n");
        } else {
            assertThat(answer.error()).isEqualTo(error);
        }
        assertThat(answer.json().size()).isEqualTo(1);
    }

    @Test
    void saysWhichMethodsAPathHas() throws Exception {
        assertThat(api.call("DELETE", "/v1/status", "").response().headers().firstValue("Allow"))
                .contains("GET, HEAD");
    }

    @Test
    void wantsJson() throws Exception {
        AdminUnderTest.Answer form = api.call(
                "PUT",
                "/v1/policy",
                BodyPublishers.ofString("{\"name\":\"first\"}"),
                Map.of("Content-Type", "text/plain"));

        assertThat(form.status()).isEqualTo(415);
        assertThat(form.error()).isEqualTo("the body is text/plain; valid is Content-Type: application/json");
        assertThat(api.call("PUT", "/v1/policy", "").status()).isEqualTo(415);
    }

    @Test
    void readsNoBodyThatIsTooLarge() throws Exception {
        // The default limit is 64 KiB: one of that length is read, one byte more is not.
        String fits = " ".repeat(65_536 - 16) + "{\"name\":\"first\"}";
        assertThat(fits).hasSize(65_536);
        assertThat(api.call("PUT", "/v1/policy", fits).status()).isEqualTo(200);
        String tooLong = " " + fits;
        String reason = "the body is too large; valid are up to 65536 bytes";

        AdminUnderTest.Answer announced = api.call("PUT", "/v1/policy", tooLong);
        AdminUnderTest.Answer chunked = api.call(
                "PUT",
                "/v1/policy",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong.getBytes())),
                Map.of("Content-Type", "application/json"));

        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.error()).isEqualTo(reason);
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(chunked.error()).isEqualTo(reason);
    }

    /** Such a token is valid by the settings, but no header of HTTP's grammar; the library would log it in full. */
    @Test
    void aTokenThatIsNoHeaderIsTakenAndNotLogged() throws Exception {
        String token = "sec{r\"et}";
        try (CapturedLog akka = CapturedLog.ofPackage("akka");
                AdminUnderTest guarded = new AdminUnderTest(
                                KIT, logs.resolve("guarded"), "giliran.admin.token = \"sec{r\\\"et}\"")
                        .listening()) {
            assertThat(guarded.get("/v1/status").status()).isEqualTo(200);
            try (ScriptedPeer peer = ScriptedPeer.connect(guarded.address(), 0)) {
                peer.send("GET /v1/\u001b[31m HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n");
                assertThat(peer.readLine()).startsWith("HTTP/1.1 400");
            }

            assertThat(akka.warnings()).isEmpty();
            assertThat(akka.errors()).isEmpty();
        }
    }

    /** The answer stands on a terminal: curl, or giliran ctl. */
    @Test
    void whatActsOnATerminalIsAnsweredAsAnEscape() throws Exception {
        AdminUnderTest.Answer answer = api.get("/v1/backends/%1B%5B31m%C2%9B%E2%80%AEx%7F");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().strip().chars()).allMatch(c -> c >= ' ' && c < 0x7F);
        assertThat(answer.error()).startsWith("there is no backend ");
    }

    @Test
    void theAuditLogNamesCallersByAddressAndToken() throws Exception {
        try (CapturedLog audit = CapturedLog.ofAudit();
                AdminUnderTest guarded = new AdminUnderTest(
                                KIT,
                                logs.resolve("audited"),
                                "giliran.admin { token = s3cret, tokens = [\"ops=\\\"{\"] }")
                        .listening()) {
            ScriptedPeer client = guarded.client("b1");
            guarded.call("DELETE", "/v1/connections/1", "");
            guarded.call(
                    "PATCH",
                    "/v1/backends/b1",
                    BodyPublishers.ofString("{\"weight\":3}"),
                    Map.of(
                            "Authorization",
                            "Bearer \"{",
                            "Content-Type",
                            "application/json",
                            "User-Agent",
                            "giliran-ctl/1"));
            client.close();

            assertThat(audit.infos()).hasSize(2);
            assertThat(audit.infos().get(0))
                    .matches("by=api address=127\\.0\\.0\\.1:\\d+ token=default change=\"connection 1\" done=cut");
            assertThat(audit.infos().get(1))
                    .matches("by=ctl address=127\\.0\\.0\\.1:\\d+ token=ops change=\"weight of b1\" from=1 to=3");
        }
    }

    @Test
    void wrongTokensAreCountedAndLoggedOnce() throws Exception {
        try (CapturedLog wrong = CapturedLog.of(Callers.class);
                AdminUnderTest guarded =
                        new AdminUnderTest(KIT, logs.resolve("tried"), "giliran.admin.token = s3cret").listening()) {
            for (int i = 0; i < 20; i++) {
                guarded.call("GET", "/v1/status", BodyPublishers.noBody(), Map.of("Authorization", "Bearer t" + i));
            }

            assertThat(wrong.warnings()).hasSize(1);
            assertThat(wrong.warnings().get(0)).matches("a call from 127\\.0\\.0\\.1:\\d+ had no valid token");
            assertThat(guarded.get("/metrics").body()).contains("\ngiliran_admin_wrong_tokens_total 20.0\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"gzip|gzip", "deflate, gzip;q=0.5|gzip", "gzip;q=0|", "identity|", "x-gzip|"})
    void aLongAnswerIsCompressedForWhoAcceptsIt(String accepted, String coding) throws Exception {
        for (int i = 0; i < 100; i++) {
            api.call("POST", "/v1/backends", "{\"backend\":\"more-" + i + "=127.0.0.1:7\"}");
        }

        AdminUnderTest.Answer answer =
                api.call("GET", "/metrics", BodyPublishers.noBody(), Map.of("Accept-Encoding", accepted));

        assertThat(answer.response().headers().firstValue("Content-Encoding")).isEqualTo(Optional.ofNullable(coding));
        assertThat(answer.body().length()).isLessThan(coding == null ? Integer.MAX_VALUE : 50_000);
    }

    @Test
    void letsInWhoHasTheToken() throws Exception {
        try (AdminUnderTest guarded =
                new AdminUnderTest(KIT, logs.resolve("guarded"), "giliran.admin.token = s3cret").listening()) {
            assertThat(guarded.get("/v1/status").status()).isEqualTo(200);
            for (String wrong : List.of("Bearer s3cre", "Bearer s3cret1", "Bearer ", "Basic s3cret", "s3cret")) {
                for (String path : List.of("/v1/status", "/metrics", "/openapi.json", "/nowhere")) {
                    AdminUnderTest.Answer answer =
                            guarded.call("GET", path, BodyPublishers.noBody(), Map.of("Authorization", wrong));
                    assertThat(answer.status()).as("%s %s", wrong, path).isEqualTo(401);
                    assertThat(answer.error())
                            .isEqualTo("the token is missing or wrong; send Authorization: Bearer TOKEN");
                    assertThat(answer.response().headers().firstValue("WWW-Authenticate"))
                            .contains("Bearer");
                }
            }
            for (String path : List.of("/health", "/ready")) {
                assertThat(guarded.call("GET", path, BodyPublishers.noBody(), Map.of("Authorization", "none"))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void isReadyWhileItListensAndABackendMayBePicked() throws Exception {
        assertThat(api.get("/ready").status()).isEqualTo(200);
        drain("b1");
        assertThat(api.get("/ready").json().get("ready").booleanValue()).isTrue();
        drain("b2");

        AdminUnderTest.Answer none = api.get("/ready");

        assertThat(none.status()).isEqualTo(503);
        assertThat(none.error())
                .isEqualTo("no backend may be picked: b1 is DRAIN, drained, as asked; b2 is DRAIN, drained, as asked");
        assertThat(api.get("/health").status()).isEqualTo(200);

        api.call("PATCH", "/v1/backends/b2", "{\"state\":\"ready\"}");
        assertThat(api.get("/ready").status()).isEqualTo(200);
        api.tell(AdminServer.BalancerStops.INSTANCE);
        awaitUnready("the balancer stops");
    }

    @Test
    void isNotReadyBeforeItListens() throws Exception {
        try (AdminUnderTest starting = new AdminUnderTest(KIT, logs.resolve("starting"), "")) {
            assertThat(starting.get("/ready").status()).isEqualTo(503);
            assertThat(starting.get("/ready").error()).isEqualTo("the balancer does not listen yet");
            assertThat(starting.get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void describesEveryCallAndNoOther() throws Exception {
        JsonNode paths = api.get("/openapi.json").json().get("paths");
        List<String> described = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(call ->
                                described.add(call.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));

        ApiCalls routes = AdminServer.routes(
                KIT.system(),
                new Operator((command, caller) -> null),
                NO_RELOADS,
                new MetricsObserver(),
                new Readiness());
        assertThat(described).containsExactlyInAnyOrderElementsOf(routes.all());
    }

    @Test
    void tellsMetricsThatPromtoolAccepts() throws Exception {
        api.client("b1");
        api.client("b2").close();

        AdminUnderTest.Answer metrics = api.get("/metrics");

        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.response().headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .contains("giliran_connections_accepted_total 2.0\n")
                .contains("giliran_picks_total{backend=\"b1\",policy=\"round-robin\"} 1.0\n")
                .contains("giliran_connect_seconds_count{backend=\"b2\"} 1\n")
                .contains("giliran_backend_connections{backend=\"b1\"} 1.0\n");
        Path text = Files.writeString(logs.resolve("metrics.txt"), metrics.body());
        Path said = logs.resolve("promtool.txt");
        Process promtool = Program.command("promtool", "check", "metrics")
                .redirectInput(text.toFile())
                .redirectOutput(said.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(promtool.waitFor()).as(Files.readString(said)).isZero();
        assertThat(said).isEmptyFile();
    }

    /** As a browser sends it, whose page has had its name pointed here; and a form of a page from elsewhere. */
    @Test
    void aBrowserThatWasMisledGetsNothing() throws Exception {
        assertThat(answer("GET /v1/status HTTP/1.1\r\nHost: evil.example:9900\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ");
        assertThat(answer("GET /ready HTTP/1.1\r\nHost: evil.example\r\n\r\n")).startsWith("HTTP/1.1 421 ");
        assertThat(answer("DELETE /v1/backends/b1 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(api.get("/v1/backends").json().get("backends")).hasSize(2);

        assertThat(answer("GET /v1/status HTTP/1.1\r\nHost: localhost:1\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(answer("DELETE /v1/backends/b1 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    /** Whose token is asked for, nobody's browser has. */
    @Test
    void withATokenItAnswersToAnyName() throws Exception {
        Path other = Files.createDirectory(logs.resolve("other"));
        try (AdminUnderTest secret = new AdminUnderTest(KIT, other, "giliran.admin.token = s3cret");
                ScriptedPeer caller = ScriptedPeer.connect(secret.address(), 0)) {
            caller.send("GET /v1/status HTTP/1.1\r\nHost: balancer.example\r\nAuthorization: Bearer s3cret\r\n\r\n");
            assertThat(caller.readLine()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** The first line of what it says to these words. */
    private String answer(String request) throws Exception {
        try (ScriptedPeer caller = ScriptedPeer.connect(api.address(), 0)) {
            caller.send(request);
            return caller.readLine();
        }
    }

    /** Six bytes there and nine back, each time; at the end nothing is counted again. */
    @Test
    void theBytesOfALongConnectionAreCountedWhileItIsOpen() throws Exception {
        ScriptedPeer client = api.client("b1");
        assertThat(transferred("b1")).containsExactly(6.0, 9.0);
        assertThat(transferred("b1")).containsExactly(6.0, 9.0);

        client.send("again\n");
        client.expect("b1 again\n");
        assertThat(transferred("b1")).containsExactly(12.0, 18.0);
        client.send("last\n");
        client.expect("b1 last\n");
        client.finish();
        client.expectEnd();
        Await.equal(
                "ended",
                true,
                () -> api.get("/metrics")
                        .body()
                        .contains("giliran_connections_ended_total{backend=\"b1\",termination=\"--\"} 1.0\n"));

        assertThat(transferred("b1")).containsExactly(17.0, 26.0);
    }

    /** One of them has served; its series stay until its last connection has ended. */
    @Test
    void theSeriesOfBackendsThatAreGoneAreGone() throws Exception {
        long before = series();
        try (LineServer server = LineServer.answering("b3")) {
            assertThat(api.call("POST", "/v1/backends", "{\"backend\":\"b3=" + server.target() + "\"}")
                            .json()
                            .get("origin")
                            .textValue())
                    .isEqualTo("operator");
            drain("b1");
            drain("b2");
            ScriptedPeer client = api.client("b3");
            api.call("DELETE", "/v1/backends/b3", "");
            assertThat(api.get("/metrics").body()).contains("giliran_picks_total{backend=\"b3\"");
            client.finish();
            client.expectEnd();
        }
        for (int i = 0; i < 50; i++) {
            String backend = "passing-" + i;
            api.call("POST", "/v1/backends", "{\"backend\":\"" + backend + "=127.0.0.1:1\"}");
            api.call("DELETE", "/v1/backends/" + backend, "");
        }

        Await.equal(
                "backends left",
                2,
                () -> api.get("/v1/backends").json().get("backends").size());
        // That b1 and b2 were drained is counted since then.
        assertThat(series()).isEqualTo(before + 2);
    }

    /** Of backends; that of an end or a policy comes with the first. */
    private long series() throws Exception {
        return api.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.contains("{backend=\"") || line.contains(",backend=\""))
                .count();
    }

    /** To the backend, and to the client. */
    private List<Double> transferred(String backend) throws Exception {
        String text = api.get("/metrics").body();
        return Stream.of("to_backend", "to_client")
                .map(direction ->
                        "giliran_transferred_bytes_total{backend=\"" + backend + "\",direction=\"" + direction + "\"} ")
                .map(series -> Double.valueOf(text.substring(text.indexOf(series) + series.length())
                        .lines()
                        .findFirst()
                        .orElseThrow()))
                .toList();
    }

    @Test
    void saysWhenItsPortIsInUse() throws Exception {
        TestProbe<AdminServer.Started> started = KIT.createTestProbe();
        TestProbe<BalancerMessage> balancer = KIT.createTestProbe();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var address = (InetSocketAddress) taken.getLocalSocketAddress();
            KIT.spawn(AdminServer.create(
                    address,
                    new AdminSettings(Optional.of(address), List.of(), 1024),
                    balancer.getRef(),
                    new MetricsObserver(),
                    started.getRef()));

            assertThat(started.expectMessageClass(AdminServer.NotStarted.class).reason())
                    .isEqualTo("cannot listen on 127.0.0.1:" + address.getPort()
                            + ": the port is in use; choose another with --admin HOST:PORT, or 0 for a free one");
        }
    }

    @Test
    void everyMessageOfItsActorHasAHandler() throws Exception {
        TestProbe<BalancerMessage> balancer = KIT.createTestProbe();
        TestProbe<AdminServer.Started> started = KIT.createTestProbe();
        var free = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        ProtocolCheck.everyMessageHasAHandler(
                KIT,
                AdminServer.Command.class,
                () -> AdminServer.create(
                        free,
                        new AdminSettings(Optional.of(free), List.of(), 1024),
                        balancer.getRef(),
                        new MetricsObserver(),
                        started.getRef()));
    }

    private void drain(String backend) throws Exception {
        assertThat(api.call("PATCH", "/v1/backends/" + backend, "{\"state\":\"drain\"}")
                        .status())
                .isEqualTo(200);
    }

    /** What the actor is told it knows a little later. */
    private void awaitUnready(String reason) throws Exception {
        AdminUnderTest.Answer answer = api.get("/ready");
        while (answer.status() == 200) {
            answer = api.get("/ready");
        }
        assertThat(answer.error()).isEqualTo(reason);
    }
}
