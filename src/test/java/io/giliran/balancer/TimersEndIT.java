package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import io.giliran.balancer.checks.HealthChecker;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionMessage;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.SampleDestinations;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.health.CheckParameters;
import io.giliran.health.CheckResult;
import io.giliran.transport.RelayEnd;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A timer ends with what it watches: counted in a scheduler whose time stands still, so none goes off by itself. */
final class TimersEndIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());

    @TempDir
    private Path directory;

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    @Test
    void aConnectionThatHasEndedLeavesNoTimer() throws Exception {
        TestProbe<RouterMessage> router = kit.createTestProbe();
        OpenConnections open = new OpenConnections(1);
        Destination destination = SampleDestinations.of(1).get(0);
        try (AccessLog log = AccessLog.open(
                new AccessLogSettings(directory, false, false, false, true, AN_HOUR, 0, 1, AN_HOUR, false, 1_024))) {
            SharedByConnections shared = new SharedByConnections(
                    router.getRef(),
                    log,
                    open,
                    BalancerObserver.NONE,
                    new LiveConnections(),
                    SampleSettings.changing(Set.of()));
            for (int number = 1; number <= 20; number++) {
                FakeClient client = new FakeClient("127.0.0.1", 40_000 + number);
                open.reserve();
                ActorRef<ConnectionMessage> connection = kit.spawn(Connection.create(
                        client,
                        new Connection.Start(new Admission.Go(destination, null), ClientRules.nobody()),
                        new ConnectionTrace(number, client, "round-robin", HandClock.START, new HandClock()),
                        shared));
                client.nextCall();
                client.events().connected(new InetSocketAddress("127.0.0.1", 50_001));
                client.events().ended(new RelayEnd(RelayEnd.Cause.FINISHED, 1, 2));
                router.expectMessageClass(PickProtocol.ConnectionEnded.class, PATIENCE);
                router.expectTerminated(connection, PATIENCE);
            }
        }

        assertThat(pendingTimers()).isZero();
    }

    @Test
    void aCheckThatHasEndedLeavesNoTimer() throws Exception {
        TestProbe<RouterMessage> router = kit.createTestProbe();
        ActorRef<HealthChecker.Command> checker = kit.spawn(HealthChecker.create(AN_HOUR));
        CheckParameters parameters = new CheckParameters(
                Optional.empty(),
                Optional.empty(),
                AN_HOUR.toNanos(),
                new CheckParameters.Timing(1, 1, 1, 0),
                1,
                1,
                CheckParameters.InitialState.UP);
        try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int own = 0;
            for (int i = 0; i < 20; i++) {
                checker.tell(new HealthChecker.Check(
                        0,
                        backend.getLocalSocketAddress(),
                        null,
                        null,
                        parameters,
                        router.getRef().narrow()));
                assertThat(router.expectMessageClass(HealthChecker.Checked.class, PATIENCE)
                                .outcome()
                                .result())
                        .isEqualTo(CheckResult.L4OK);
                // The checker has timers of its own, which watch its loop from the first check on.
                own = i == 0 ? pendingTimers() : own;
                assertThat(pendingTimers()).isEqualTo(own).isLessThan(20);
            }
        }
    }

    private int pendingTimers() throws ReflectiveOperationException {
        Object scheduler = Adapter.toClassic(kit.system()).scheduler();
        List<Map<?, ?>> found = new ArrayList<>();
        for (Field field : scheduler.getClass().getDeclaredFields()) {
            if (Map.class.isAssignableFrom(field.getType())) {
                field.setAccessible(true);
                found.add((Map<?, ?>) field.get(scheduler));
            }
        }
        assertThat(found).as("the scheduler's tasks").hasSize(1);
        return found.get(0).size();
    }
}
