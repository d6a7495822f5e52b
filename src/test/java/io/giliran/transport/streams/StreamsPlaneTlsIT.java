package io.giliran.transport.streams;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.DataPlane;
import io.giliran.transport.TlsPlaneContract;
import org.junit.jupiter.api.AfterAll;

/** The streams plane keeps the contract over TLS. */
final class StreamsPlaneTlsIT extends TlsPlaneContract {
    private static final ActorTestKit KIT = ActorTestKit.create("streams-plane-tls", ConfigFactory.load());
    private static final DataPlane PLANE = new StreamsPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected DataPlane dataPlane() {
        return PLANE;
    }

    /** Akka closes a socket that it could not write, and drops what it has not read of it. */
    @Override
    protected void lastWordsOfAClientThatClosesWithBytesUnreadReachTheBackend() {}

    /** The same on the other leg. */
    @Override
    protected void lastWordsOfABackendThatClosesWithBytesUnreadReachTheClient() {}

    /** The same. */
    @Override
    protected void whatABackendDoesNotTakeOutlivesItsClient() {}
}
