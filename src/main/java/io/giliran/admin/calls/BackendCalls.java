package io.giliran.admin.calls;

import io.giliran.admin.http.ApiAnswer;
import io.giliran.admin.http.ApiCall;
import io.giliran.admin.http.ApiRefusal;
import io.giliran.admin.http.ApiRequest;
import io.giliran.admin.http.JsonFields;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.health.AdminState;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** The calls about backends. */
public final class BackendCalls {
    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final List<String> STATES = Stream.of(AdminState.values())
            .map(state -> state.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Operator operator;
    private final Executor blocking;

    /**
     * Creates the calls about backends.
     *
     * @param blocking where host names are looked up
     */
    public BackendCalls(Operator operator, Executor blocking) {
        this.operator = operator;
        this.blocking = blocking;
    }

    public List<ApiCall> routes() {
        return List.of(
                new ApiCall("GET", "/v1/backends", (request, none) -> list(request)),
                new ApiCall("POST", "/v1/backends", (request, none) -> add(request)),
                new ApiCall("GET", "/v1/backends/{name}", (request, name) -> show(request, name.get(0))),
                new ApiCall("PATCH", "/v1/backends/{name}", (request, name) -> change(request, name.get(0))),
                new ApiCall("DELETE", "/v1/backends/{name}", (request, name) -> remove(request, name.get(0))));
    }

    private CompletionStage<ApiAnswer> list(ApiRequest request) {
        request.allowQuery();
        return operator.ask(new ControlCommand.GetBackends(), ControlReply.Backends.class)
                .thenApply(backends -> ApiAnswer.ok(ReplyJson.of(backends)));
    }

    private CompletionStage<ApiAnswer> show(ApiRequest request, String name) {
        request.allowQuery();
        return view(name).thenApply(backend -> ApiAnswer.ok(ReplyJson.of(backend)));
    }

    private CompletionStage<ApiAnswer> add(ApiRequest request) {
        request.allowQuery();
        String written = JsonFields.of(request, "backend").text("backend");
        BackendAddress described;
        try {
            described = BackendAddress.parse(written);
        } catch (IllegalArgumentException unusable) {
            throw ApiRefusal.badRequest("backend = " + written + " " + unusable.getMessage());
        }
        return CompletableFuture.supplyAsync(() -> destination(described), blocking)
                .thenCompose(destination -> operator.change(request, new ControlCommand.AddBackend(destination)))
                .thenCompose(done -> view(described.name()))
                .thenApply(backend -> ApiAnswer.json(201, ReplyJson.of(backend)));
    }

    private static Destination destination(BackendAddress described) {
        try {
            return described.destination(0, described.endpoint().resolve());
        } catch (UnknownHostException unknown) {
            throw ApiRefusal.badRequest(String.valueOf(unknown.getMessage()));
        }
    }

    /** Changes a backend. All fields are checked before any is changed. */
    private CompletionStage<ApiAnswer> change(ApiRequest request, String name) {
        request.allowQuery();
        JsonFields fields = JsonFields.of(request, "state", "weight", "max_connections");
        List<ControlCommand> commands = new ArrayList<>();
        if (fields.has("weight")) {
            commands.add(new ControlCommand.SetWeight(name, fields.wholeNumber("weight", 1, Backend.MAX_WEIGHT, "")));
        }
        if (fields.has("max_connections")) {
            commands.add(new ControlCommand.SetMaxConnections(
                    name,
                    fields.isNull("max_connections")
                            ? BackendPool.ENDLESS
                            : fields.wholeNumber("max_connections", 1, MOST_CONNECTIONS, ", or null for any")));
        }
        if (fields.has("state")) {
            commands.add(new ControlCommand.SetState(
                    name, AdminState.valueOf(fields.oneOf("state", STATES).toUpperCase(Locale.ROOT))));
        }
        if (commands.isEmpty()) {
            throw ApiRefusal.badRequest("there is nothing to change; " + fields.valid());
        }
        CompletionStage<ControlReply.Done> done = operator.change(request, commands.get(0));
        for (ControlCommand command : commands.subList(1, commands.size())) {
            done = done.thenCompose(before -> operator.change(request, command));
        }
        return done.thenCompose(all -> view(name)).thenApply(backend -> ApiAnswer.ok(ReplyJson.of(backend)));
    }

    private CompletionStage<ApiAnswer> remove(ApiRequest request, String name) {
        request.allowQuery("cut");
        return operator.command(request, new ControlCommand.RemoveBackend(name, request.flag("cut")));
    }

    /** A name means the backend that stays rather than one of the same name that is leaving. */
    private CompletionStage<ControlReply.BackendView> view(String name) {
        return operator.ask(new ControlCommand.GetBackends(), ControlReply.Backends.class)
                .thenApply(all -> all.backends().stream()
                        .filter(backend -> backend.name().equals(name))
                        .min((one, other) -> Boolean.compare(one.isLeaving(), other.isLeaving()))
                        .orElseThrow(() -> new ApiRefusal(
                                404,
                                "there is no backend " + name + "; there are "
                                        + String.join(
                                                ", ",
                                                all.backends().stream()
                                                        .map(ControlReply.BackendView::name)
                                                        .toList()))));
    }
}
