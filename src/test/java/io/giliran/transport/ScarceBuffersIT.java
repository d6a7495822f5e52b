package io.giliran.transport;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.transport.relay.RelayPlane;
import org.junit.jupiter.api.AfterAll;

/** Scarce buffers without TLS. */
final class ScarceBuffersIT extends ScarceBuffersContract {
    private static final ActorTestKit KIT = kit("scarce-buffers");
    private static final RelayPlane PLANE = new RelayPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected RelayPlane dataPlane() {
        return PLANE;
    }
}
