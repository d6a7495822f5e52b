package io.giliran.admin.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.Materializer;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.TLSPlacebo;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Listener of the runtime API: each connection is served by Akka HTTP, with {@link AdminBytes} below it. Peers that are slow
 * are ended, and neither they nor long calls keep anybody out of health, readiness and metrics.
 */
public final class AdminListener {
    private static final int BACKLOG = 128;
    private static final boolean HALF_CLOSE = true;

    /** Answers a request whose body has arrived or is still arriving. */
    public interface Handler {
        /**
         * Answers it.
         *
         * @param bodyIsThere to be run when the body has come
         */
        CompletionStage<HttpResponse> handle(HttpRequest request, Runnable bodyIsThere);
    }

    private final Tcp.ServerBinding binding;
    private final AdminConnections connections;

    private AdminListener(Tcp.ServerBinding binding, AdminConnections connections) {
        this.binding = binding;
        this.connections = connections;
    }

    public static CompletionStage<AdminListener> bind(
            ActorSystem<?> system,
            InetSocketAddress at,
            ServerSettings settings,
            Handler handler,
            Materializer materializer) {
        AdminConnections connections = new AdminConnections();
        return Tcp.get(system)
                .bind(at.getAddress().getHostAddress(), at.getPort(), BACKLOG, List.of(), HALF_CLOSE, Optional.empty())
                .to(Sink.foreach(incoming -> serve(system, incoming, connections, settings, handler, materializer)))
                .run(materializer)
                .thenApply(bound -> new AdminListener(bound, connections));
    }

    private static void serve(
            ActorSystem<?> system,
            Tcp.IncomingConnection incoming,
            AdminConnections connections,
            ServerSettings settings,
            Handler handler,
            Materializer materializer) {
        AdminConnection connection = new AdminConnection(System.nanoTime());
        if (!connections.opened(connection, System.nanoTime())) {
            incoming.handleWith(Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()), materializer);
            return;
        }
        AdminBytes bytes = new AdminBytes(connection, () -> connections.closed(connection));
        Flow<HttpRequest, HttpResponse, NotUsed> calls = Flow.of(HttpRequest.class)
                .mapAsync(1, request -> answer(request, connection, connections, handler, materializer));
        http(system, settings, incoming.remoteAddress())
                .atop(BidiFlow.fromGraph(bytes))
                .join(incoming.flow())
                .join(calls)
                .run(materializer);
    }

    private static BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http(
            ActorSystem<?> system, ServerSettings settings, InetSocketAddress remote) {
        // What the placebo puts out is a kind of what Akka HTTP takes in, which Java's types cannot say.
        @SuppressWarnings({"unchecked", "rawtypes"})
        BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> clear =
                (BidiFlow) TLSPlacebo.getInstance();
        return Http.get(system).serverLayer(settings, Optional.of(remote)).atop(clear);
    }

    private static CompletionStage<HttpResponse> answer(
            HttpRequest request,
            AdminConnection connection,
            AdminConnections connections,
            Handler handler,
            Materializer materializer) {
        HttpEntity body = request.entity();
        connection.callBegins(body.isStrict(), System.nanoTime());
        AdminConnections.Call call = AdminConnections.Call.of(request.getUri().path());
        if (!connections.callBegins(call)) {
            connection.callEnds(System.nanoTime());
            request.discardEntityBytes(materializer);
            return CompletableFuture.completedFuture(AdminHttp.tooManyCalls());
        }
        CompletionStage<HttpResponse> answer;
        try {
            answer = handler.handle(request, () -> connection.bodyIsThere(System.nanoTime()));
        } catch (RuntimeException fault) {
            answer = CompletableFuture.failedFuture(fault);
        }
        return answer.exceptionally(AdminHttp::failed).thenApply(response -> {
            connections.callEnds(call);
            connection.callEnds(System.nanoTime());
            return connections.isEnding() ? response.addHeader(Connection.create("close")) : response;
        });
    }

    /** The address it listens on. */
    public InetSocketAddress localAddress() {
        return binding.localAddress();
    }

    public CompletionStage<?> unbind() {
        return binding.unbind();
    }

    /** Unbinds, and ends what is open: who is being answered gets its answer within that time. */
    public CompletionStage<?> terminate(Duration within) {
        return binding.unbind()
                .thenCompose(
                        unbound -> connections.end().completeOnTimeout(null, within.toMillis(), TimeUnit.MILLISECONDS))
                .thenRun(connections::cutAll);
    }
}
