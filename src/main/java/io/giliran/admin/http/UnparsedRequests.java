package io.giliran.admin.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers a request that Akka HTTP cannot parse, so that no call of the API sees it, in the form of every other refusal. Logs
 * nothing: such a request may hold a token. Found by Akka through its name, as a Scala object. Thread-safe.
 */
public final class UnparsedRequests extends ParsingErrorHandler {
    /** The one instance, under the name that Scala gives to that of an object. */
    @SuppressWarnings({"checkstyle:MemberName", "unused"})
    public static final UnparsedRequests MODULE$ = new UnparsedRequests();

    private UnparsedRequests() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        return AdminHttp.response(ApiAnswer.error(status.intValue(), info.format(settings.verboseErrorMessages())));
    }
}
