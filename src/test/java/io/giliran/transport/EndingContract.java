package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.CapturedLog;
import io.giliran.transport.RelayEnd.Cause;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract for the end of connections: by a reset from either side, a fault of the owner, a refusal, or the owner's wish. */
abstract class EndingContract extends TimeoutContract {
    private static final int ROUNDS = 40;

    @Test
    void clientsResetInFullFlowReachesTheBackend() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        Future<?> pushing = inBackground(() -> backend.send(Long.MAX_VALUE));
        client.peer.expect(2 * MIB);

        client.peer.reset();

        assertThatThrownBy(() -> get(pushing)).hasRootCauseInstanceOf(IOException.class);
        assertThat(client.events.end().cause()).isEqualTo(Cause.CLIENT_RESET);
        assertThat(client.events.end().bytesFromBackend()).isBetween(2 * MIB, backend.sent() + 16 * 1024);
    }

    @Test
    void backendsResetInFullFlowReachesTheClient() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        Future<?> pushing = inBackground(() -> client.peer.send(Long.MAX_VALUE));
        backend.expect(2 * MIB);

        backend.reset();

        assertThatThrownBy(() -> get(pushing)).hasRootCauseInstanceOf(IOException.class);
        assertThat(client.events.end().cause()).isEqualTo(Cause.BACKEND_RESET);
        assertThat(client.events.end().bytesFromClient()).isBetween(2 * MIB, client.peer.sent() + 16 * 1024);
    }

    /** A client that closes with bytes unread resets its connection: what it sent before is not lost by that. */
    @Test
    protected void lastWordsOfAClientThatClosesWithBytesUnreadReachTheBackend() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            RelayedClient client = plane.client();
            ScriptedPeer backend = client.connect();
            inBackground(() -> backend.send(Long.MAX_VALUE));
            client.peer.expect(64 * 1024);
            client.peer.send("COMMIT 7\n");
            client.peer.close();

            backend.expect("COMMIT 7\n");
            assertThat(client.events.end().cause()).isEqualTo(Cause.CLIENT_RESET);
            assertThat(client.events.end().bytesFromClient()).isEqualTo(9);
            backend.close();
        }
    }

    /** An early refusal of an upload. */
    @Test
    protected void lastWordsOfABackendThatClosesWithBytesUnreadReachTheClient() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            RelayedClient client = plane.client();
            ScriptedPeer backend = client.connect();
            inBackground(() -> client.peer.send(Long.MAX_VALUE));
            backend.expect(64 * 1024);
            backend.send("413 Content Too Large\n");
            backend.close();

            client.peer.expect("413 Content Too Large\n");
            assertThat(client.events.end().cause()).isEqualTo(Cause.BACKEND_RESET);
            assertThat(client.events.end().bytesFromBackend()).isEqualTo(22);
            client.peer.close();
        }
    }

    /** The same while the backend takes nothing: it gets later all that has left the client's own buffers. */
    @Test
    protected void whatABackendDoesNotTakeOutlivesItsClient() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        inBackground(() -> client.peer.send(Long.MAX_VALUE));
        Await.standstill(STANDSTILL, client.peer::sent);
        client.peer.reset();
        backend.send(1_000);

        backend.expectReset();
        assertThat(client.events.end().cause()).isEqualTo(Cause.CLIENT_RESET);
        assertThat(backend.received())
                .isEqualTo(client.events.end().bytesFromClient())
                .isBetween(client.peer.sent() - MIB, client.peer.sent() + 16 * 1024);
    }

    @Test
    void clientsResetAfterItHasFinishedReachesTheBackend() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.finish();
        backend.expectEnd();

        client.peer.reset();

        backend.expectResetWhenSending();
        assertThat(client.events.end().cause()).isEqualTo(Cause.CLIENT_RESET);
    }

    @Test
    void backendsResetAfterItHasFinishedReachesTheClient() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        backend.finish();
        client.peer.expectEnd();

        backend.reset();

        client.peer.expectResetWhenSending();
        assertThat(client.events.end().cause()).isEqualTo(Cause.BACKEND_RESET);
    }

    /** Quiet, because the plane logs the fault. */
    @ParameterizedTest
    @EnumSource
    void anOwnerThatFailsLosesItsOwnConnectionAlone(FailingEvents.At at) throws Exception {
        RelayedClient other = plane.client();
        ScriptedPeer othersBackend = other.connect();
        ScriptedPeer peer = plane.peer(1);
        FailingEvents owner = new FailingEvents(at);
        try (CapturedLog log = CapturedLog.ofPackage("io.giliran.transport");
                CapturedLog unused = CapturedLog.ofPackage("akka")) {
            plane.acceptedLeg()
                    .relay(RelayOptions.NONE, owner)
                    .connect(plane.backendAddress(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
            ScriptedPeer backend = acceptedUnlessGone();
            switch (at) {
                case CONNECTED -> {}
                case FIRST_BYTE -> backend.send(10);
                case HALF_CLOSED -> peer.finish();
            }
            owner.awaitFailure();
            peer.expectGone();
            if (backend != null) {
                backend.expectGone();
            }

            // One line of the loop and one of the relay in ten seconds: this fault may be counted by the next ones.
            assertThat(log.errors()).hasSizeLessThanOrEqualTo(2);
        }

        other.peer.send(100);
        othersBackend.expect(100);
        othersBackend.send(100);
        other.peer.expect(100);
    }

    /** Null when it was gone before its TLS handshake was over. */
    private ScriptedPeer acceptedUnlessGone() throws IOException {
        try {
            return plane.acceptAtBackend(1);
        } catch (SocketException gone) {
            return null;
        }
    }

    @Test
    void closeFinishesBothLegsBehindWhatWasHandedOn() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.send(1_000);
        backend.expect(1_000);
        backend.send(2_000);
        client.peer.expect(2_000);

        client.relay.close();

        client.peer.expectEnd();
        backend.expectEnd();
        client.events.expect("connected", "first byte", "ended CLOSED");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.CLOSED, 1_000, 2_000));
    }

    @Test
    void closeBeforeABackendIsConnectedFinishesTheClientsLeg() throws Exception {
        RelayedClient client = plane.client();
        client.peer.send("hello\n");

        client.relay.close();

        client.peer.expectEnd();
        client.events.expect("ended CLOSED");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.CLOSED, 0, 0));
    }

    @Test
    void whoIsRefusedGentlyIsFinished() throws Exception {
        ScriptedPeer peer = plane.peer(0);

        plane.acceptedLeg().refuse(true);

        peer.expectEnd();
    }

    @Test
    void whoIsRefusedOtherwiseIsReset() throws Exception {
        ScriptedPeer peer = plane.peer(0);

        plane.acceptedLeg().refuse(false);

        peer.expectReset();
    }

    /** What was opened for them is not lost, and serves the next. */
    @Test
    void afterManyThatWereRefusedTheNextIsServed() throws Exception {
        for (int i = 0; i < 200; i++) {
            ScriptedPeer peer = plane.peer(i);
            plane.acceptedLeg().refuse(true);
            peer.expectEnd();
            peer.close();
        }
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.send(10);
        backend.expect(10);
    }

    @Test
    void abortResetsBothLegs() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.send(10);
        backend.expect(10);

        client.relay.abort();

        client.peer.expectReset();
        backend.expectReset();
        client.events.expect("connected", "ended ABORTED");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.ABORTED, 10, 0));
    }

    @Test
    void abortResetsLegsThatAreHalfClosed() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.finish();
        backend.expectEnd();
        RelayedClient other = plane.client();
        ScriptedPeer otherBackend = other.connect();
        otherBackend.finish();
        other.peer.expectEnd();

        client.relay.abort();
        other.relay.abort();
        client.events.end();
        other.events.end();

        client.peer.expectReset();
        backend.expectResetWhenSending();
        other.peer.expectResetWhenSending();
        otherBackend.expectReset();
    }

    @Test
    void aCallAfterTheEndDoesNothing() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.finish();
        backend.expectEnd();
        backend.finish();
        client.peer.expectEnd();
        client.events.expect("connected", "half-closed CLIENT", "ended FINISHED");

        client.relay.connect(plane.backendAddress(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
        client.relay.close();
        client.relay.abort();

        RelayedClient next = plane.client();
        next.connect();
        client.events.expect("connected", "half-closed CLIENT", "ended FINISHED");
    }
}
