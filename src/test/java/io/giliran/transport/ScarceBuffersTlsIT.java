package io.giliran.transport;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.transport.relay.RelayPlane;
import org.junit.jupiter.api.AfterAll;

/** Over TLS a record that has come as a whole is held as a whole. */
final class ScarceBuffersTlsIT extends ScarceBuffersContract {
    private static final ActorTestKit KIT = kit("scarce-buffers-tls");
    private static final RelayPlane PLANE = new RelayPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected RelayPlane dataPlane() {
        return PLANE;
    }

    @Override
    protected ListenerOptions options() {
        return TlsPlaneContract.OPTIONS;
    }

    @Override
    protected TlsPeers tls() {
        return TlsPlaneContract.PEERS;
    }
}
