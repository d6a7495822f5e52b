package io.giliran.transport.relay;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.DataPlane;
import io.giliran.transport.ProxyProtocolContract;
import org.junit.jupiter.api.AfterAll;

/** The relay plane speaks the PROXY protocol. */
final class RelayPlaneProxyProtocolIT extends ProxyProtocolContract {
    private static final ActorTestKit KIT = ActorTestKit.create("relay-proxy-protocol", ConfigFactory.load());
    private static final DataPlane PLANE = new RelayPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected DataPlane dataPlane() {
        return PLANE;
    }
}
