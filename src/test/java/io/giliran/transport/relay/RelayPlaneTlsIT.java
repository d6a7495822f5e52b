package io.giliran.transport.relay;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.DataPlane;
import io.giliran.transport.TlsPlaneContract;
import org.junit.jupiter.api.AfterAll;

/** The relay plane keeps the contract over TLS. */
final class RelayPlaneTlsIT extends TlsPlaneContract {
    private static final ActorTestKit KIT = ActorTestKit.create("relay-plane-tls", ConfigFactory.load());
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
