package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.RelayEnd.Cause;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/**
 * A reset of a leg that the plane does not read, because no backend is connected, or the other leg takes nothing: it is
 * noticed, and takes no byte with it that had come before.
 */
abstract class UnreadLegsContract extends PlaneFixture {
    /** More than is read of a client without a backend, and little enough for the system to take all of it. */
    private static final long MUCH = 100_000;

    @Test
    void aClientThatWaitsForABackendAndResetsIsNoticed() throws Exception {
        RelayedClient client = plane.client();
        client.peer.send(MUCH);
        client.peer.reset();

        client.events.expect("ended CLIENT_RESET");
    }

    @Test
    void whatAClientHasSentBeforeItsResetIsStillDelivered() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        deliveredAfterReset(client, client.peer, backend);
    }

    void deliveredAfterReset(RelayedClient client, ScriptedPeer sender, ScriptedPeer reader) throws Exception {
        fillUp(sender);
        long taken = reader.received();
        sender.reset();
        // Two others that reset: when the second one is noticed, this one has been, too.
        for (int i = 0; i < 2; i++) {
            aClientThatWaitsForABackendAndResetsIsNoticed();
        }
        assertThat(client.events.all()).noneMatch(words -> words.startsWith("ended"));

        try {
            reader.expectStreamUntilEnd();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        assertThat(reader.received()).isGreaterThan(taken + MUCH);
        assertThat(client.events.end().cause())
                .isEqualTo(sender == client.peer ? Cause.CLIENT_RESET : Cause.BACKEND_RESET);
    }

    /** Sends until nothing is taken any more. */
    void fillUp(ScriptedPeer sender) {
        inBackground(() -> {
            try {
                sender.send(64 * MIB);
            } catch (IOException expected) {
                // It is reset meanwhile.
            }
        });
        Await.standstill(STANDSTILL, sender::sent);
    }
}
