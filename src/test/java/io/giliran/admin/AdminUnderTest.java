package io.giliran.admin;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.LineServer;
import io.giliran.admin.http.AdminSettings;
import io.giliran.admin.meters.MetricsObserver;
import io.giliran.balancer.Balancer;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.settings.HostPort;
import io.giliran.transport.ScriptedPeer;
import io.giliran.transport.tls.SampleHello;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** A balancer before two backends of lines, b1 and b2, with its runtime API, all over real sockets. */
public final class AdminUnderTest implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ActorTestKit kit;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ActorRef<BalancerMessage> balancer;
    private final ActorRef<AdminServer.Command> admin;
    private final InetSocketAddress balancerAddress;
    private final InetSocketAddress address;
    private final String token;

    /** An answer; {@code json} is null when it is something else. */
    record Answer(int status, String body, JsonNode json, HttpResponse<String> response) {
        String error() {
            return json.get("error").textValue();
        }
    }

    /** @param changes of the configuration, for example {@code giliran.admin.token = secret} */
    public AdminUnderTest(ActorTestKit kit, Path logs, String changes) throws Exception {
        this.kit = kit;
        LineServer first = opened(LineServer.answering("b1"));
        LineServer second = opened(LineServer.answering("b2"));
        Config config = ConfigFactory.parseString(changes)
                .withFallback(
                        ConfigFactory.parseString("giliran { balancer { listen = \"127.0.0.1:0\", backends = [ \"b1="
                                + first.target() + "\", \"b2=" + second.target() + "\" ], access-log.directory = \""
                                + logs
                                + "\" }, admin.listen = \"127.0.0.1:0\" }"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        AdminSettings settings = AdminSettings.from(config);
        token = settings.tokens().isEmpty() ? "" : settings.tokens().get(0).token();
        MetricsObserver metrics = new MetricsObserver();
        TestProbe<Balancer.Started> started = kit.createTestProbe();
        ReloadableSettings balancing = ReloadableSettings.from(config);
        balancer = kit.spawn(Balancer.create(balancing, () -> balancing, metrics, started.getRef()));
        balancerAddress = (InetSocketAddress) started.expectMessageClass(Balancer.Listening.class, STARTS_WITHIN)
                .address();
        TestProbe<AdminServer.Started> adminStarted = kit.createTestProbe();
        admin = kit.spawn(AdminServer.create(
                settings.listen().orElseThrow(), settings, balancer, metrics, adminStarted.getRef()));
        address = adminStarted
                .expectMessageClass(AdminServer.Listening.class, STARTS_WITHIN)
                .address();
    }

    /** The balancer is said to listen, as its guardian does. */
    public AdminUnderTest listening() {
        tell(AdminServer.BalancerListens.INSTANCE);
        return this;
    }

    void tell(AdminServer.Command command) {
        admin.tell(command);
    }

    /** {@code HOST:PORT} of the runtime API. */
    public String target() {
        return HostPort.format(address);
    }

    InetSocketAddress address() {
        return address;
    }

    /** A client that has been served by the backend of this name, and stays. */
    public ScriptedPeer client(String expected) throws Exception {
        ScriptedPeer client = opened(ScriptedPeer.connect(balancerAddress, 0));
        client.send("hello\n");
        String answer = client.readLine();
        if (!answer.equals(expected + " hello")) {
            throw new AssertionError("expected " + expected + ", but was served: " + answer);
        }
        return client;
    }

    /** A client that asks for a server by its name, and stays; nobody answers it. */
    public void clientAskingFor(String serverName) throws Exception {
        opened(ScriptedPeer.connect(balancerAddress, 0)).send(SampleHello.to(serverName));
    }

    <T extends AutoCloseable> T opened(T socket) {
        opened.push(socket);
        return socket;
    }

    Answer get(String path) throws Exception {
        return call("GET", path, BodyPublishers.noBody(), Map.of());
    }

    /** Calls with a body of JSON. */
    Answer call(String method, String path, String body) throws Exception {
        return call(
                method,
                path,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                body.isEmpty() ? Map.of() : Map.of("Content-Type", "application/json"));
    }

    /** Calls with the token, unless these headers have another. */
    Answer call(String method, String path, BodyPublisher body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + target() + path))
                .timeout(STARTS_WITHIN)
                .method(method, body);
        if (!token.isEmpty() && !headers.containsKey("Authorization")) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        boolean isJson =
                response.headers().firstValue("Content-Type").orElse("").equals("application/json");
        return new Answer(
                response.statusCode(), response.body(), isJson ? JSON.readTree(response.body()) : null, response);
    }

    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        admin.tell(AdminServer.Stop.INSTANCE);
        kit.createTestProbe().expectTerminated(admin, STARTS_WITHIN);
        balancer.tell(Balancer.Stop.INSTANCE);
        kit.createTestProbe().expectTerminated(balancer, STARTS_WITHIN);
    }
}
