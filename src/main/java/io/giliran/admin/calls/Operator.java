package io.giliran.admin.calls;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.giliran.admin.http.ApiAnswer;
import io.giliran.admin.http.ApiRefusal;
import io.giliran.admin.http.ApiRequest;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Asks the balancer, on behalf of a caller. */
public final class Operator {
    /** A question changes nothing, so the audit log does not name who asks. */
    private static final Audit.Caller NOBODY = new Audit.Caller("api", Audit.NOBODY, Audit.NOBODY);

    private final BiFunction<ControlCommand, Audit.Caller, CompletionStage<ControlReply>> balancer;

    public Operator(BiFunction<ControlCommand, Audit.Caller, CompletionStage<ControlReply>> balancer) {
        this.balancer = balancer;
    }

    /** The answer to a question, of its kind; fails with an {@link ApiRefusal} when the balancer refuses. */
    <T extends ControlReply> CompletionStage<T> ask(ControlCommand question, Class<T> kind) {
        return apply(question, NOBODY, kind);
    }

    /** Changes something on behalf of the caller; the reply and a refusal are as for {@link #ask}. */
    CompletionStage<ControlReply.Done> change(ApiRequest request, ControlCommand command) {
        return apply(command, request.caller(), ControlReply.Done.class);
    }

    private <T extends ControlReply> CompletionStage<T> apply(
            ControlCommand command, Audit.Caller caller, Class<T> kind) {
        return balancer.apply(command, caller).thenApply(reply -> {
            if (reply instanceof ControlReply.Refused refused) {
                throw new ApiRefusal(status(refused.kind()), refused.reason());
            }
            return kind.cast(reply);
        });
    }

    /** Does what is asked and answers the balancer's own words. */
    CompletionStage<ApiAnswer> command(ApiRequest request, ControlCommand command) {
        return change(request, command).thenApply(done -> done(done.what()));
    }

    static ApiAnswer done(String what) {
        return ApiAnswer.ok(JsonNodeFactory.instance.objectNode().put("done", what));
    }

    private static int status(ControlReply.Refused.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> 404;
            case INVALID -> 400;
            case CONFLICT -> 409;
        };
    }
}
