package io.giliran.admin.calls;

import io.giliran.admin.http.ApiAnswer;
import io.giliran.admin.http.ApiCall;
import io.giliran.admin.http.ApiRequest;
import io.giliran.admin.http.JsonFields;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.Operations;
import io.giliran.policy.Policies;
import io.giliran.supervision.Part;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The calls about the balancer as a whole. */
public final class BalancerCalls {
    private static final double USUAL_PER_SECOND = 10;
    private static final int MOST_IDLE_MILLIS = 86_400_000;
    private static final int USUAL_IDLE_MILLIS = 1000;

    private final Operator operator;
    private final Supplier<List<Part.View>> parts;

    public BalancerCalls(Operator operator, Supplier<List<Part.View>> parts) {
        this.operator = operator;
        this.parts = parts;
    }

    public List<ApiCall> routes() {
        return List.of(
                new ApiCall("GET", "/v1/status", (request, none) -> status(request)),
                new ApiCall("PUT", "/v1/policy", (request, none) -> setPolicy(request)),
                new ApiCall("PUT", "/v1/explain", (request, none) -> explain(request)),
                new ApiCall("POST", "/v1/rebalance", (request, none) -> rebalance(request)),
                new ApiCall("PUT", "/v1/log-level", (request, none) -> setLogLevel(request)));
    }

    private CompletionStage<ApiAnswer> status(ApiRequest request) {
        request.allowQuery();
        return operator.ask(new ControlCommand.GetStatus(), ControlReply.Status.class)
                .thenApply(status -> ApiAnswer.ok(ReplyJson.of(status)
                        .put("log_level", LogLevel.current())
                        .set("parts", PartsJson.of(parts.get()))));
    }

    private CompletionStage<ApiAnswer> setPolicy(ApiRequest request) {
        request.allowQuery();
        return operator.command(
                request,
                new ControlCommand.SetPolicy(JsonFields.of(request, "name").oneOf("name", Policies.names())));
    }

    private CompletionStage<ApiAnswer> explain(ApiRequest request) {
        request.allowQuery();
        return operator.command(
                request, new ControlCommand.Explain(JsonFields.of(request, "on").flag("on")));
    }

    private CompletionStage<ApiAnswer> rebalance(ApiRequest request) {
        request.allowQuery();
        JsonFields fields = JsonFields.of(request, "per_second", "least_idle_ms");
        double perSecond = fields.has("per_second")
                ? fields.number("per_second", Operations.LEAST_A_SECOND, Operations.MOST_A_SECOND)
                : USUAL_PER_SECOND;
        int leastIdleMillis = fields.has("least_idle_ms")
                ? fields.wholeNumber("least_idle_ms", 0, MOST_IDLE_MILLIS, "")
                : USUAL_IDLE_MILLIS;
        return operator.command(
                request, new ControlCommand.Rebalance(perSecond, TimeUnit.MILLISECONDS.toNanos(leastIdleMillis)));
    }

    private CompletionStage<ApiAnswer> setLogLevel(ApiRequest request) {
        request.allowQuery();
        String level = JsonFields.of(request, "level").oneOf("level", LogLevel.NAMES);
        Audit.changed(request.caller(), "log-level", LogLevel.current(), level);
        LogLevel.set(level);
        return CompletableFuture.completedFuture(Operator.done("the log level is " + level));
    }
}
