package io.giliran.balancer.checks;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.health.CheckParameters;
import io.giliran.health.CheckResult;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Parts;
import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker and its loop are made to fail; the checks go on. */
final class HealthCheckerTest {
    private static final ActorTestKit KIT = ActorTestKit.create("checks", ConfigFactory.load());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CapturedLog log = CapturedLog.ofPackage("io.giliran");
    private final TestProbe<RouterMessage> router = KIT.createTestProbe();
    private final List<EventLoop> loops = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private ServerSocket backend;
    private ActorRef<HealthChecker.Command> checker;

    /** An address that no channel knows. */
    private static final class NoAddress extends SocketAddress {
        @Override
        public String toString() {
            return "nowhere";
        }
    }

    @BeforeEach
    void spawn() throws IOException {
        backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestProbe<ActorRef<HealthChecker.Command>> spawned = KIT.createTestProbe();
        KIT.spawn(Behaviors.<Void>setup(context -> {
            spawned.ref()
                    .tell(Parts.spawn(
                            context,
                            HealthChecker.create(Duration.ofMillis(200), Duration.ofMillis(500), () -> {
                                EventLoop loop = EventLoop.start("checks", 16 * 1024, (thread, died) -> {});
                                loops.add(loop);
                                return loop;
                            }),
                            "health-checker",
                            OnFailure.RESTART));
            return Behaviors.empty();
        }));
        checker = spawned.receiveMessage(PATIENCE);
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        backend.close();
        log.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void aCheckerThatHasFailedChecksAgain() {
        check(backend.getLocalSocketAddress(), parameters());
        assertThat(outcome()).isEqualTo(CheckResult.L4OK);

        check(backend.getLocalSocketAddress(), null);
        check(backend.getLocalSocketAddress(), parameters());

        assertThat(outcome()).isEqualTo(CheckResult.L4OK);
        assertThat(loops).hasSize(2);
        assertThat(loops.get(0).isAlive()).isFalse();
        assertThat(log.errors()).hasSize(1);
    }

    @Test
    void aCheckThatFailsInsideHasAnOutcome() {
        check(new NoAddress(), parameters());
        assertThat(outcome()).isEqualTo(CheckResult.SOCKERR);
        check(backend.getLocalSocketAddress(), parameters());
        assertThat(outcome()).isEqualTo(CheckResult.L4OK);
    }

    @Test
    void aLoopThatHasDiedIsReplaced() {
        check(backend.getLocalSocketAddress(), parameters());
        assertThat(outcome()).isEqualTo(CheckResult.L4OK);

        loops.get(0).execute(() -> {
            throw new OutOfMemoryError("for the test");
        });
        while (loops.get(0).isAlive()) {
            Thread.yield();
        }
        check(backend.getLocalSocketAddress(), parameters());

        assertThat(outcome()).isEqualTo(CheckResult.L4OK);
    }

    @Test
    void aLoopThatHangsIsReplacedAndItsChecksAreMadeAgain() {
        check(backend.getLocalSocketAddress(), parameters());
        assertThat(outcome()).isEqualTo(CheckResult.L4OK);

        loops.get(0).execute(() -> {
            try {
                release.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        check(backend.getLocalSocketAddress(), parameters());

        assertThat(outcome()).isEqualTo(CheckResult.L4OK);
        assertThat(loops).hasSizeGreaterThan(1);
        assertThat(loops.get(0).isAlive()).isTrue();
    }

    private CheckResult outcome() {
        return router.expectMessageClass(HealthChecker.Checked.class, PATIENCE)
                .outcome()
                .result();
    }

    private void check(SocketAddress address, CheckParameters parameters) {
        checker.tell(new HealthChecker.Check(
                0, address, null, null, parameters, router.ref().narrow()));
    }

    private static CheckParameters parameters() {
        return new CheckParameters(
                Optional.empty(),
                Optional.empty(),
                PATIENCE.toNanos(),
                new CheckParameters.Timing(1, 1, 1, 0),
                1,
                1,
                CheckParameters.InitialState.UP);
    }
}
