package io.giliran.balancer;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A balancer on each data plane, stopped after each test; none of its sockets may be left then. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dataPlanes")
public abstract class OverRealSockets {
    static ActorTestKit kit;

    @Parameter(0)
    String dataPlane;

    @Parameter(1)
    int loops;

    @TempDir
    Path logs;

    public BalancerUnderTest balancer;

    /** With the number of loops; a test for which more of them matter hides this. */
    static Stream<Arguments> dataPlanes() {
        return Stream.of(arguments("relay", 1), arguments("streams", 1));
    }

    @BeforeAll
    static void startSystem() {
        kit = ActorTestKit.create("balancer", ConfigFactory.load());
    }

    @AfterAll
    static void stopSystem() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void prepare() throws Exception {
        balancer = new BalancerUnderTest(kit, dataPlane, loops, logs);
        balancer.change(settings());
    }

    /** What is set otherwise than by default. */
    String settings() {
        return "";
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        balancer.end();
    }
}
