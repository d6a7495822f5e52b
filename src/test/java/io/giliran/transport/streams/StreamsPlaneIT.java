package io.giliran.transport.streams;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.DataPlane;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.TcpContract;
import org.junit.jupiter.api.AfterAll;

/** The streams plane keeps the contract as far as it has what is asked, tuned as application.conf has it. */
final class StreamsPlaneIT extends TcpContract {
    private static final ActorTestKit KIT = ActorTestKit.create("streams-plane", ConfigFactory.load());
    private static final DataPlane PLANE = new StreamsPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected DataPlane dataPlane() {
        return PLANE;
    }

    @Override
    protected boolean supports(PlaneFeature feature) {
        return StreamsPlane.FEATURES.contains(feature);
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
