package io.giliran.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.giliran.balancer.ControlCommand;
import io.giliran.balancer.ControlReply;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks the balancer, on behalf of a caller. */
final class Operator {
    private final Function<ControlCommand, CompletionStage<ControlReply>> balancer;

    Operator(Function<ControlCommand, CompletionStage<ControlReply>> balancer) {
        this.balancer = balancer;
    }

    /** The reply, of the kind that belongs to the command; fails with an {@link ApiRefusal} when the balancer refuses. */
    <T extends ControlReply> CompletionStage<T> ask(ControlCommand command, Class<T> kind) {
        return balancer.apply(command).thenApply(reply -> {
            if (reply instanceof ControlReply.Refused refused) {
                throw new ApiRefusal(status(refused.kind()), refused.reason());
            }
            return kind.cast(reply);
        });
    }

    /** Does what is asked and answers the balancer's own words. */
    CompletionStage<ApiAnswer> command(ControlCommand command) {
        return ask(command, ControlReply.Done.class).thenApply(done -> done(done.what()));
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
