package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.RelayEnd.Cause;
import io.giliran.transport.relay.RelayPlane;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The relay plane notices resets of TCP legs that it does not read. */
final class UnreadLegsIT extends UnreadLegsContract {
    private static final ActorTestKit KIT = ActorTestKit.create("unread-legs", ConfigFactory.load());
    private static final RelayPlane PLANE = new RelayPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected DataPlane dataPlane() {
        return PLANE;
    }

    @Test
    void aClientThatHasFinishedAndWaitsForAnswersAndResetsIsNoticed() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.send(10);
        client.peer.finish();
        backend.expect(10);
        backend.expectEnd();

        client.peer.reset();

        assertThat(client.events.end().cause()).isEqualTo(Cause.CLIENT_RESET);
        backend.expectResetWhenSending();
    }

    @Test
    void whatABackendHasSentBeforeItsResetIsStillDelivered() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        deliveredAfterReset(client, backend, client.peer);
    }

    @Test
    void bytesOfWhoHasResetAreKeptNoLongerThanThoseOfWhoHasFinished() throws Exception {
        RelayedClient client =
                plane.client(new RelayOptions(Duration.ZERO, Duration.ofSeconds(2), Duration.ZERO, false));
        client.connect();
        fillUp(client.peer);
        client.peer.reset();

        assertThat(client.events.end().cause()).isEqualTo(Cause.BACKEND_IDLE);
    }

    /** Both directions of the client's leg are finished, which to the system looks like a reset of it. */
    @Test
    void anEndIsNotTakenForAReset() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        long bytes = 8 * MIB;
        Future<?> sending = inBackground(() -> {
            client.peer.send(bytes);
            client.peer.finish();
        });
        Await.standstill(STANDSTILL, client.peer::sent);
        backend.finish();
        client.events.expect("connected", "half-closed BACKEND");
        for (int i = 0; i < 2; i++) {
            aClientThatWaitsForABackendAndResetsIsNoticed();
        }

        backend.expect(bytes);
        backend.expectEnd();
        get(sending);
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, bytes, 0));
    }
}
