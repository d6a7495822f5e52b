package io.giliran.admin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.http.javadsl.coding.Coder;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.japi.Pair;
import akka.stream.Materializer;
import io.giliran.balancer.operate.Audit;
import io.giliran.supervision.BoundedLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Gateway between Akka HTTP and the calls: admits callers with a valid token and bodies within the limit. */
public final class AdminHttp {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHttp.class);
    private static final BoundedLog FAULTS = new BoundedLog(LOG, Level.ERROR, System::nanoTime);
    private static final long BODY_WITHIN_MILLIS = 5000;
    private static final int COMPRESSED_FROM_CHARS = 16 * 1024;
    /** The coding of RFC 9110, 12.5.3, unless its weight is zero. */
    private static final Pattern GZIP = Pattern.compile("(?i)(^|,)\\s*gzip\\s*(,|$|;\\s*q\\s*=\\s*(0\\.0*[1-9]|1))");

    private final Callers callers;
    private final @Nullable OwnHost own;
    private final int requestLimitBytes;
    private final ApiCalls routes;
    private final Materializer materializer;

    /**
     * Creates the HTTP side of the API.
     *
     * @param own whose calls it answers; null for all, because a token is asked for
     */
    public AdminHttp(
            Callers callers, @Nullable OwnHost own, int requestLimitBytes, ApiCalls routes, Materializer materializer) {
        this.callers = callers;
        this.own = own;
        this.requestLimitBytes = requestLimitBytes;
        this.routes = routes;
        this.materializer = materializer;
    }

    /**
     * Answers a request.
     *
     * @param bodyIsThere is run when all of the body has come
     */
    public CompletionStage<HttpResponse> handle(HttpRequest request, Runnable bodyIsThere) {
        List<String> segments = new ArrayList<>();
        request.getUri().pathSegments().forEach(segments::add);
        ApiAnswer foreign = own == null
                ? null
                : own.refusal(request.method().value(), header(request, "host"), header(request, "origin"));
        if (foreign != null) {
            return refused(request, foreign);
        }
        Audit.Caller caller = Callers.needNoToken(segments) ? Callers.withoutToken(request) : callers.of(request);
        if (caller == null) {
            callers.refused(request);
            return refused(
                    request,
                    ApiAnswer.error(401, "the token is missing or wrong; send Authorization: Bearer TOKEN")
                            .with("WWW-Authenticate", "Bearer"));
        }
        Map<String, String> query = new LinkedHashMap<>();
        try {
            for (Pair<String, String> parameter : request.getUri().query().toList()) {
                if (query.put(parameter.first(), parameter.second()) != null) {
                    throw ApiRefusal.badRequest("parameter " + parameter.first() + " is there twice");
                }
            }
        } catch (ApiRefusal twice) {
            return refused(request, twice.answer());
        } catch (RuntimeException unreadable) {
            return refused(request, ApiAnswer.error(400, "the query of the URI cannot be read"));
        }
        OptionalLong length = request.entity().getContentLengthOption();
        if (length.isPresent() && length.getAsLong() > requestLimitBytes) {
            return refused(request, tooLarge());
        }
        return request.entity()
                .withSizeLimit(requestLimitBytes)
                .toStrict(BODY_WITHIN_MILLIS, requestLimitBytes + 1L, materializer)
                .thenCompose(body -> {
                    bodyIsThere.run();
                    return routes.answer(new ApiRequest(
                            caller,
                            request.method().value(),
                            segments,
                            query,
                            contentType(body.getContentType()),
                            body.getData().utf8String()));
                })
                .exceptionally(this::unreadable)
                .thenApply(answer -> compressed(request, answer));
    }

    /** The answer to a call while as many as allowed are under way. */
    static HttpResponse tooManyCalls() {
        return response(ApiAnswer.error(503, "too many calls are under way; try again soon")
                .with("Retry-After", "1"));
    }

    /** The answer to a call that has failed inside. */
    static HttpResponse failed(Throwable fault) {
        FAULTS.write("a call of the runtime API has failed", fault);
        return response(ApiAnswer.error(500, "the call has failed; the log says why"));
    }

    private ApiAnswer unreadable(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof EntityStreamSizeException) {
            return tooLarge();
        }
        return ApiAnswer.error(
                400,
                cause instanceof TimeoutException
                        ? "the body did not come within " + BODY_WITHIN_MILLIS / 1000 + " s"
                        : "the body cannot be read");
    }

    private ApiAnswer tooLarge() {
        return ApiAnswer.error(413, "the body is too large; valid are up to " + requestLimitBytes + " bytes");
    }

    private CompletionStage<HttpResponse> refused(HttpRequest request, ApiAnswer answer) {
        request.discardEntityBytes(materializer);
        return CompletableFuture.completedFuture(response(answer));
    }

    /** Metrics of a thousand backends are megabytes of text that repeats itself. */
    private static HttpResponse compressed(HttpRequest request, ApiAnswer answer) {
        HttpResponse response = response(answer);
        return answer.body().length() >= COMPRESSED_FROM_CHARS && acceptsGzip(header(request, "accept-encoding"))
                ? Coder.GzipLevel1.encodeMessage(response)
                : response;
    }

    private static boolean acceptsGzip(String codings) {
        return GZIP.matcher(codings).find();
    }

    static HttpResponse response(ApiAnswer answer) {
        HttpResponse response = HttpResponse.create()
                .withStatus(answer.status())
                .withEntity(
                        ContentTypes.parse(answer.contentType()), answer.body().getBytes(UTF_8));
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            response = response.addHeader(RawHeader.create(header.getKey(), header.getValue()));
        }
        return response;
    }

    private static String contentType(ContentType type) {
        return type.equals(ContentTypes.NO_CONTENT_TYPE)
                ? ""
                : type.mediaType().mainType() + "/" + type.mediaType().subType();
    }

    private static String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse("");
    }
}
