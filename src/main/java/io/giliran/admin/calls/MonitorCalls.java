package io.giliran.admin.calls;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.admin.http.ApiAnswer;
import io.giliran.admin.http.ApiCall;
import io.giliran.admin.http.OpenApi;
import io.giliran.admin.http.Readiness;
import io.giliran.admin.meters.MetricsObserver;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.supervision.Part;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls of monitoring tools: metrics, health and readiness. */
public final class MonitorCalls {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Operator operator;
    private final MetricsObserver metrics;
    private final Readiness readiness;
    private final Supplier<List<Part.View>> parts;
    private final ObjectNode description = OpenApi.read();

    public MonitorCalls(
            Operator operator, MetricsObserver metrics, Readiness readiness, Supplier<List<Part.View>> parts) {
        this.parts = parts;
        this.operator = operator;
        this.metrics = metrics;
        this.readiness = readiness;
    }

    public List<ApiCall> routes() {
        return List.of(
                new ApiCall("GET", "/health", (request, none) -> health()),
                new ApiCall("GET", "/ready", (request, none) -> ready()),
                new ApiCall("GET", "/metrics", (request, none) -> scrape()),
                new ApiCall("GET", "/openapi.json", (request, none) -> describe()));
    }

    /** Asks the router, so that a process that hangs is not healthy. */
    private CompletionStage<ApiAnswer> health() {
        return operator.ask(new ControlCommand.GetStatus(), ControlReply.Status.class)
                .handle((status, failure) -> PartsJson.health(parts.get(), isMute(failure)));
    }

    /** Any other failure is one of ours, and goes on. */
    private static boolean isMute(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null || cause instanceof TimeoutException) {
            return cause != null;
        }
        throw new CompletionException(cause);
    }

    private CompletionStage<ApiAnswer> ready() {
        return operator.ask(new ControlCommand.GetBackends(), ControlReply.Backends.class)
                .thenApply(readiness::reasonNot)
                .thenApply(reason -> reason.isEmpty()
                        ? ApiAnswer.ok(JsonNodeFactory.instance.objectNode().put("ready", true))
                        : ApiAnswer.error(503, reason));
    }

    private CompletionStage<ApiAnswer> scrape() {
        return operator.ask(new ControlCommand.TellBytes(), ControlReply.Done.class)
                .thenCompose(told -> operator.ask(new ControlCommand.GetStatus(), ControlReply.Status.class))
                .thenCompose(status -> operator.ask(new ControlCommand.GetBackends(), ControlReply.Backends.class)
                        // Megabytes with a thousand backends: on no thread that actors need.
                        .thenApplyAsync(backends -> metrics.scrape(status, backends)))
                .thenApply(text -> new ApiAnswer(200, PROMETHEUS_TEXT, text, Map.of()));
    }

    private CompletionStage<ApiAnswer> describe() {
        return CompletableFuture.completedFuture(ApiAnswer.ok(description));
    }
}
