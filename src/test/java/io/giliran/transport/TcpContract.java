package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.transport.RelayEnd.Cause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Contract of every data plane for legs of TCP, which can be reset. */
public abstract class TcpContract extends DataPlaneContract {
    @Test
    protected void urgentBytesStayInTheStream() throws Exception {
        RelayedClient client = plane.client();
        client.peer.send("a");
        client.peer.sendUrgent('b');
        client.peer.send("c");
        ScriptedPeer backend = client.connect();
        backend.expect("abc");
        backend.send("d");
        backend.sendUrgent('e');
        backend.send("f");
        client.peer.expect("def");
    }

    @Test
    void clientsResetReachesTheBackend() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.send(10);
        backend.expect(10);
        backend.send(20);
        client.peer.expect(20);

        client.peer.reset();

        backend.expectReset();
        client.events.expect("connected", "first byte", "ended CLIENT_RESET");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.CLIENT_RESET, 10, 20));
    }

    @Test
    void backendsResetReachesTheClient() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.send(10);
        backend.expect(10);
        backend.send(20);
        client.peer.expect(20);

        backend.reset();

        client.peer.expectReset();
        client.events.expect("connected", "first byte", "ended BACKEND_RESET");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.BACKEND_RESET, 10, 20));
    }

    @Test
    void clientsResetAfterTheBackendHasFinishedReachesTheBackend() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        backend.finish();
        client.peer.expectEnd();

        client.peer.reset();

        backend.expectReset();
        client.events.expect("connected", "half-closed BACKEND", "ended CLIENT_RESET");
    }

    @Test
    void backendsResetAfterTheClientHasFinishedReachesTheClient() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        client.peer.finish();
        backend.expectEnd();

        backend.reset();

        client.peer.expectReset();
        client.events.expect("connected", "half-closed CLIENT", "ended BACKEND_RESET");
    }

    @Test
    void clientsResetIsNoticedBeforeABackendIsConnected() throws Exception {
        RelayedClient client = plane.client();
        client.peer.send(10);

        client.peer.reset();

        client.events.expect("ended CLIENT_RESET");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.CLIENT_RESET, 0, 0));
        client.relay.connect(plane.backendAddress(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
        client.relay.close();
        client.relay.abort();
    }

    @Test
    void anAttemptUnderWayDelaysNoEndAndOutlivesItsTimeoutNot() throws Exception {
        SilentPort silent = plane.opened(new SilentPort());
        int sockets = SocketTable.openHere();
        RelayedClient resetting = plane.client();
        RelayedClient aborted = plane.client();
        RelayedClient closed = plane.client();
        for (RelayedClient client : List.of(resetting, aborted, closed)) {
            client.peer.send(10);
            client.relay.connect(silent.address(), Duration.ofSeconds(2), Relay.NO_PREFACE, plane.wish());
        }
        SocketTable.awaitOpenHere(sockets + 3 * 3);

        resetting.peer.reset();
        aborted.relay.abort();
        closed.relay.close();

        resetting.events.expect("ended CLIENT_RESET");
        aborted.events.expect("ended ABORTED");
        aborted.peer.expectReset();
        closed.events.expect("ended CLOSED");
        closed.peer.expectEnd();
        aborted.peer.close();
        closed.peer.close();
        SocketTable.awaitOpenHere(sockets);
    }

    /** The end of the test says that none of their sockets is left. */
    @Test
    void clientsMayResetAtAnyMomentOfAnAttempt() throws Exception {
        for (int i = 0; i < 200; i++) {
            RelayedClient client = plane.client();
            if (i % 2 == 0) {
                client.peer.reset();
                client.relay.connect(
                        plane.backendAddress(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
            } else {
                client.relay.connect(
                        plane.backendAddress(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
                client.peer.reset();
            }
            assertThat(client.events.end().cause()).isEqualTo(Cause.CLIENT_RESET);
        }
    }

    /** Linux says at once that no TCP connection leads to the broadcast address. */
    @Test
    void whereNoRouteLeadsIsUnreachable() throws Exception {
        RelayedClient client = plane.client();

        client.relay.connect(
                new InetSocketAddress("255.255.255.255", 9),
                RelayedClient.CONNECT_TIMEOUT,
                Relay.NO_PREFACE,
                plane.wish());

        client.events.expect("connect failed UNREACHABLE");
        client.peer.send(3);
        client.connect().expect(3);
    }

    @Test
    void aBackendThatResetsAtOnceRefusesOrResets() throws Exception {
        for (int i = 0; i < 100; i++) {
            RelayedClient client = plane.client();
            client.relay.connect(plane.backendAddress(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
            client.acceptAtBackend().reset();

            if (client.events.first().equals("connected")) {
                client.peer.expectReset();
                client.events.expect("connected", "ended BACKEND_RESET");
            } else {
                client.events.expect("connect failed REFUSED");
            }
        }
    }

    @Test
    void clientsResetIsPassedOnOnceItsStalledBackendReads() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        Future<?> pushing = inBackground(() -> client.peer.send(Long.MAX_VALUE));
        Await.standstill(STANDSTILL, client.peer::sent);

        client.peer.reset();

        backend.expectReset();
        assertThat(client.events.end().cause()).isEqualTo(Cause.CLIENT_RESET);
        assertThatThrownBy(() -> get(pushing)).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void backendsResetIsPassedOnOnceItsStalledClientReads() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        Future<?> pushing = inBackground(() -> backend.send(Long.MAX_VALUE));
        Await.standstill(STANDSTILL, backend::sent);

        backend.reset();

        client.peer.expectReset();
        assertThat(client.events.end().cause()).isEqualTo(Cause.BACKEND_RESET);
        assertThatThrownBy(() -> get(pushing)).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void bothLegsAreKeptAliveWhenThatIsAskedFor() throws Exception {
        RelayedClient kept = plane.client(new RelayOptions(Duration.ZERO, Duration.ZERO, Duration.ZERO, true));
        kept.connect();
        RelayedClient other = plane.client();
        other.connect();

        // Not known while bytes are under way, as the tickets that TLS hands out.
        Await.equal("both kept alive", List.of(true, true), () -> isKeptAlive(kept));
        boolean always = !supports(PlaneFeature.NO_KEEP_ALIVE);
        assertThat(isKeptAlive(other)).containsExactly(always, always);
    }

    private List<Boolean> isKeptAlive(RelayedClient client) throws Exception {
        int clientLeg = ((InetSocketAddress) plane.address()).getPort();
        int backendLeg = ((InetSocketAddress) client.events.backendLeg()).getPort();
        return List.of(
                SocketTable.isKeptAlive(clientLeg, client.peer.localAddress().getPort()),
                SocketTable.isKeptAlive(backendLeg, ((InetSocketAddress) plane.backendAddress()).getPort()));
    }
}
