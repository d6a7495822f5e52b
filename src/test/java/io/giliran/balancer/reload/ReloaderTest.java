package io.giliran.balancer.reload;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.discovery.DiscoverySettings;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.operate.Audit;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Parts;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reload that fails or hangs, with a router that the test plays. */
final class ReloaderTest {
    private static final ActorTestKit KIT = ActorTestKit.create("reloads", ConfigFactory.load());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReloadableSettings settings =
            new ReloadableSettings(SampleSettings.balancer(""), DiscoverySettings.OFF, new TreeMap<>());
    private final CapturedLog log = CapturedLog.ofPackage("io.giliran");
    private final TestProbe<RouterMessage> router = KIT.createTestProbe();
    private final TestProbe<Reloader.Reloaded> operator = KIT.createTestProbe();
    private final AtomicReference<Supplier<ReloadableSettings>> source = new AtomicReference<>(() -> settings);
    private final CountDownLatch writer = new CountDownLatch(1);

    @AfterEach
    void release() {
        writer.countDown();
        log.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void aReloadThatFailsInsideIsAnsweredAndTheNextOneIsDone() {
        ActorRef<Reloader.Command> reloader = spawn(PATIENCE);
        reload(reloader);
        router.expectMessageClass(ReloadExecutor.Apply.class, PATIENCE)
                .replyTo()
                .tell(new ReloadExecutor.Applied(Arrays.asList((ReloadPlan.Change) null)));
        // This one waits behind the one that fails.
        reload(reloader);

        assertThat(operator.receiveMessage(PATIENCE).problem())
                .isEqualTo("the change failed inside the balancer; the log on stderr says why");
        router.expectMessageClass(ReloadExecutor.Apply.class, PATIENCE)
                .replyTo()
                .tell(new ReloadExecutor.Applied(List.of()));
        assertThat(operator.receiveMessage(PATIENCE)).isEqualTo(new Reloader.Reloaded(true, List.of(), ""));
    }

    @Test
    void aReloadThatHangsGivesWayToTheNextOnes() {
        ActorRef<Reloader.Command> reloader = spawn(Duration.ofMillis(50));
        source.set(this::hang);
        for (int i = 0; i < 3; i++) {
            reload(reloader);
            assertThat(operator.receiveMessage(PATIENCE).problem())
                    .startsWith("the configuration could not be read within 50 ms");
        }
        reload(reloader);
        assertThat(operator.receiveMessage(PATIENCE).problem())
                .isEqualTo("the configuration is not read again: 3 reads hang still; mend what they wait for,"
                        + " or restart the process");
    }

    @Test
    void oneThatHangsDoesNotKeepTheNextOneFromBeingDone() {
        ActorRef<Reloader.Command> reloader = spawn(Duration.ofSeconds(2));
        source.set(this::hang);
        reload(reloader);
        assertThat(operator.receiveMessage(PATIENCE).problem()).contains("could not be read");

        source.set(() -> settings);
        reload(reloader);
        router.expectMessageClass(ReloadExecutor.Apply.class, PATIENCE)
                .replyTo()
                .tell(new ReloadExecutor.Applied(List.of()));
        assertThat(operator.receiveMessage(PATIENCE).applied()).isTrue();
    }

    /** The data plane stays until a restart, so what the other one has is of no use to a reload. */
    @Test
    void whatTheRunningDataPlaneDoesNotSupportIsRefusedWhateverPlaneIsConfigured() {
        ReloadableSettings running = settings("data-plane = streams");
        ActorRef<Reloader.Command> reloader = spawn(running, PATIENCE);
        source.set(() -> settings("data-plane = relay, max-age = 1h"));
        reload(reloader);
        assertThat(operator.receiveMessage(PATIENCE))
                .isEqualTo(new Reloader.Reloaded(
                        false,
                        List.of(),
                        "giliran.balancer.max-age = 1h needs a maximum age of connections, which the data plane streams"
                                + " does not have; start the balancer with giliran.balancer.data-plane = relay"));

        // What needs a restart, as the data plane does, is the next start's business.
        source.set(() -> settings("data-plane = relay, loops = 2"));
        reload(reloader);
        router.expectMessageClass(ReloadExecutor.Apply.class, PATIENCE)
                .replyTo()
                .tell(new ReloadExecutor.Applied(List.of()));
        assertThat(operator.receiveMessage(PATIENCE).applied()).isTrue();
        source.set(() -> settings("data-plane = relay, keep-alive = off"));
        reload(reloader);
        assertThat(operator.receiveMessage(PATIENCE).problem()).startsWith("giliran.balancer.keep-alive = off needs ");
    }

    private static ReloadableSettings settings(String changes) {
        return ReloadableSettings.from(ConfigFactory.parseString("giliran.balancer { " + changes + " }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    private ReloadableSettings hang() {
        try {
            writer.await();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
        return settings;
    }

    private void reload(ActorRef<Reloader.Command> reloader) {
        reloader.tell(new Reloader.Reload(false, Audit.Caller.SIGNAL, operator.ref()));
    }

    private ActorRef<Reloader.Command> spawn(Duration readWithin) {
        return spawn(settings, readWithin);
    }

    private ActorRef<Reloader.Command> spawn(ReloadableSettings begun, Duration readWithin) {
        TestProbe<ActorRef<Reloader.Command>> spawned = KIT.createTestProbe();
        KIT.spawn(Behaviors.<Void>setup(context -> {
            spawned.ref()
                    .tell(Parts.spawn(
                            context,
                            Reloader.create(
                                    begun,
                                    () -> source.get().get(),
                                    readWithin,
                                    router.ref().narrow(),
                                    tls -> {},
                                    () -> {}),
                            "reloader",
                            OnFailure.RESTART));
            return Behaviors.empty();
        }));
        return spawned.receiveMessage(PATIENCE);
    }
}
