package io.giliran.transport.streams;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.ClientHelloContract;
import io.giliran.transport.DataPlane;
import org.junit.jupiter.api.AfterAll;

/** The streams plane reads ClientHellos. */
final class StreamsPlaneClientHelloIT extends ClientHelloContract {
    private static final ActorTestKit KIT = ActorTestKit.create("streams-client-hello", ConfigFactory.load());
    private static final DataPlane PLANE = new StreamsPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected DataPlane dataPlane() {
        return PLANE;
    }
}
