package io.giliran.transport.streams;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.DataPlane;
import io.giliran.transport.ProxyProtocolContract;
import org.junit.jupiter.api.AfterAll;

/** The streams plane speaks the PROXY protocol. */
final class StreamsPlaneProxyProtocolIT extends ProxyProtocolContract {
    private static final ActorTestKit KIT = ActorTestKit.create("streams-proxy-protocol", ConfigFactory.load());
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
