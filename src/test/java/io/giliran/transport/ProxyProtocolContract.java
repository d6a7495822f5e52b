package io.giliran.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.RelayEnd.Cause;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import io.giliran.transport.proxyprotocol.Tlv;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract of every data plane for the PROXY protocol, in and out. What a header is follows proxy-protocol.txt, sections 2.1
 * and 2.2.
 */
public abstract class ProxyProtocolContract extends PlaneFixture {
    /** Longer than any test. */
    private static final Duration FAR_AWAY = Duration.ofMinutes(5);

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int LIMIT = 4096;

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String LINE = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";
    /** PROXY, TCP over IPv4, 12 bytes: 192.0.2.1 to 198.51.100.2, ports 56324 and 443. */
    private static final String BINARY = SIGNATURE + "2111000c" + "c0000201" + "c6336402" + "dc0401bb";

    private static final InetSocketAddress NAMED = new InetSocketAddress("192.0.2.1", 56_324);

    private volatile boolean trusted = true;

    @Override
    protected ListenerOptions options() {
        return within(FAR_AWAY);
    }

    /** A listener on which everybody is trusted, as long as the test says so. */
    private ListenerOptions within(Duration timeout) {
        return new ListenerOptions(
                1024,
                1,
                ClientsSpeakFirst.OFF,
                new ProxyProtocolIn(EnumSet.allOf(ProxyVersion.class), address -> trusted, timeout, LIMIT));
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443, 192.0.2.1, 56324, 198.51.100.2, 443",
        "PROXY TCP6 2001:db8::1 2001:db8::2 1 65535, 2001:db8::1, 1, 2001:db8::2, 65535"
    })
    void aLineSaysWhoTheClientIs(String line, String source, int sourcePort, String destination, int port)
            throws Exception {
        knows(
                bytes(line + "\r\n"),
                new InetSocketAddress(source, sourcePort),
                new InetSocketAddress(destination, port));
    }

    /** The family 2 has 16 + 16 + 2 + 2 = 36 bytes of addresses. */
    @ParameterizedTest
    @CsvSource({
        BINARY + ", 192.0.2.1, 56324, 198.51.100.2, 443",
        SIGNATURE + "21210024" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002"
                + "0001ffff, 2001:db8::1, 1, 2001:db8::2, 65535"
    })
    void aBinaryHeaderSaysWhoTheClientIs(String header, String source, int sourcePort, String destination, int port)
            throws Exception {
        knows(hex(header), new InetSocketAddress(source, sourcePort), new InetSocketAddress(destination, port));
    }

    private void knows(byte[] header, InetSocketAddress source, InetSocketAddress destination) throws Exception {
        ScriptedPeer peer = plane.peer(0);
        peer.send(header);
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        assertThat(client.leg.fault()).isNull();
        assertThat(client.leg.remoteAddress()).isEqualTo(source);
        assertThat(client.leg.proxyHeader().destination()).isEqualTo(destination);
        assertThat(client.leg.peerAddress()).isEqualTo(peer.localAddress());
        assertThat(client.leg.localAddress()).isEqualTo(plane.address());
    }

    /** UNKNOWN; LOCAL, whose two bytes of whatever are skipped; and a Unix socket's 216 bytes of names. */
    @Test
    void aHeaderWithoutAnAddressLeavesTheRealOne() throws Exception {
        byte[][] headers = {
            bytes("PROXY UNKNOWN\r\n"), hex(SIGNATURE + "20000002ffff"), hex(SIGNATURE + "213100d8" + "61".repeat(216))
        };
        for (int i = 0; i < headers.length; i++) {
            ScriptedPeer peer = plane.peer(i);
            peer.send(headers[i], 10);
            RelayedClient client = plane.client(peer, i, plane.acceptedLeg());

            assertThat(client.leg.fault()).isNull();
            assertThat(client.leg.remoteAddress()).isEqualTo(peer.localAddress());
            assertThat(client.leg.proxyHeader()).isNotNull();
            client.connect().expect(10);
        }
    }

    @Test
    void whatElseTheHeaderSaysIsKept() throws Exception {
        // AUTHORITY (02) of 3 bytes "a.b", UNIQUE_ID (05) of 1 byte: 12 + 6 + 4 = 22 bytes.
        ScriptedPeer peer = plane.peer(0);
        peer.send(hex(SIGNATURE + "21110016" + "c0000201c6336402dc0401bb" + "020003612e62" + "05000117"));
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        assertThat(client.leg.proxyHeader().authority()).isEqualTo("a.b");
        assertThat(client.leg.proxyHeader().tlvs())
                .containsExactly(Tlv.authority("a.b"), Tlv.uniqueId(new byte[] {0x17}));
    }

    @ParameterizedTest
    @ValueSource(strings = {LINE, BINARY})
    void aHeaderMayComeByteByByte(String header) throws Exception {
        ScriptedPeer peer = plane.peer(0);
        for (byte next : header.equals(LINE) ? bytes(LINE) : hex(BINARY)) {
            peer.send(new byte[] {next});
        }
        relaysExactly(peer, 0);
    }

    /** The payload begins in the header's own segment; 20,000 bytes are more than is read at once early. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 20_000})
    void whatComesBehindAHeaderIsPayload(int count) throws Exception {
        ScriptedPeer peer = plane.peer(0);
        Future<?> sending = inBackground(() -> peer.send(bytes(LINE), count));

        relaysExactly(peer, count);
        get(sending);
    }

    /** The bytes that were sent behind the header, and 1 MiB more each way, and nothing else; the counts are theirs. */
    private void relaysExactly(ScriptedPeer peer, int sent) throws Exception {
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());
        assertThat(client.leg.remoteAddress()).isEqualTo(NAMED);
        ScriptedPeer backend = client.connect();
        backend.expect(sent);
        together(
                () -> {
                    peer.send(MIB);
                    peer.finish();
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
                    peer.expect(MIB);
                    peer.expectEnd();
                });

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, sent + MIB, MIB));
    }

    @Test
    void aClientMayFinishRightBehindItsHeader() throws Exception {
        ScriptedPeer peer = plane.peer(0);
        peer.send(bytes(LINE), 10);
        peer.finish();
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        ScriptedPeer backend = client.connect();
        backend.expect(10);
        backend.expectEnd();
        backend.send(20);
        backend.finish();
        peer.expect(20);
        peer.expectEnd();

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 10, 20));
    }

    @Test
    void whoSendsItsHeaderFirstIsServedFirst() throws Exception {
        ScriptedPeer slow = plane.peer(0);
        slow.send(LINE.substring(0, 20));
        ScriptedPeer quick = plane.peer(1);
        quick.send(LINE);
        RelayedClient second = plane.client(quick, 1, plane.acceptedLeg());
        assertThat(second.leg.peerAddress()).isEqualTo(quick.localAddress());

        slow.send(LINE.substring(20));

        RelayedClient first = plane.client(slow, 0, plane.acceptedLeg());
        assertThat(first.leg.peerAddress()).isEqualTo(slow.localAddress());
    }

    @Test
    void aClientThatLeavesBehindItsHeaderIsNoticed() throws Exception {
        ScriptedPeer peer = plane.peer(0);
        peer.send(LINE);
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        peer.reset();

        client.events.expect("ended CLIENT_RESET");
    }

    /** A lone CR or LF, no CRLF within 107 bytes, leading zeros, other words, another protocol's first bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324\r443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 056324 443\r\n",
                "PROXY TCP4 192.0.2.01 198.51.100.2 56324 443\r\n",
                "PROXY TCP4 192.0.2.1  198.51.100.2 56324 443\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n",
                "PROXY TCP5 192.0.2.1 198.51.100.2 56324 443\r\n",
                "PROXY UNKNOWN 123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678\r\n",
                "GET / HTTP/1.1\r\n\r\n"
            })
    void aLineThatIsNoneIsTold(String line) throws Exception {
        isRefused(bytes(line));
    }

    /** Another version, command, family; too few bytes for its addresses; TLVs that do not fit; over the limit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0d0a0d0a000d0a515549540b",
                SIGNATURE + "1111000cc0000201c6336402dc0401bb",
                SIGNATURE + "2211000cc0000201c6336402dc0401bb",
                SIGNATURE + "2141000cc0000201c6336402dc0401bb",
                SIGNATURE + "2111000bc0000201c6336402dc0401",
                SIGNATURE + "2111000ec0000201c6336402dc0401bb0400",
                SIGNATURE + "21110010c0000201c6336402dc0401bb04000200",
                SIGNATURE + "21111001"
            })
    void aBinaryHeaderThatIsNoneIsTold(String header) throws Exception {
        isRefused(hex(header));
    }

    private void isRefused(byte[] header) throws Exception {
        ScriptedPeer peer = plane.peer(0);
        peer.send(header);
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());

        assertThat(client.leg.fault().kind()).isEqualTo(ClientFault.Kind.PROXY_HEADER);
        assertThat(client.leg.proxyHeader()).isNull();
        assertThat(client.leg.remoteAddress()).isEqualTo(peer.localAddress());
        client.relay.abort();
        peer.expectReset();
        client.events.expect("ended ABORTED");
    }

    @Test
    void aSilentClientIsToldWhenItsTimeIsOver() throws Exception {
        Listener listener = plane.listen(0, within(SHORT));
        long begun = System.nanoTime();
        ScriptedPeer peer = plane.opened(ScriptedPeer.connect(listener.address(), 0));

        isLate(peer, begun);
        unbind(listener);
    }

    /** Slowloris: what it sends all the time begins a header, and never ends one. */
    @Test
    void aSlowClientIsToldWhenItsTimeIsOver() throws Exception {
        Listener listener = plane.listen(0, within(SHORT));
        long begun = System.nanoTime();
        ScriptedPeer peer = plane.opened(ScriptedPeer.connect(listener.address(), 0));
        AtomicBoolean drips = new AtomicBoolean(true);
        Future<?> dripping = inBackground(() -> {
            byte[] head = hex(SIGNATURE + "21110ff0");
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

    private void isLate(ScriptedPeer peer, long begun) throws Exception {
        RelayedClient client = toldLate(peer, begun);
        client.relay.abort();
        peer.expectReset();
    }

    private RelayedClient toldLate(ScriptedPeer peer, long begun) throws Exception {
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(SHORT);
        assertThat(client.leg.fault().reason()).isEqualTo("it has not come in time");
        return client;
    }

    @Test
    void whoHasSentAHeaderOrNoneMayBeRefused() throws Exception {
        ScriptedPeer known = plane.peer(0);
        known.send(LINE);
        plane.acceptedLeg().refuse(true);
        known.expectEnd();

        ScriptedPeer unknown = plane.peer(1);
        unknown.send("GET / HTTP/1.1\r\n");
        plane.acceptedLeg().refuse(false);
        unknown.expectReset();
    }

    @Test
    void aClientThatGoesBeforeItsHeaderHasEndedIsTold() throws Exception {
        ScriptedPeer finishing = plane.peer(0);
        finishing.send(LINE.substring(0, 20));
        finishing.finish();
        RelayedClient finished = plane.client(finishing, 0, plane.acceptedLeg());
        assertThat(finished.leg.fault().reason()).isEqualTo("the connection was finished before its end");
        finished.relay.abort();
        finished.events.end();

        ScriptedPeer resetting = plane.peer(1);
        resetting.send(LINE.substring(0, 20));
        resetting.reset();
        RelayedClient reset = plane.client(resetting, 1, plane.acceptedLeg());
        assertThat(reset.leg.fault().reason()).isEqualTo("the connection was reset before its end");
        reset.relay.abort();
        reset.events.end();
    }

    /** Whose header is not asked for sends payload, whatever it looks like. */
    @Test
    void nobodyElsesBytesAreAHeader() throws Exception {
        trusted = false;
        ScriptedPeer peer = plane.peer(0);
        RelayedClient client = plane.client(peer, 0, plane.acceptedLeg());
        peer.send(LINE);
        ScriptedPeer backend = client.connect();

        backend.expect(LINE);
        assertThat(client.leg.remoteAddress()).isEqualTo(peer.localAddress());
        assertThat(client.leg.peerAddress()).isEqualTo(peer.localAddress());
        assertThat(client.leg.proxyHeader()).isNull();
        peer.finish();
        backend.finish();
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, LINE.length(), 0));
    }

    @Test
    void whoIsStillAwaitedIsResetWithTheListener() throws Exception {
        Listener listener = plane.listen(0);
        ScriptedPeer peer = plane.opened(ScriptedPeer.connect(listener.address(), 0));
        peer.send(LINE.substring(0, 20));
        // The next one is handed over, so the one before it was accepted.
        ScriptedPeer next = plane.opened(ScriptedPeer.connect(listener.address(), 1));
        next.send(LINE);
        plane.client(next, 1, plane.acceptedLeg());

        unbind(listener);

        peer.expectReset();
    }

    // Out

    @Test
    void aPrefaceComesBeforeWhatTheClientHasSent() throws Exception {
        RelayedClient client = greeted(0);
        client.peer.send(100);
        ScriptedPeer backend = client.connect(bytes(LINE));

        backend.expect(LINE);
        backend.expect(100);
        client.peer.send(MIB);
        backend.expect(MIB);
        backend.send(5);
        client.peer.expect(5);
        client.peer.finish();
        backend.expectEnd();
        backend.finish();

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 100 + MIB, 5));
    }

    @Test
    void aBackendThatSpeaksFirstGetsThePrefaceToo() throws Exception {
        RelayedClient client = greeted(0);
        ScriptedPeer backend = client.connect(bytes(LINE));

        backend.send(50);
        client.peer.expect(50);
        client.events.expect("connected", "first byte");
        backend.expect(LINE);
        client.peer.send(10);
        backend.expect(10);
        backend.finish();
        client.peer.expectEnd();
        client.peer.finish();

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 10, 50));
    }

    @Test
    void aClientThatHasFinishedAlreadyIsIntroducedToo() throws Exception {
        RelayedClient client = greeted(0);
        client.peer.send(10);
        client.peer.finish();
        ScriptedPeer backend = client.connect(bytes(LINE));

        backend.expect(LINE);
        backend.expect(10);
        backend.expectEnd();
        backend.finish();

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 10, 0));
    }

    /** More than is read early, so that some waits in the system. */
    @Test
    void aPrefaceComesBeforeMuch() throws Exception {
        RelayedClient client = greeted(0);
        Future<?> sending = inBackground(() -> {
            client.peer.send(3 * MIB);
            client.peer.finish();
        });
        ScriptedPeer backend = client.connect(bytes(LINE));

        backend.expect(LINE);
        backend.expect(3 * MIB);
        backend.expectEnd();
        backend.finish();
        get(sending);

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 3 * MIB, 0));
    }

    @Test
    void theNextBackendGetsItsOwnPreface() throws Exception {
        RelayedClient client = greeted(0);
        client.peer.send(10);
        try (RefusingPort refusing = new RefusingPort()) {
            client.relay.connect(refusing.address(), RelayedClient.CONNECT_TIMEOUT, bytes("for another"), null);
            client.events.expect("connect failed REFUSED");
        }
        ScriptedPeer backend = client.connect(bytes("for you"));

        backend.expect("for you");
        backend.expect(10);
        client.peer.finish();
        backend.finish();

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 10, 0));
    }

    /** A client that has sent its header. */
    private RelayedClient greeted(int pair) throws Exception {
        ScriptedPeer peer = plane.peer(pair);
        peer.send(LINE);
        return plane.client(peer, pair, plane.acceptedLeg());
    }

    private static void unbind(Listener listener) throws Exception {
        listener.unbind().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
