package io.giliran.cli.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.cli.console.ExitCode;
import io.giliran.report.GiliranVersion;
import io.giliran.settings.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls a balancer's runtime API. */
final class CtlClient {
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(15);
    private static final int BAD_REQUEST = 400;

    /** Failed call. The message is one line for the user. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final int exitCode;

        private Failure(int exitCode, String reason) {
            super(reason);
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    private final HostPort admin;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTS_WITHIN)
            .build();

    /** @param token empty to send none */
    CtlClient(HostPort admin, String token) {
        this.admin = admin;
        this.token = token;
    }

    /** A text as one segment of a path or one value of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /**
     * The body of an answer that says that all is well.
     *
     * @param body null to send none
     */
    JsonNode call(String method, String path, @Nullable JsonNode body) throws Failure {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + admin + path))
                .timeout(ANSWERS_WITHIN)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        request.header("User-Agent", "giliran-ctl/" + GiliranVersion.get());
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response = send(request.build());
        JsonNode answer;
        try {
            answer = new ObjectMapper().readTree(response.body());
        } catch (JsonProcessingException notJson) {
            throw stranger();
        }
        if (response.statusCode() / 100 == 2 && answer.isObject()) {
            return answer;
        }
        String reason = answer.path("error").asText();
        if (reason.isEmpty()) {
            throw stranger();
        }
        throw new Failure(response.statusCode() == BAD_REQUEST ? ExitCode.BAD_CONFIGURATION : ExitCode.REFUSED, reason);
    }

    private HttpResponse<String> send(HttpRequest request) throws Failure {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (ConnectException nobody) {
            throw new Failure(
                    ExitCode.NOT_STARTED,
                    "cannot connect to " + admin
                            + ": nobody listens there; start the balancer with --admin HOST:PORT, and give the same here");
        } catch (HttpTimeoutException silent) {
            throw new Failure(ExitCode.NOT_STARTED, admin + " does not answer");
        } catch (IOException broken) {
            throw stranger();
        } catch (InterruptedException wish) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private Failure stranger() {
        return new Failure(ExitCode.REFUSED, "what listens on " + admin + " is not the runtime API of a balancer");
    }
}
