package io.giliran.admin.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.admin.http.ApiAnswer;
import io.giliran.admin.http.ApiCall;
import io.giliran.admin.http.ApiRequest;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.reload.Reloader;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The calls that read the configuration again, or go back to the one before. */
public final class ReloadCalls {
    /** Reads the configuration again, and goes back. */
    public interface Reloads {
        CompletionStage<Reloader.Reloaded> reload(Audit.Caller caller, boolean dryRun);

        CompletionStage<Reloader.Reloaded> rollBack(Audit.Caller caller, boolean dryRun);
    }

    private final Reloads reloads;

    public ReloadCalls(Reloads reloads) {
        this.reloads = reloads;
    }

    public List<ApiCall> routes() {
        return List.of(
                new ApiCall(
                        "POST",
                        "/v1/reload",
                        (request, none) -> answer(reloads.reload(request.caller(), isDryRun(request)))),
                new ApiCall(
                        "POST",
                        "/v1/rollback",
                        (request, none) -> answer(reloads.rollBack(request.caller(), isDryRun(request)))));
    }

    private static boolean isDryRun(ApiRequest request) {
        request.allowQuery("dry_run");
        return request.flag("dry_run");
    }

    private static CompletionStage<ApiAnswer> answer(CompletionStage<Reloader.Reloaded> reloaded) {
        return reloaded.thenApply(outcome -> {
            if (!outcome.problem().isEmpty()) {
                return ApiAnswer.error(409, outcome.problem());
            }
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("applied", outcome.applied());
            ArrayNode plan = json.putArray("plan");
            outcome.plan().forEach(plan::add);
            return ApiAnswer.ok(json);
        });
    }
}
