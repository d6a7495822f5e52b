package io.giliran.transport.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.transport.proxyprotocol.ProxyHeader.Command;
import io.giliran.transport.proxyprotocol.ProxyHeader.Family;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Done;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Invalid;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.NeedMore;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations are those of the specification, proxy-protocol.txt, sections 2.1 and 2.2. */
final class ProxyHeaderParserTest {
    private static final Set<ProxyVersion> BOTH = EnumSet.allOf(ProxyVersion.class);

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    /** 192.0.2.1:56324 to 198.51.100.2:443, as 4 + 4 + 2 + 2 bytes. */
    private static final String IPV4_ADDRESSES = "c0000201" + "c6336402" + "dc04" + "01bb";

    private static final String UNKNOWN_LINE =
            "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n";

    @Test
    void readsALineOfIpv4() {
        ProxyHeader header = header(line("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n"));

        assertThat(header)
                .isEqualTo(new ProxyHeader(
                        ProxyVersion.V1,
                        Command.PROXY,
                        Family.TCP4,
                        new InetSocketAddress("192.168.0.1", 56_324),
                        new InetSocketAddress("192.168.0.11", 443),
                        List.of()));
        assertThat(header.client()).isEqualTo(new InetSocketAddress("192.168.0.1", 56_324));
    }

    @Test
    void readsALineOfIpv6() {
        ProxyHeader header = header(line("PROXY TCP6 2001:db8::1 2001:DB8:0:0:0:0:0:2 0 65535\r\n"));

        assertThat(header.family()).isEqualTo(Family.TCP6);
        assertThat(header.source()).isEqualTo(new InetSocketAddress("2001:db8::1", 0));
        assertThat(header.destination()).isEqualTo(new InetSocketAddress("2001:db8::2", 65_535));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN \0 anything at all\r\n", UNKNOWN_LINE})
    void anUnknownLineIsAcceptedWithTheRealAddresses(String line) {
        assertThat(header(line(line))).isEqualTo(ProxyHeader.unknown(ProxyVersion.V1));
    }

    /** The specification's longest line is 107 bytes; with one more there is no CRLF within 107. */
    @Test
    void theLongestLineHas107Bytes() {
        assertThat(UNKNOWN_LINE).hasSize(107);
        assertThat(parse(line(UNKNOWN_LINE.replace("\r\n", " \r\n"))))
                .isEqualTo(new Invalid("the line has no CRLF within 107 bytes"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\\n     | the line ends in LF without CR",
                "PROXY TCP4 192.168.0.1\\r 192.168.0.11 56324 443\\r\\n | CR stands within the line",
                "PROXY UNKNOWN\\r\\r\\n                               | CR stands within the line",
                "PROXY TCP4 192.168.0.01 192.168.0.11 56324 443\\r\\n | an address is none of TCP4",
                "PROXY TCP4 192.168.0.256 192.168.0.11 56324 443\\r\\n | an address is none of TCP4",
                "PROXY TCP4 ::1 ::1 56324 443\\r\\n                   | an address is none of TCP4",
                "PROXY TCP4 ::ffff:1.2.3.4 1.2.3.4 56324 443\\r\\n    | an address is none of TCP4",
                "PROXY TCP6 192.168.0.1 ::1 56324 443\\r\\n           | an address is none of TCP6",
                "PROXY TCP6 ::1%lo ::1 56324 443\\r\\n                | an address is none of TCP6",
                "PROXY TCP4 1.2.3.4 1.2.3.4 056324 443\\r\\n | a port is not a number from 0 to 65535 without leading zeros",
                "PROXY TCP4 1.2.3.4 1.2.3.4 56324 65536\\r\\n | a port is not a number from 0 to 65535 without leading zeros",
                "PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\\r\\n       | a port is not a number from 0 to 65535 without leading zeros",
                "PROXY TCP4 1.2.3.4  1.2.3.4 1 2\\r\\n"
                        + " | the line has not two addresses and two ports with one space between each",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \\r\\n"
                        + " | the line has not two addresses and two ports with one space between each",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1\\r\\n"
                        + " | the line has not two addresses and two ports with one space between each",
                "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\\r\\n         | the protocol is none of TCP4, TCP6 and UNKNOWN",
                "PROXY tcp4 1.2.3.4 1.2.3.4 1 2\\r\\n         | the protocol is none of TCP4, TCP6 and UNKNOWN",
                "PROXY UNKNOWNS\\r\\n                         | the protocol is none of TCP4, TCP6 and UNKNOWN",
                "PROXY \\r\\n                                 | the protocol is none of TCP4, TCP6 and UNKNOWN",
                "PROXY\\r\\n                                  | it does not begin with a PROXY protocol header",
                "PROXy                                        | it does not begin with a PROXY protocol header",
                "GET / HTTP/1.1\\r\\n                         | it does not begin with a PROXY protocol header"
            })
    void aLineThatIsNotExactlyThatIsDropped(String line, String reason) {
        assertThat(parse(line(line.replace("\\r", "\r").replace("\\n", "\n")))).isEqualTo(new Invalid(reason));
    }

    @Test
    void readsABinaryHeaderOfIpv4() {
        assertThat(header(hex(SIGNATURE + "21" + "11" + "000c" + IPV4_ADDRESSES)))
                .isEqualTo(new ProxyHeader(
                        ProxyVersion.V2,
                        Command.PROXY,
                        Family.TCP4,
                        new InetSocketAddress("192.0.2.1", 56_324),
                        new InetSocketAddress("198.51.100.2", 443),
                        List.of()));
    }

    @Test
    void readsABinaryHeaderOfIpv6() {
        String addresses = "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "dc04" + "01bb";

        ProxyHeader header = header(hex(SIGNATURE + "21" + "21" + "0024" + addresses));

        assertThat(header.family()).isEqualTo(Family.TCP6);
        assertThat(header.source()).isEqualTo(new InetSocketAddress("2001:db8::1", 56_324));
        assertThat(header.destination()).isEqualTo(new InetSocketAddress("2001:db8::2", 443));
    }

    /** Two names of 108 bytes each, 216 = 0x00d8 in all. */
    @Test
    void readsABinaryHeaderOfUnixSockets() {
        String source = "2f72756e2f61" + "00".repeat(102);
        String destination = "006162" + "00".repeat(105);

        ProxyHeader header = header(hex(SIGNATURE + "21" + "31" + "00d8" + source + destination));

        assertThat(header.family()).isEqualTo(Family.UNIX);
        assertThat(header.source()).isEqualTo(UnixName.of("/run/a".getBytes(US_ASCII)));
        assertThat(header.destination()).isEqualTo(UnixName.of("\0ab".getBytes(US_ASCII)));
        assertThat(header.client()).isNull();
    }

    /** All that LOCAL is followed by is skipped, be it sensible or not; the family is ignored. */
    @ParameterizedTest
    @ValueSource(strings = {"20000000", "2011000c" + IPV4_ADDRESSES, "20ff0003ffffff", "20110001aa"})
    void localMeansTheRealAddresses(String rest) {
        assertThat(header(hex(SIGNATURE + rest))).isEqualTo(ProxyHeader.local());
    }

    /** UNSPEC, half of it, and datagrams: no addresses that a TCP connection can have, so as UNSPEC. */
    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "02", "10", "20", "30", "12", "22", "32"})
    void familiesWithoutTcpMeanTheRealAddresses(String family) {
        assertThat(header(hex(SIGNATURE + "21" + family + "0005" + "0102030405")))
                .isEqualTo(ProxyHeader.unknown(ProxyVersion.V2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "11 | the version is 1 instead of 2",
                "31 | the version is 3 instead of 2",
                "22 | the command 2 is unknown",
                "2f | the command 15 is unknown",
                "2141 | the address family 4 is unknown",
                "21f1 | the address family 15 is unknown",
                "2113 | the transport 3 is unknown",
                "211f | the transport 15 is unknown",
                "2111000b c0000201c6336402dc0401 | the header is too short for addresses of TCP4",
                "21210023 " + IPV4_ADDRESSES + IPV4_ADDRESSES + "0000000000000000000000"
                        + " | the header is too short for addresses of TCP6",
                "21310000 | the header is too short for addresses of UNIX",
                "21110ff1 | the header has 4097 bytes, more than 4096",
                "2111000d " + IPV4_ADDRESSES + "04 | the TLVs do not fit into the header",
                "2111000e " + IPV4_ADDRESSES + "0400 | the TLVs do not fit into the header",
                "2111000f " + IPV4_ADDRESSES + "040001 | the TLVs do not fit into the header",
                "21110011 " + IPV4_ADDRESSES + "0400010400 | the TLVs do not fit into the header",
                "21110012 " + IPV4_ADDRESSES + "030003000000 | a checksum has 3 bytes instead of 4",
                "21110013 " + IPV4_ADDRESSES + "03000400000000 | the checksum is wrong",
                "2111001a " + IPV4_ADDRESSES + "0300040000000003000400000000 | there is more than one checksum"
            })
    void aBinaryHeaderThatIsNotExactlyThatIsDropped(String rest, String reason) {
        assertThat(parse(hex(SIGNATURE + rest.replace(" ", "")))).isEqualTo(new Invalid(reason));
    }

    @Test
    void aUniqueIdHas128BytesAtMost() {
        String longest = "211100" + "8f" + IPV4_ADDRESSES + "050080" + "ab".repeat(128);
        String longer = "211100" + "90" + IPV4_ADDRESSES + "050081" + "ab".repeat(129);

        assertThat(header(hex(SIGNATURE + longest)).uniqueId()).hasSize(128).containsOnly(0xab);
        assertThat(parse(hex(SIGNATURE + longer))).isEqualTo(new Invalid("a unique id is longer than 128 bytes"));
    }

    /** 12 + 3 + 255 = 270 = 0x010e. */
    @Test
    void anAuthorityHas255BytesAtMost() {
        String longest = "2111" + "010e" + IPV4_ADDRESSES + "0200ff" + "61".repeat(255);
        String longer = "2111" + "010f" + IPV4_ADDRESSES + "020100" + "61".repeat(256);

        assertThat(header(hex(SIGNATURE + longest)).authority()).isEqualTo("a".repeat(255));
        assertThat(parse(hex(SIGNATURE + longer))).isEqualTo(new Invalid("an authority is longer than 255 bytes"));
    }

    @Test
    void keepsTheTypedValuesInTheirOrder() {
        // 12 + ALPN 3+2, AUTHORITY 3+5, NOOP 3+0, SSL 3+5, a type of an application's own 3+1, all 40 = 0x28.
        byte[] bytes = hex(SIGNATURE + "2111" + "0028" + IPV4_ADDRESSES + "0100026832" + "020005c3a92e6672" + "040000"
                + "2000050100000000" + "e0000107");

        ProxyHeader header = header(bytes);

        assertThat(header.tlvs())
                .extracting(Tlv::type)
                .containsExactly(Tlv.ALPN, Tlv.AUTHORITY, Tlv.NOOP, Tlv.SSL, 0xe0);
        assertThat(header.authority()).isEqualTo("é.fr");
        assertThat(header.alpn()).isEqualTo("h2".getBytes(UTF_8));
        assertThat(header.uniqueId()).isNull();
        assertThat(header.tlvs().get(3).value()).isEqualTo(hex("0100000000"));
    }

    /** Wherever a bit is wrong: what is accepted nevertheless is a header that has no checksum any more. */
    @Test
    void theChecksumCoversEveryBit() {
        ProxyHeader header = ProxyHeader.proxy(
                ProxyVersion.V2,
                new InetSocketAddress("192.0.2.1", 56_324),
                new InetSocketAddress("198.51.100.2", 443),
                List.of(Tlv.authority("example.org"), Tlv.checksum(), Tlv.padding(5)));
        byte[] bytes = ProxyHeaderWriter.write(header);
        assertThat(header(bytes).tlvs()).hasSize(3);

        int wrong = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            ProxyHeaderResult result = parse(bytes);
            if (result instanceof Done done) {
                assertThat(done.header().tlvs())
                        .as("bit %d", bit)
                        .extracting(Tlv::type)
                        .doesNotContain(Tlv.CRC32C);
            } else if (result.equals(new Invalid("the checksum is wrong"))) {
                wrong++;
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        // All bits of the addresses, the name, the checksum and the padding: 12 + 11 + 4 + 5 bytes.
        assertThat(wrong).isGreaterThanOrEqualTo(8 * 32);
    }

    @Test
    void fragmentsOfOneByteAreTolerated() {
        for (byte[] bytes : List.of(
                line("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n"),
                hex(SIGNATURE + "2111" + "000f" + IPV4_ADDRESSES + "040000"))) {
            ProxyHeaderParser parser = new ProxyHeaderParser(BOTH, 4096);
            for (int i = 0; i < bytes.length - 1; i++) {
                assertThat(parser.offer(ByteBuffer.wrap(bytes, i, 1))).isEqualTo(new NeedMore());
            }
            assertThat(parser.offer(ByteBuffer.wrap(bytes, bytes.length - 1, 1)))
                    .isEqualTo(parse(bytes))
                    .isInstanceOf(Done.class);
        }
    }

    @Test
    void bytesBehindTheHeaderAreLeft() {
        for (String header : List.of("PROXY UNKNOWN\r\n", new String(hex(SIGNATURE + "20000000"), ISO_8859_1))) {
            ByteBuffer bytes = ByteBuffer.wrap(line(header + "hello"));
            ProxyHeaderParser parser = new ProxyHeaderParser(BOTH, 4096);

            ProxyHeaderResult result = parser.offer(bytes);

            assertThat(result)
                    .isInstanceOfSatisfying(
                            Done.class, done -> assertThat(done.length()).isEqualTo(header.length()));
            assertThat(US_ASCII.decode(bytes.duplicate()).toString()).isEqualTo("hello");
            // And later too.
            assertThat(parser.offer(bytes)).isSameAs(result);
            assertThat(bytes.remaining()).isEqualTo(5);
        }
    }

    /** The first byte that shows it, so nobody waits for more. */
    @Test
    void whatIsNoHeaderIsKnownAtOnce() {
        ByteBuffer request = ByteBuffer.wrap(line("GET / HTTP/1.1\r\n"));

        assertThat(new ProxyHeaderParser(BOTH, 4096).offer(request)).isInstanceOf(Invalid.class);
        assertThat(request.position()).isZero();
        assertThat(parse(hex("0d0a0d0a00ff"))).isInstanceOf(Invalid.class);
        assertThat(parse(hex(SIGNATURE + "12"))).isInstanceOf(Invalid.class);
    }

    @Test
    void aVersionThatIsNotConfiguredIsNotAccepted() {
        byte[] text = line("PROXY UNKNOWN\r\n");
        byte[] binary = hex(SIGNATURE + "20000000");

        assertThat(new ProxyHeaderParser(EnumSet.of(ProxyVersion.V2), 4096).offer(ByteBuffer.wrap(text)))
                .isInstanceOf(Invalid.class);
        assertThat(new ProxyHeaderParser(EnumSet.of(ProxyVersion.V1), 4096).offer(ByteBuffer.wrap(binary)))
                .isInstanceOf(Invalid.class);
        assertThat(new ProxyHeaderParser(EnumSet.of(ProxyVersion.V1), 4096).offer(ByteBuffer.wrap(text)))
                .isInstanceOf(Done.class);
        assertThat(new ProxyHeaderParser(EnumSet.of(ProxyVersion.V2), 4096).offer(ByteBuffer.wrap(binary)))
                .isInstanceOf(Done.class);
    }

    /** 16 + 65535 bytes are all that the length can say. */
    @Test
    void theLimitMayBeTheLongestThereIs() {
        byte[] bytes = new byte[ProxyHeaderParser.LONGEST];
        System.arraycopy(hex(SIGNATURE + "2000ffff"), 0, bytes, 0, 16);

        assertThat(new ProxyHeaderParser(BOTH, ProxyHeaderParser.LONGEST).offer(ByteBuffer.wrap(bytes)))
                .isEqualTo(new Done(ProxyHeader.local(), 65_551));
        assertThatThrownBy(() -> new ProxyHeaderParser(BOTH, 231)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProxyHeaderParser(Set.of(), 4096)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ProxyHeader header(byte[] bytes) {
        ProxyHeaderResult result = parse(bytes);
        assertThat(result).isInstanceOf(Done.class);
        Done done = (Done) result;
        assertThat(done.length()).isEqualTo(bytes.length);
        return done.header();
    }

    private static ProxyHeaderResult parse(byte[] bytes) {
        return new ProxyHeaderParser(BOTH, ProxyHeaderParser.DEFAULT_LIMIT).offer(ByteBuffer.wrap(bytes));
    }

    private static byte[] line(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
