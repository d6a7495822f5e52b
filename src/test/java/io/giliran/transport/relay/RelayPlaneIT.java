package io.giliran.transport.relay;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.DataPlane;
import io.giliran.transport.DataPlaneContract;
import org.junit.jupiter.api.AfterAll;

/** The relay plane keeps the contract. */
final class RelayPlaneIT extends DataPlaneContract {
    private static final ActorTestKit KIT = ActorTestKit.create("relay-plane", ConfigFactory.load());
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
