package io.giliran.admin;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.admin.http.AdminSettings;
import io.giliran.admin.meters.MetricsObserver;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.Operations;
import io.giliran.settings.HostPort;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Part;
import io.giliran.supervision.Parts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API reports failing parts, and restarts when it fails itself. */
@Timeout(120)
final class FailingPartsIT {
    private static final ActorTestKit KIT = ActorTestKit.create("parts", ConfigFactory.load());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final CapturedLog log = CapturedLog.ofPackage("io.giliran");
    private final AtomicBoolean fails = new AtomicBoolean();
    private final TestProbe<AdminServer.Started> started = KIT.createTestProbe();
    private ActorRef<AdminServer.Command> admin;
    private InetSocketAddress address;

    @BeforeEach
    void start() {
        Config config = ConfigFactory.parseString("giliran.admin.listen = \"127.0.0.1:0\"")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        AdminSettings settings = AdminSettings.from(config);
        Behavior<AdminServer.Command> server = AdminServer.create(
                settings.listen().orElseThrow(), settings, answering(), new MetricsObserver(), started.getRef());
        admin = KIT.spawn(Parts.of(KIT.system())
                .guarded(Behaviors.intercept(() -> new Failing(fails), server), "admin", OnFailure.RESTART));
        address = started.expectMessageClass(AdminServer.Listening.class, PATIENCE)
                .address();
    }

    @AfterEach
    void stop() {
        admin.tell(AdminServer.Stop.INSTANCE);
        started.expectTerminated(admin, PATIENCE);
        log.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void aPartThatFailsForGoodMakesTheProcessUnhealthy() throws Exception {
        assertThat(health().statusCode()).isEqualTo(200);
        Part part = Parts.of(KIT.system()).add("discovery");
        try {
            part.failed(new IllegalStateException("for the test"), OnFailure.RESTART);
            HttpResponse<String> restarting = health();
            assertThat(restarting.statusCode()).isEqualTo(200);
            JsonNode told = part(restarting, "discovery");
            assertThat(told.get("state").textValue()).isEqualTo("restarting");
            assertThat(told.get("failures").intValue()).isEqualTo(1);
            assertThat(told.get("reason").textValue()).isEqualTo("java.lang.IllegalStateException: for the test");

            part.failed(new IllegalStateException("for the test"), OnFailure.END);
            HttpResponse<String> failed = health();
            assertThat(failed.statusCode()).isEqualTo(503);
            JsonNode json = new ObjectMapper().readTree(failed.body());
            assertThat(json.get("healthy").booleanValue()).isFalse();
            assertThat(json.get("error").textValue())
                    .isEqualTo("discovery is failed, java.lang.IllegalStateException: for the test");
        } finally {
            Parts.of(KIT.system()).remove(part);
        }
        assertThat(health().statusCode()).isEqualTo(200);
    }

    @Test
    void anApiThatFailsComesBackOnItsPort() throws Exception {
        fails.set(true);
        admin.tell(AdminServer.BalancerListens.INSTANCE);

        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isBack()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.yield();
        }
        started.expectNoMessage(Duration.ZERO);
    }

    private boolean isBack() throws InterruptedException {
        try {
            return part(health(), "admin").get("restarts").intValue() == 1;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> health() throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://" + HostPort.format(address) + "/health"))
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode part(HttpResponse<String> health, String name) throws IOException {
        for (JsonNode part : new ObjectMapper().readTree(health.body()).get("parts")) {
            if (part.get("part").textValue().equals(name)) {
                return part;
            }
        }
        throw new AssertionError(name + " is no part of " + health.body());
    }

    /** A balancer that is well. */
    private static ActorRef<BalancerMessage> answering() {
        return KIT.spawn(Behaviors.receiveMessage(message -> {
            if (message instanceof Operations.Operate operate) {
                operate.replyTo()
                        .tell(new ControlReply.Status("round-robin", 0, 0, 0, false, "", -1, AccessLog.Figures.NONE));
            }
            return Behaviors.same();
        }));
    }

    /** Throws once, when it is told to. */
    private static final class Failing extends BehaviorInterceptor<AdminServer.Command, AdminServer.Command> {
        private final AtomicBoolean fails;

        Failing(AtomicBoolean fails) {
            super(AdminServer.Command.class);
            this.fails = fails;
        }

        @Override
        public Behavior<AdminServer.Command> aroundReceive(
                TypedActorContext<AdminServer.Command> context,
                AdminServer.Command message,
                ReceiveTarget<AdminServer.Command> target) {
            if (fails.compareAndSet(true, false)) {
                throw new IllegalStateException("for the test");
            }
            return target.apply(context, message);
        }
    }
}
