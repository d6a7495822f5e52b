package io.giliran.backend;

import akka.Done;
import akka.actor.UnhandledMessage;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Every message of the backend's protocol has a handler. */
final class BackendServerProtocolTest {
    /** The messages after which the actor stops; after the others it answers. */
    private static final Set<String> ENDING =
            Set.of("Stop", "ListenFailed", "ListenerEnded", "ConnectionsClosed", "LoopDied");

    private static final ActorTestKit KIT = ActorTestKit.create();
    /** That a listener ends by itself is an error, and logged. */
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(BackendServer.class);

    private final TestProbe<BackendServer.Counts> counts = KIT.createTestProbe();

    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void shutDown() {
        LOG.setLevel(null);
        KIT.shutdownTestKit();
    }

    static Class<?>[] commands() {
        return BackendServer.Command.class.getPermittedSubclasses();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void handles(Class<? extends BackendServer.Command> type) throws Exception {
        TestProbe<UnhandledMessage> unhandled = KIT.createUnhandledMessageProbe();
        ActorRef<BackendServer.Command> backend = KIT.spawn(BackendServer.create(
                SampleSettings.b1(""),
                KIT.<BackendServer.Event>createTestProbe().getRef()));

        backend.tell(example(type));

        if (ENDING.contains(type.getSimpleName())) {
            counts.expectTerminated(backend);
        } else {
            backend.tell(new BackendServer.GetCounts(counts.getRef()));
            counts.expectMessage(new BackendServer.Counts(0, 0, 0));
            KIT.stop(backend);
        }
        unhandled.expectNoMessage(Duration.ZERO);
    }

    private BackendServer.Command example(Class<? extends BackendServer.Command> type) throws Exception {
        Map<Class<?>, Object> components = Map.of(
                ActorRef.class, counts.getRef(),
                InetSocketAddress.class, InetSocketAddress.createUnresolved("localhost", 7001),
                CompletionStage.class, new CompletableFuture<Done>(),
                Throwable.class, new IOException("as the test wants"),
                Optional.class, Optional.empty());
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                .map(components::get)
                .toArray()));
    }
}
