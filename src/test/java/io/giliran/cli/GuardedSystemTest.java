package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Kill;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.backend.BackendSettings;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.settings.HostPort;
import io.giliran.transport.ScriptedPeer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that has lost a part of itself ends, and not as if all were well. */
@Timeout(120)
final class GuardedSystemTest {
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final CapturedOutput output = new CapturedOutput();
    private final CapturedLog log = CapturedLog.ofPackage("akka");

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        log.close();
        output.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"balancer/router", "balancer", "backend-b1"})
    void aPartThatTheProcessNeedsEndsIt(String part) throws Exception {
        ActorSystem<Cluster.Command> system = start();
        String address = listening();
        try (ScriptedPeer client = ScriptedPeer.connect(HostPort.parse(address).resolve(), 0)) {
            client.send("hello\n");
            assertThat(client.readLine()).isEqualTo("b1 hello");

            Adapter.toClassic(system).actorSelection("/user/" + part).tell(Kill.getInstance(), null);

            assertThat(GuardedSystem.await(system, new Console(), exitCode)).isEqualTo(ExitCode.FAILED_INSIDE);
        }
        if (part.startsWith("balancer")) {
            assertThat(folder.resolve("balancer.log"))
                    .content()
                    .contains(" backends/b1 ")
                    .contains(" 9 ID ");
        }
        String name = part.substring(part.indexOf('/') + 1);
        assertThat(output.err()).contains("giliran: ").contains(name + " has failed: akka.actor.ActorKilledException");
    }

    @Test
    void aGuardianThatFailsEndsTheProcess() {
        ActorSystem<Cluster.Command> system = GuardedSystem.start(
                Cluster.create(
                        new Cluster.Plan(
                                List.of(),
                                bound -> {
                                    throw new IllegalStateException("for the test");
                                },
                                null),
                        new Console(),
                        longer -> {},
                        exitCode),
                config());

        assertThat(GuardedSystem.await(system, new Console(), exitCode)).isEqualTo(ExitCode.FAILED_INSIDE);
        assertThat(output.err())
                .contains("giliran: guardian has failed: java.lang.IllegalStateException: for the test");
    }

    @Test
    void anActorSystemThatEndsByItselfIsNoGoodEnd() throws Exception {
        ActorSystem<Cluster.Command> system = start();
        listening();

        system.terminate();

        assertThat(GuardedSystem.await(system, new Console(), exitCode)).isEqualTo(ExitCode.FAILED_INSIDE);
        assertThat(output.err()).contains("giliran: the actor system has ended by itself");
    }

    @Test
    void anInterruptIsAGoodEnd() throws Exception {
        ActorSystem<Cluster.Command> system = start();
        listening();

        system.tell(Cluster.Interrupt.INSTANCE);

        assertThat(GuardedSystem.await(system, new Console(), exitCode)).isEqualTo(ExitCode.DONE);
    }

    private String listening() {
        String begin = "balancer listens on ";
        while (true) {
            String found = output.out()
                    .lines()
                    .filter(line -> line.startsWith(begin))
                    .findFirst()
                    .orElse("");
            if (!found.isEmpty()) {
                return found.substring(begin.length());
            }
            Thread.yield();
        }
    }

    private ActorSystem<Cluster.Command> start() {
        return GuardedSystem.start(
                Cluster.create(
                        new Cluster.Plan(
                                List.of(BackendSettings.from(config())),
                                bound -> () -> ReloadableSettings.from(
                                        ConfigFactory.parseString("giliran.balancer.backends = [ \"b1="
                                                        + HostPort.format(
                                                                bound.get(0).address()) + "\" ]")
                                                .withFallback(config())),
                                null),
                        new Console(),
                        longer -> {},
                        exitCode),
                config());
    }

    private Config config() {
        return ConfigFactory.parseString("giliran { backend { name = b1, listen = \"127.0.0.1:0\","
                        + " service-time = \"fixed:0ms\" }, balancer { listen = \"127.0.0.1:0\","
                        + " access-log.directory = \"" + folder + "\" } }")
                .withFallback(ConfigFactory.load());
    }
}
