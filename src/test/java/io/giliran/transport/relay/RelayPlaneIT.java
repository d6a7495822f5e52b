package io.giliran.transport.relay;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.DataPlane;
import io.giliran.transport.TcpContract;
import org.junit.jupiter.api.AfterAll;

/** The relay plane keeps the contract. */
final class RelayPlaneIT extends TcpContract {
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
