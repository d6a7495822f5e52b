package io.giliran.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as health probes and strangers write them, byte by byte, without an HTTP client in between. */
@Timeout(180)
final class ProbedApiIT {
    private static final ActorTestKit KIT = ActorTestKit.create("probed-api", ConfigFactory.load());
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir
    private Path logs;

    private AdminUnderTest api;

    @BeforeEach
    void start() throws Exception {
        api = new AdminUnderTest(KIT, logs, "").listening();
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready", "/metrics", "/openapi.json", "/v1/status", "/v1/backends/b1"})
    void headIsAnsweredAsGetWithoutABody(String path) throws Exception {
        String answer = exchange("HEAD " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void headIsAmongTheMethodsOfAPathThatHasGet() throws Exception {
        assertThat(exchange("DELETE /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET, HEAD\r\n");
    }

    /** As HAProxy's {@code option httpchk} sends it. */
    @ParameterizedTest
    @ValueSource(strings = {"GET /health HTTP/1.0\r\n\r\n", "HEAD /ready HTTP/1.0\r\n\r\n"})
    void aProbeOfHttp10NeedsNoHost(String request) throws Exception {
        assertThat(exchange(request)).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void aPageOfAnotherOriginMayNotLeaveOutHost() throws Exception {
        String answer = exchange("PUT /v1/policy HTTP/1.0\r\nOrigin: http://evil.example\r\n"
                + "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"name\":\"p2c\"}");

        assertThat(answer).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/backends/%zz HTTP/1.1~Host: 127.0.0.1~~ | 400",
                "GET /v1/connections?limit=%zz HTTP/1.1~Host: 127.0.0.1~~ | 400",
                "GET /health HTTP/1.1~~ | 400",
                "GET /health HTTP/1.1~Host: a~Host: b~~ | 400",
                "GET http://evil.example/health HTTP/1.1~Host: 127.0.0.1~~ | 400",
                "PUT /v1/policy HTTP/1.1~Host: 127.0.0.1~Content-Length: -1~~ | 400",
                "BREW /health HTTP/1.1~Host: 127.0.0.1~~ | 501",
                "LONG | 414"
            })
    void whatCannotBeParsedIsRefusedInJsonToo(String request, int status) throws Exception {
        String sent = request.equals("LONG")
                ? "GET /v1/connections?limit=" + "1".repeat(7000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                : request.replace("~", "\r\n");

        String answer = exchange(sent);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\r\nContent-Type: application/json\r\n");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(List.copyOf(new ObjectMapper().readTree(body).properties()))
                .singleElement()
                .satisfies(only -> {
                    assertThat(only.getKey()).isEqualTo("error");
                    assertThat(only.getValue().textValue()).isNotEmpty().doesNotContain("\n");
                });
    }

    private String exchange(String request) throws Exception {
        try (Socket socket =
                new Socket(api.address().getAddress(), api.address().getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
