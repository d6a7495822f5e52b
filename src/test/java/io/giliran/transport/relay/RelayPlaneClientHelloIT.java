package io.giliran.transport.relay;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.ClientHelloContract;
import io.giliran.transport.DataPlane;
import org.junit.jupiter.api.AfterAll;

/** The relay plane reads ClientHellos. */
final class RelayPlaneClientHelloIT extends ClientHelloContract {
    private static final ActorTestKit KIT = ActorTestKit.create("relay-client-hello", ConfigFactory.load());
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
