package io.giliran.balancer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.Program;
import io.giliran.balancer.model.Destination;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Parts;
import io.giliran.transport.planes.PlaneKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discovery that is made to fail, and sources that hang. */
final class DiscoveryTest {
    private static final ActorTestKit KIT = ActorTestKit.create("discovery", ConfigFactory.load());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CapturedLog log = CapturedLog.ofPackage("io.giliran");
    private final TestProbe<Discovery.Discovered> listener = KIT.createTestProbe();
    private ActorRef<Discovery.Command> discovery;

    @TempDir
    Path folder;

    @BeforeEach
    void spawn() {
        TestProbe<ActorRef<Discovery.Command>> spawned = KIT.createTestProbe();
        KIT.spawn(Behaviors.<Void>setup(context -> {
            spawned.ref().tell(Parts.spawn(context, Discovery.create(listener.ref()), "discovery", OnFailure.RESTART));
            return Behaviors.empty();
        }));
        discovery = spawned.receiveMessage(PATIENCE);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void itLooksAgainAfterAFailure() throws IOException {
        Path file = Files.writeString(folder.resolve("backends"), "b1=127.0.0.1:7001\n");
        discovery.tell(new Discovery.Configure(file(file, Duration.ofMillis(20)), PlaneKind.complete()));
        assertThat(found()).containsExactly("b1");

        discovery.tell(new Discovery.Configure(null, PlaneKind.complete()));
        replace(file, "b1=127.0.0.1:7001\nb2=127.0.0.1:7002\n");

        // What was configured before the failure holds after it.
        awaitFound("b1", "b2");
        assertThat(log.errors()).hasSize(1);
    }

    @Test
    void aFileThatIsAFifoDoesNotHoldUpTheOthersAndCostsOneThread() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(Program.command("mkfifo", fifo.toString()).start().waitFor()).isZero();
        discovery.tell(new Discovery.Configure(file(fifo, Duration.ofMillis(20)), PlaneKind.complete()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (log.warnings().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.yield();
        }
        String name = "read "
                + file(fifo, Duration.ofMillis(20))
                        .sources(new HashMap<>(), PlaneKind.complete())
                        .get(0)
                        .name();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals(name))
                .hasSizeLessThanOrEqualTo(1);

        Path file = Files.writeString(folder.resolve("backends"), "b1=127.0.0.1:7001\n");
        discovery.tell(new Discovery.Configure(file(file, Duration.ofMillis(20)), PlaneKind.complete()));
        awaitFound("b1");
        // Lets go of the thread, if it hangs.
        Program.command("timeout", "1", "sh", "-c", ": > '" + fifo + "'")
                .start()
                .waitFor();
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next"), text);
        Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitFound(String... names) {
        List<String> found = found();
        while (!found.equals(List.of(names))) {
            found = found();
        }
    }

    private List<String> found() {
        return listener.receiveMessage(PATIENCE).backends().stream()
                .map(Destination::backend)
                .map(backend -> backend.name())
                .toList();
    }

    private static DiscoverySettings file(Path file, Duration poll) {
        return new DiscoverySettings(
                Optional.of(file), poll, List.of(), poll, Duration.ofMillis(500), Optional.empty(), false, false);
    }
}
