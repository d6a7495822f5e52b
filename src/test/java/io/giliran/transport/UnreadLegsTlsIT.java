package io.giliran.transport;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.relay.RelayPlane;
import org.junit.jupiter.api.AfterAll;

/** The relay plane notices resets of TLS legs that it does not read. */
final class UnreadLegsTlsIT extends UnreadLegsContract {
    private static final ActorTestKit KIT = ActorTestKit.create("unread-legstls", ConfigFactory.load());
    private static final RelayPlane PLANE = new RelayPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected DataPlane dataPlane() {
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
