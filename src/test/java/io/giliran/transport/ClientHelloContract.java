package io.giliran.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.RelayEnd.Cause;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import io.giliran.transport.tls.SampleHello;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of every data plane for a ClientHello that it passes through, alone and behind a PROXY protocol header. */
public abstract class ClientHelloContract extends PlaneFixture {
    /** Longer than any test. */
    private static final Duration FAR_AWAY = Duration.ofMinutes(5);

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final byte[] HELLO = SampleHello.to("a.example");
    private static final byte[] LINE = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n".getBytes(US_ASCII);

    private volatile boolean proxied;

    @Override
    protected ListenerOptions options() {
        return within(FAR_AWAY, FAR_AWAY);
    }

    private ListenerOptions within(Duration headerTimeout, Duration helloTimeout) {
        return new ListenerOptions(
                1024,
                1,
                ClientsSpeakFirst.OFF,
                new ProxyProtocolIn(EnumSet.allOf(ProxyVersion.class), address -> proxied, headerTimeout, 4096),
                new TlsIn.PassedThrough(helloTimeout),
                UnixSockets.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 20_000})
    void theNameIsReadAndEveryByteIsPayload(int more) throws Exception {
        ScriptedPeer peer = plane.peer(0);
        Future<?> sending = inBackground(() -> peer.send(HELLO, more));
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        assertThat(client.leg.fault()).isNull();
        assertThat(client.leg.serverName()).isEqualTo("a.example");
        assertThat(client.leg.proxyHeader()).isNull();
        relaysExactly(client, more);
        get(sending);
    }

    @Test
    void itMayComeByteByByte() throws Exception {
        ScriptedPeer peer = plane.peer(0);
        for (byte next : HELLO) {
            peer.send(new byte[] {next});
        }
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        assertThat(client.leg.serverName()).isEqualTo("a.example");
        relaysExactly(client, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itMayStandBehindAHeader(boolean byteByByte) throws Exception {
        proxied = true;
        ScriptedPeer peer = plane.peer(0);
        byte[] both = new byte[LINE.length + HELLO.length];
        System.arraycopy(LINE, 0, both, 0, LINE.length);
        System.arraycopy(HELLO, 0, both, LINE.length, HELLO.length);
        if (byteByByte) {
            for (byte next : both) {
                peer.send(new byte[] {next});
            }
        } else {
            peer.send(both);
        }
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        assertThat(client.leg.remoteAddress()).isEqualTo(new InetSocketAddress("192.0.2.1", 56_324));
        assertThat(client.leg.serverName()).isEqualTo("a.example");
        relaysExactly(client, 0);
    }

    /** The hello, the bytes that were sent behind it, 1 MiB more each way, and nothing else. */
    private void relaysExactly(RelayedClient client, int sent) throws Exception {
        ScriptedPeer backend = client.connect();
        backend.expect(HELLO);
        backend.expect(sent);
        together(
                () -> {
                    client.peer.send(MIB);
                    client.peer.finish();
                },
                () -> {
                    backend.send(MIB);
                    backend.finish();
                },
                () -> {
                    backend.expect(MIB);
                    backend.expectEnd();
                },
                () -> {
                    client.peer.expect(MIB);
                    client.peer.expectEnd();
                });

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, HELLO.length + sent + MIB, MIB));
    }

    @Test
    void aHelloWithoutANameIsNoFault() throws Exception {
        byte[] hello = SampleHello.toNobody();
        ScriptedPeer peer = plane.peer(0);
        peer.send(hello);
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        assertThat(client.leg.fault()).isNull();
        assertThat(client.leg.serverName()).isNull();
        client.connect().expect(hello);
    }

    @Test
    void aClientMayFinishRightBehindIt() throws Exception {
        ScriptedPeer peer = plane.peer(0);
        peer.send(HELLO);
        peer.finish();
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        ScriptedPeer backend = client.connect();
        backend.expect(HELLO);
        backend.expectEnd();
        backend.finish();
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, HELLO.length, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1 | it does not begin with a TLS handshake",
                "\u0016\u0003\u0001\u0000\u0000 | a record of the handshake is empty",
                "\u0016\u0003\u0001\u0000\u0005\u0002\u0000\u0000\u0001\u0000 | the first message is no ClientHello"
            },
            ignoreLeadingAndTrailingWhitespace = false)
    void whatIsNoneIsTold(String sent, String why) throws Exception {
        ScriptedPeer peer = plane.peer(0);
        peer.send(sent.substring(0, sent.length() - 1).getBytes(US_ASCII));
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        assertThat(client.leg.fault()).isEqualTo(new ClientFault(ClientFault.Kind.TLS, why.substring(1)));
        assertThat(client.leg.serverName()).isNull();
        client.relay.abort();
        peer.expectReset();
        client.events.expect("ended ABORTED");
    }

    /** A record that promises more than a ClientHello may have. */
    @Test
    void oneThatIsTooLongIsTold() throws Exception {
        ScriptedPeer peer = plane.peer(0);
        peer.send(new byte[] {22, 3, 1, 0x40, 0, 1, 0, 0x7f, 0});
        ClientLeg leg = plane.acceptedLeg();

        assertThat(leg.fault().reason()).isEqualTo("the ClientHello does not end within 16384 bytes");
        plane.client(peer, 0, leg).relay.abort();
        peer.expectReset();
    }

    @Test
    void aSilentClientIsToldWhenItsTimeIsOver() throws Exception {
        Listener listener = plane.listen(0, within(FAR_AWAY, SHORT));
        long begun = System.nanoTime();
        ScriptedPeer peer = plane.opened(ScriptedPeer.connect(listener.address(), 0));

        isLate(peer, begun);
        unbind(listener);
    }

    @Test
    void aSlowClientIsToldWhenItsTimeIsOver() throws Exception {
        Listener listener = plane.listen(0, within(FAR_AWAY, SHORT));
        long begun = System.nanoTime();
        ScriptedPeer peer = plane.opened(ScriptedPeer.connect(listener.address(), 0));
        AtomicBoolean drips = new AtomicBoolean(true);
        Future<?> dripping = inBackground(() -> {
            byte[] head = {22, 3, 1, 0x30, 0, 1, 0, 0x2f, 0, 3, 3};
            for (int i = 0; drips.get(); i++) {
                peer.send(new byte[] {i < head.length ? head[i] : 0});
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        });

        RelayedClient client = toldLate(peer, begun);
        // Who writes when the reset comes is told of it, and then who reads is not.
        drips.set(false);
        get(dripping);
        client.relay.abort();
        peer.expectReset();
        unbind(listener);
    }

    /** The time for the hello begins when the header has come; the header's own is long. */
    @Test
    void behindAHeaderItsTimeIsItsOwn() throws Exception {
        proxied = true;
        Listener listener = plane.listen(0, within(FAR_AWAY, SHORT));
        ScriptedPeer peer = plane.opened(ScriptedPeer.connect(listener.address(), 0));
        peer.expectSilence(400);
        long begun = System.nanoTime();
        peer.send(LINE);

        RelayedClient client = isLate(peer, begun);
        assertThat(client.leg.proxyHeader()).isNotNull();
        unbind(listener);
    }

    private RelayedClient isLate(ScriptedPeer peer, long begun) throws Exception {
        RelayedClient client = toldLate(peer, begun);
        client.relay.abort();
        peer.expectReset();
        return client;
    }

    private RelayedClient toldLate(ScriptedPeer peer, long begun) throws Exception {
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(SHORT);
        assertThat(client.leg.fault())
                .isEqualTo(new ClientFault(ClientFault.Kind.TLS, "the ClientHello has not come in time"));
        return client;
    }

    @Test
    void aClientThatGoesBeforeItsEndIsTold() throws Exception {
        ScriptedPeer finishing = plane.peer(0);
        finishing.send(new byte[] {22, 3, 1});
        finishing.finish();
        RelayedClient finished = plane.client(finishing, 0, plane.acceptedLeg());
        assertThat(finished.leg.fault().reason())
                .isEqualTo("the connection was finished before the end of the ClientHello");
        finished.relay.abort();
        finished.events.end();

        ScriptedPeer resetting = plane.peer(1);
        resetting.send(new byte[] {22, 3, 1});
        resetting.reset();
        RelayedClient reset = plane.client(resetting, 1, plane.acceptedLeg());
        assertThat(reset.leg.fault().reason()).isEqualTo("the connection was reset before the end of the ClientHello");
        reset.relay.abort();
        reset.events.end();
    }

    @Test
    void whoIsStillAwaitedIsResetWithTheListener() throws Exception {
        Listener listener = plane.listen(0);
        ScriptedPeer peer = plane.opened(ScriptedPeer.connect(listener.address(), 0));
        peer.send(new byte[] {22, 3, 1});
        // The next one is handed over, so the one before it was accepted.
        ScriptedPeer next = plane.opened(ScriptedPeer.connect(listener.address(), 1));
        next.send(HELLO);
        plane.client(next, 1, plane.acceptedLeg());

        unbind(listener);

        peer.expectReset();
    }

    private static void unbind(Listener listener) throws Exception {
        listener.unbind().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
