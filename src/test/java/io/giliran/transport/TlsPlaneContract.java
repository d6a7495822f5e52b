package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.tls.TestCertificates;
import io.giliran.transport.tls.TlsClient;
import io.giliran.transport.tls.TlsServer;
import io.giliran.transport.tls.TlsWish;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Contract of a data plane with TLS on both legs: all that holds in the clear. */
public abstract class TlsPlaneContract extends TcpContract {
    private static final TlsServer SERVER = new TlsServer(
            List.of(TestCertificates.LOCAL),
            new TlsServer.Terms(List.of("TLSv1.3", "TLSv1.2"), List.of(), List.of(), List.of(), Duration.ofMinutes(1)));
    private static final SSLContext CLIENTS = TestCertificates.context(null, TestCertificates.LOCAL);
    private static final SSLContext BACKENDS = TestCertificates.context(TestCertificates.LOCAL);
    static final TlsPeers PEERS = new TlsPeers(
            TlsPlaneContract::asClient,
            TlsPlaneContract::asBackend,
            new TlsWish(TlsClient.trusting(TestCertificates.LOCAL.chain()), "localhost"));
    static final ListenerOptions OPTIONS = PlaneUnderTest.ONE_LOOP.with(new TlsIn.Terminated(() -> SERVER));

    @Override
    protected ListenerOptions options() {
        return OPTIONS;
    }

    @Override
    protected TlsPeers tls() {
        return PEERS;
    }

    /** TLS has no urgent bytes. */
    @Override
    protected void urgentBytesStayInTheStream() {}

    /** In TLS it is always the client that speaks first, so nothing is held back for it. */
    @Override
    void aBackendThatSpeaksFirstIsNotHeldBack() {}

    /** More records than one event opens, and no selector tells of those that are left. */
    @Test
    void manySmallRecordsThatHaveComeAtOnceArrive() throws Exception {
        RelayedClient client = plane.client();
        for (int i = 0; i < 3000; i++) {
            client.peer.send(1L);
        }

        ScriptedPeer backend = client.connect();
        backend.expect(3000);
        client.peer.finish();
        backend.expectEnd();
    }

    /** In TLS a client that nobody takes gets no answer to its ClientHello, and so it waits in its handshake. */
    @Test
    @Override
    void whileNobodyTakesClientsTheyWait() throws Exception {
        RelayedClient before = plane.client();
        ScriptedPeer backend = before.connect();
        plane.open(false);
        List<Future<ScriptedPeer>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int pair = 1 + i;
            waiting.add(threads.submit(() -> plane.peer(pair)));
        }
        before.peer.send(100);
        backend.expect(100);
        Await.standstill(STANDSTILL, plane::waitingLegs);
        assertThat(waiting).noneMatch(Future::isDone);

        plane.open(true);
        for (Future<ScriptedPeer> each : waiting) {
            get(each).close();
            plane.acceptedLeg().relay(RelayOptions.NONE, new IgnoredEvents()).abort();
        }
    }

    /** Each byte is sealed and opened twice, on one thread for all of them. */
    @Override
    long bytesOfEachOfMany() {
        return 8 * MIB;
    }

    /** Java's own ends have records of 16 KiB on both their sides. */
    @Override
    long bytesOfAPeer() {
        return super.bytesOfAPeer() + 64 * 1024;
    }

    private static Socket asClient(Socket socket) throws IOException {
        return TestCertificates.client(socket, CLIENTS, "localhost");
    }

    private static Socket asBackend(Socket socket) throws IOException {
        return TestCertificates.server(socket, BACKENDS);
    }
}
