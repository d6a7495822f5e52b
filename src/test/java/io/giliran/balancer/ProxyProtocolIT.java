package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.settings.HostPort;
import io.giliran.transport.ScriptedPeer;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.proxyprotocol.ProxyHeaderParser;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Done;
import io.giliran.transport.proxyprotocol.ProxyHeaderWriter;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import io.giliran.transport.proxyprotocol.Tlv;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole balancer with proxies in front of it and backends that want to know their clients. */
final class ProxyProtocolIT extends OverRealSockets {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String TRUST_ALL = "proxy-protocol { accept = any, trusted = [ \"127.0.0.0/8\" ] }\n";
    private static final String LINE = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";
    private static final InetSocketAddress NAMED = new InetSocketAddress("192.0.2.1", 56_324);

    static Stream<Arguments> dataPlanes() {
        return Stream.of(arguments("relay", 1), arguments("relay", 3));
    }

    @Test
    void aBackendIsToldItsClientInALine() throws Exception {
        TalkingBackend backend = backend(ProxyVersion.V1);
        balancer.start();
        ScriptedPeer client = balancer.client();
        try (Socket socket = backend.accept()) {
            assertThat(read(socket, lineOf(client).length()))
                    .isEqualTo(lineOf(client).getBytes(US_ASCII));
            client.send("hello");
            assertThat(read(socket, 5)).isEqualTo("hello".getBytes(US_ASCII));
            socket.getOutputStream().write("answer".getBytes(US_ASCII));
            client.expect("answer");
        }
        client.finish();
        client.expectEnd();
        balancer.stop();

        balancer.log().check(client.localAddress(), "b1", 6, "--", 0);
        assertThat(line(client.localAddress()).path("bytes_in").longValue()).isEqualTo(5);
        assertThat(line(client.localAddress()).has("proxied_by")).isFalse();
    }

    private String lineOf(ScriptedPeer client) {
        return "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.localAddress().getPort() + " "
                + balancer.address().getPort() + "\r\n";
    }

    /**
     * To the byte: the signature; version 2 and PROXY; TCP over IPv4; the length; addresses and ports; UNIQUE_ID (05),
     * which is the accepted time in ms and the connection's number in hexadecimal; CRC32C (03) of all of it with zeros in
     * its place.
     */
    @Test
    void aBackendIsToldItsClientInBinary() throws Exception {
        TalkingBackend backend = backend(ProxyVersion.V2);
        balancer.start();
        ScriptedPeer client = balancer.client();
        byte[] read;
        try (Socket socket = backend.accept()) {
            read = read(socket, 16);
            int length = ByteBuffer.wrap(read).getShort(14);
            read = ByteBuffer.allocate(16 + length)
                    .put(read)
                    .put(read(socket, length))
                    .array();
        }
        client.finish();
        client.expectEnd();
        balancer.stop();

        JsonNode line = line(client.localAddress());
        String id = Long.toHexString(
                        Instant.parse(line.path("accepted").textValue()).toEpochMilli()) + "-1";
        ByteBuffer expected = ByteBuffer.allocate(16 + 12 + 3 + id.length() + 3 + 4);
        expected.put(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2111"))
                .putShort((short) (expected.capacity() - 16))
                .put(LOOPBACK.getAddress())
                .put(LOOPBACK.getAddress())
                .putShort((short) client.localAddress().getPort())
                .putShort((short) balancer.address().getPort())
                .put((byte) 5)
                .putShort((short) id.length())
                .put(id.getBytes(US_ASCII))
                .put((byte) 3)
                .putShort((short) 4);
        CRC32C checksum = new CRC32C();
        checksum.update(expected.array());
        expected.putInt((int) checksum.getValue());
        assertThat(read).isEqualTo(expected.array());
    }

    @Test
    void whatAProxyInFrontHasSaidIsPassedOnAndLogged() throws Exception {
        TalkingBackend backend = backend(ProxyVersion.V2);
        balancer.change(TRUST_ALL);
        balancer.start();
        InetSocketAddress destination = new InetSocketAddress("198.51.100.2", 443);
        Tlv own = Tlv.of(0xe0, new byte[] {1});
        ScriptedPeer proxy = balancer.client();
        proxy.send(ProxyHeaderWriter.write(ProxyHeader.proxy(
                ProxyVersion.V2,
                NAMED,
                destination,
                List.of(Tlv.authority("db.example"), own, Tlv.uniqueId("abc-1".getBytes(US_ASCII))))));
        proxy.send("hello");
        try (Socket socket = backend.accept()) {
            ProxyHeader header = header(socket);
            assertThat(header.source()).isEqualTo(NAMED);
            assertThat(header.destination()).isEqualTo(destination);
            assertThat(header.authority()).isEqualTo("db.example");
            assertThat(header.uniqueId()).isEqualTo("abc-1".getBytes(US_ASCII));
            assertThat(header.tlvs()).extracting(Tlv::type).containsExactly(Tlv.AUTHORITY, Tlv.UNIQUE_ID, Tlv.CRC32C);
            assertThat(read(socket, 5)).isEqualTo("hello".getBytes(US_ASCII));
        }
        proxy.finish();
        proxy.expectEnd();
        balancer.stop();

        balancer.log().check(NAMED, "b1", 0, "--", 0);
        JsonNode line = line(NAMED);
        assertThat(line.path("proxied_by").textValue()).isEqualTo(HostPort.format(proxy.localAddress()));
        assertThat(line.path("listener").textValue()).isEqualTo(HostPort.format(balancer.address()));
        assertThat(line.path("proxy_authority").textValue()).isEqualTo("db.example");
        assertThat(line.path("proxy_unique_id").textValue()).isEqualTo("abc-1");
        assertThat(line.path("bytes_in").longValue()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "PROXY TCP4 192.0.2.1 198.51.100.2 056324 443\r\n"})
    void whoSendsNoHeaderIsReset(String instead) throws Exception {
        balancer.server("b1");
        balancer.change(TRUST_ALL);
        balancer.start();
        ScriptedPeer client = balancer.client();
        client.send(instead);
        client.expectReset();

        ScriptedPeer next = balancer.client();
        next.send(LINE);
        assertThat(next.readLine()).isEqualTo("b1");
        next.finish();
        next.expectEnd();
        balancer.stop();

        balancer.log().check(client.localAddress(), "<NOSRV>", 0, "PH", 0);
        assertThat(line(client.localAddress()).path("ended").textValue()).isEqualTo("proxy_header");
        assertThat(line(client.localAddress()).path("proxy_fault").textValue()).isNotEmpty();
        balancer.log().check(NAMED, "b1", 3, "--", 0);
    }

    @Test
    void whoSendsItsHeaderTooLateIsReset() throws Exception {
        balancer.server("b1");
        balancer.change(TRUST_ALL + "proxy-protocol.header-timeout = 100ms");
        balancer.start();
        ScriptedPeer client = balancer.client();
        client.send(LINE.substring(0, 10));
        client.expectReset();
        balancer.stop();

        balancer.log().check(client.localAddress(), "<NOSRV>", 0, "PH", 0);
    }

    @Test
    void whoIsAwaitedWhenTheBalancerStopsIsReset() throws Exception {
        balancer.server("b1");
        balancer.change(TRUST_ALL);
        balancer.start();
        ScriptedPeer awaited = balancer.client();
        ScriptedPeer served = balancer.client();
        served.send(LINE);
        assertThat(served.readLine()).isEqualTo("b1");

        balancer.stop();

        awaited.expectReset();
    }

    /** A header is asked for only where the proxies are: 127.0.0.2. */
    @Test
    void othersAreServedWithoutAHeader() throws Exception {
        TalkingBackend backend = backend(ProxyVersion.V1);
        balancer.change("proxy-protocol { accept = v1, trusted = [ \"127.0.0.2\" ] }");
        balancer.start();
        ScriptedPeer plain = balancer.client();
        plain.send(LINE);
        try (Socket socket = backend.accept()) {
            assertThat(read(socket, lineOf(plain).length()))
                    .isEqualTo(lineOf(plain).getBytes(US_ASCII));
            assertThat(read(socket, LINE.length())).isEqualTo(LINE.getBytes(US_ASCII));
        }
        plain.finish();
        plain.expectEnd();

        try (Socket proxy = new Socket(
                LOOPBACK, balancer.address().getPort(), InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), 0)) {
            proxy.getOutputStream().write(LINE.getBytes(US_ASCII));
            try (Socket socket = backend.accept()) {
                assertThat(read(socket, LINE.length())).isEqualTo(LINE.getBytes(US_ASCII));
            }
        }
    }

    /** Each client has a port of its own at the proxy; only the address in the header makes them differ. */
    @Test
    void aPolicyThatHashesSeesTheClientsOwnAddress() throws Exception {
        balancer.server("b1");
        balancer.server("b2");
        balancer.change(TRUST_ALL + "policy.name = source-hash");
        balancer.start();

        Set<String> ofOne = new HashSet<>();
        Set<String> ofMany = new HashSet<>();
        for (int i = 1; i <= 32; i++) {
            ofOne.add(servedBy("192.0.2.1"));
            ofMany.add(servedBy("192.0.2." + i));
        }

        assertThat(ofOne).hasSize(1);
        assertThat(ofMany).containsExactlyInAnyOrder("b1", "b2");
    }

    private String servedBy(String address) throws IOException {
        ScriptedPeer client = balancer.client();
        client.send(LINE.replace("192.0.2.1", address));
        return client.readLine();
    }

    @Test
    void whoIsDeniedIsToldByTheHeader() throws Exception {
        balancer.server("b1");
        balancer.change(TRUST_ALL + "clients.deny = [ \"192.0.2.1\" ]");
        balancer.start();

        assertThat(servedBy("192.0.2.7")).isEqualTo("b1");
        ScriptedPeer denied = balancer.client();
        denied.send(LINE);
        denied.expectEnd();
        balancer.stop();

        balancer.log().check(NAMED, "<NOSRV>", 0, "PR", 0);
    }

    /** LOCAL without addresses; in version 1, which has no word for that, UNKNOWN. */
    @ParameterizedTest
    @EnumSource
    void aCheckBeginsWithAHeaderToo(ProxyVersion version) throws Exception {
        TalkingBackend backend = backend(version);
        balancer.change("health { checks = on, send = \"text:PING\", expect = \"text:PONG\" }");
        balancer.start();
        byte[] header = version == ProxyVersion.V1
                ? "PROXY UNKNOWN\r\n".getBytes(US_ASCII)
                : HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "20000000");

        try (Socket check = backend.accept()) {
            assertThat(read(check, header.length)).isEqualTo(header);
            assertThat(read(check, 4)).isEqualTo("PING".getBytes(US_ASCII));
            check.getOutputStream().write("PONG".getBytes(US_ASCII));
            assertThat(check.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void bothLegsMayBeOfIpv6() throws Exception {
        InetAddress host = InetAddress.getByName("::1");
        TalkingBackend backend = balancer.opened(new TalkingBackend(host));
        balancer.backend("b1", backend.address(), ProxyVersion.V1);
        balancer.listenAt(host);
        balancer.start();
        ScriptedPeer client = balancer.client();
        client.send("hello");
        String line = "PROXY TCP6 ::1 ::1 " + client.localAddress().getPort() + " "
                + balancer.address().getPort() + "\r\n";
        try (Socket socket = backend.accept()) {
            assertThat(read(socket, line.length())).isEqualTo(line.getBytes(US_ASCII));
            assertThat(read(socket, 5)).isEqualTo("hello".getBytes(US_ASCII));
            socket.getOutputStream().write("answer".getBytes(US_ASCII));
            client.expect("answer");
        }
        client.finish();
        client.expectEnd();
        balancer.stop();

        balancer.log().check(client.localAddress(), "b1", 6, "--", 0);
    }

    /** A client of IPv4 and a backend of IPv6. */
    @Test
    void theLegsNeedNotBeOfOneFamily() throws Exception {
        TalkingBackend backend = balancer.opened(new TalkingBackend(InetAddress.getByName("::1")));
        balancer.backend("b1", backend.address(), 1);
        balancer.start();
        ScriptedPeer client = balancer.client();
        client.send("hello");
        try (Socket socket = backend.accept()) {
            assertThat(read(socket, 5)).isEqualTo("hello".getBytes(US_ASCII));
        }
        client.finish();
        client.expectEnd();
    }

    private TalkingBackend backend(ProxyVersion sendProxy) throws IOException {
        TalkingBackend backend = balancer.opened(new TalkingBackend(LOOPBACK));
        balancer.backend("b1", backend.address(), sendProxy);
        return backend;
    }

    /** What balancer.jsonl says of a client. */
    private JsonNode line(InetSocketAddress client) throws IOException {
        return balancer.log().jsonByClient().get(HostPort.format(client));
    }

    private static byte[] read(Socket socket, int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    private static ProxyHeader header(Socket socket) throws IOException {
        ProxyHeaderParser parser =
                new ProxyHeaderParser(EnumSet.allOf(ProxyVersion.class), ProxyHeaderParser.DEFAULT_LIMIT);
        ProxyHeaderResult result;
        do {
            result = parser.offer(ByteBuffer.wrap(read(socket, 1)));
        } while (result instanceof ProxyHeaderResult.NeedMore);
        return ((Done) result).header();
    }
}
