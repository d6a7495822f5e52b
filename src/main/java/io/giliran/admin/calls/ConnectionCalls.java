package io.giliran.admin.calls;

import io.giliran.admin.http.ApiAnswer;
import io.giliran.admin.http.ApiCall;
import io.giliran.admin.http.ApiRequest;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The calls about open connections. */
public final class ConnectionCalls {
    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 10_000;

    private final Operator operator;

    public ConnectionCalls(Operator operator) {
        this.operator = operator;
    }

    public List<ApiCall> routes() {
        return List.of(
                new ApiCall("GET", "/v1/connections", (request, none) -> list(request)),
                new ApiCall("GET", "/v1/connections/{id}", (request, id) -> show(request, id.get(0))),
                new ApiCall("DELETE", "/v1/connections/{id}", (request, id) -> cut(request, id.get(0))));
    }

    private CompletionStage<ApiAnswer> list(ApiRequest request) {
        request.allowQuery("backend", "limit");
        int limit = (int) request.wholeNumber("limit", USUAL_LIMIT, 1, MOST);
        return operator.ask(
                        new ControlCommand.GetConnections(request.query().getOrDefault("backend", ""), limit),
                        ControlReply.Connections.class)
                .thenApply(connections -> ApiAnswer.ok(ReplyJson.of(connections)));
    }

    private CompletionStage<ApiAnswer> show(ApiRequest request, String id) {
        request.allowQuery();
        return operator.ask(
                        new ControlCommand.GetConnection(ApiRequest.connectionId(id)), ControlReply.Connections.class)
                .thenApply(
                        found -> ApiAnswer.ok(ReplyJson.of(found.connections().get(0))));
    }

    private CompletionStage<ApiAnswer> cut(ApiRequest request, String id) {
        request.allowQuery();
        return operator.command(request, new ControlCommand.CutConnection(ApiRequest.connectionId(id)));
    }
}
