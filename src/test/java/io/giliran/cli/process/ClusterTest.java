package io.giliran.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.giliran.ProtocolCheck;
import io.giliran.backend.BackendSettings;
import io.giliran.cli.CapturedOutput;
import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guardian of a process, with as much of a cluster as a test needs. */
final class ClusterTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final TestProbe<Void> watcher = KIT.createTestProbe();

    private final CapturedOutput output = new CapturedOutput();

    @AfterEach
    void releaseOutput() {
        output.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void everyMessageHasAHandler() throws Exception {
        ProtocolCheck.everyMessageHasAHandler(
                KIT,
                Cluster.Command.class,
                () -> Cluster.create(
                        new Cluster.Plan(List.of(), null, null), new Console(), left -> {}, new CompletableFuture<>()));
    }

    @Test
    void anInterruptStopsAll() {
        ActorRef<Cluster.Command> cluster = KIT.spawn(Cluster.create(
                new Cluster.Plan(List.of(backend("b1", 0), backend("b2", 0)), null, null),
                new Console(),
                left -> {},
                exitCode));

        cluster.tell(Cluster.Interrupt.INSTANCE);

        watcher.expectTerminated(cluster);
        assertThat(exitCode).isCompletedWithValue(ExitCode.DONE);
    }

    @Test
    void oneBackendThatCannotBindStopsTheOthers() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ActorRef<Cluster.Command> cluster = KIT.spawn(Cluster.create(
                    new Cluster.Plan(
                            List.of(backend("b1", 0), backend("b2", taken.getLocalPort()), backend("b3", 0)),
                            bound -> {
                                throw new AssertionError("no balancer without all of its backends");
                            },
                            null),
                    new Console(),
                    left -> {},
                    exitCode));

            watcher.expectTerminated(cluster);
            assertThat(exitCode).isCompletedWithValue(ExitCode.NOT_STARTED);
            assertThat(output.err())
                    .isEqualTo("giliran: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": the port is in use; choose another with --listen HOST:PORT, or 0 for a free one"
                            + System.lineSeparator());
        }
    }

    private static BackendSettings backend(String name, int port) {
        return BackendSettings.from(ConfigFactory.parseString(
                        "giliran.backend { name = " + name + ", listen = \"127.0.0.1:" + port + "\" }")
                .withFallback(ConfigFactory.defaultReference()));
    }
}
