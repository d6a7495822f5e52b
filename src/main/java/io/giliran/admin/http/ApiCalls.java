package io.giliran.admin.http;

import io.giliran.supervision.BoundedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Finds the call of a request, and turns its result or failure into an answer. */
public final class ApiCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ApiCalls.class);

    private final List<ApiCall> routes;
    private final BoundedLog faults = new BoundedLog(LOG, Level.ERROR, System::nanoTime);

    public ApiCalls(List<ApiCall> routes) {
        this.routes = List.copyOf(routes);
    }

    /** Never fails. */
    CompletionStage<ApiAnswer> answer(ApiRequest request) {
        TreeSet<String> methods = new TreeSet<>();
        for (ApiCall route : routes) {
            List<String> variables = route.match(request.segments());
            if (variables != null) {
                if (route.method().equals(request.method())) {
                    return answer(route, request, variables);
                }
                methods.add(route.method());
            }
        }
        String path = "/" + String.join("/", request.segments());
        if (methods.isEmpty()) {
            return answered(ApiAnswer.error(404, "there is no " + path + "; /openapi.json lists what there is"));
        }
        if (methods.contains("GET")) {
            // Akka HTTP answers it with the header of the answer to GET.
            methods.add("HEAD");
        }
        String allowed = String.join(", ", methods);
        return answered(ApiAnswer.error(405, request.method() + " is not valid for " + path + "; valid is " + allowed)
                .with("Allow", allowed));
    }

    /** Method and path of every call. */
    public List<String> all() {
        List<String> all = new ArrayList<>();
        routes.forEach(route -> all.add(route.method() + " " + route.path()));
        return all;
    }

    private CompletionStage<ApiAnswer> answer(ApiCall route, ApiRequest request, List<String> variables) {
        CompletionStage<ApiAnswer> answer;
        try {
            answer = route.call().answer(request, variables);
        } catch (RuntimeException failure) {
            return answered(answerTo(failure));
        }
        return answer.exceptionally(this::answerTo);
    }

    private ApiAnswer answerTo(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ApiRefusal refusal) {
            return refusal.answer();
        }
        if (cause instanceof TimeoutException) {
            return ApiAnswer.error(503, "the balancer does not answer");
        }
        faults.write("a call of the API failed", cause);
        return ApiAnswer.error(500, "the call failed; the log on stderr says why");
    }

    private static CompletionStage<ApiAnswer> answered(ApiAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
