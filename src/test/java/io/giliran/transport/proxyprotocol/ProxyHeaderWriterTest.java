package io.giliran.transport.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.transport.UnixClient;
import io.giliran.transport.proxyprotocol.ProxyHeader.Command;
import io.giliran.transport.proxyprotocol.ProxyHeader.Family;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Done;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProxyHeaderWriterTest {
    private static final InetSocketAddress IPV4_CLIENT = new InetSocketAddress("192.0.2.1", 56_324);
    private static final InetSocketAddress IPV4_SERVER = new InetSocketAddress("198.51.100.2", 443);
    private static final InetSocketAddress IPV6_SERVER = new InetSocketAddress("2001:db8::2", 443);

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 198.51.100.2, PROXY TCP4 192.0.2.1 198.51.100.2 1 65535",
        "2001:db8::1, ::, PROXY TCP6 2001:db8::1 :: 1 65535",
        // One family for both: the other one is written as IPv4-mapped.
        "192.0.2.1, 2001:db8::2, PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 1 65535"
    })
    void writesALine(String source, String destination, String line) {
        ProxyHeader header = ProxyHeader.proxy(
                ProxyVersion.V1,
                new InetSocketAddress(source, 1),
                new InetSocketAddress(destination, 65_535),
                List.of());

        assertThat(new String(ProxyHeaderWriter.write(header), US_ASCII)).isEqualTo(line + "\r\n");
        assertThat(readBack(header)).isEqualTo(header);
    }

    /** 216 bytes: a name of none, and the path; version 1 has no word for it. */
    @Test
    void writesTheNamesOfUnixSockets() {
        SocketAddress client = new UnixClient("ana", "staff");
        SocketAddress file = UnixDomainSocketAddress.of("/run/l.sock");
        ProxyHeader header = ProxyHeader.proxy(ProxyVersion.V2, client, file, List.of());

        byte[] bytes = ProxyHeaderWriter.write(header);

        assertThat(HexFormat.of().formatHex(bytes, 0, 16)).isEqualTo("0d0a0d0a000d0a515549540a" + "21" + "31" + "00d8");
        assertThat(bytes).hasSize(16 + 216);
        assertThat(new String(bytes, 16, 108, US_ASCII)).isEqualTo("\0".repeat(108));
        assertThat(new String(bytes, 124, 108, US_ASCII)).isEqualTo("/run/l.sock" + "\0".repeat(97));
        assertThat(readBack(header)).isEqualTo(header);
        assertThat(ProxyHeaderWriter.write(ProxyHeader.proxy(ProxyVersion.V1, client, file, List.of())))
                .asString(US_ASCII)
                .isEqualTo("PROXY UNKNOWN\r\n");
    }

    @Test
    void writesABinaryHeader() {
        ProxyHeader header = ProxyHeader.proxy(
                ProxyVersion.V2,
                IPV4_CLIENT,
                IPV4_SERVER,
                List.of(Tlv.alpn("h2".getBytes(US_ASCII)), Tlv.uniqueId(new byte[] {1, 2}), Tlv.padding(1)));

        // 12 + (3+2) + (3+2) + (3+1) = 26 = 0x1a
        assertThat(HexFormat.of().formatHex(ProxyHeaderWriter.write(header)))
                .isEqualTo("0d0a0d0a000d0a515549540a" + "21" + "11" + "001a" + "c0000201" + "c6336402" + "dc04" + "01bb"
                        + "010002" + "6832" + "050002" + "0102" + "040001" + "00");
        assertThat(readBack(header)).isEqualTo(header);
    }

    /**
     * A health check with a checksum, computed apart from this code by the bitwise CRC-32C (polynomial 0x82f63b78, all ones
     * at the start and xored at the end) over the 23 bytes with the value zero.
     */
    @Test
    void computesTheChecksum() {
        ProxyHeader header =
                new ProxyHeader(ProxyVersion.V2, Command.LOCAL, Family.UNKNOWN, null, null, List.of(Tlv.checksum()));

        byte[] bytes = ProxyHeaderWriter.write(header);

        byte[] zeroed = bytes.clone();
        ByteBuffer.wrap(zeroed).putInt(19, 0);
        assertThat(HexFormat.of().formatHex(zeroed))
                .isEqualTo("0d0a0d0a000d0a515549540a" + "2000" + "0007" + "03000400000000");
        assertThat(ByteBuffer.wrap(bytes).getInt(19)).isEqualTo(bitwiseCrc32c(zeroed));
    }

    /** The checksum's test vector of RFC 3720, B.4: 32 bytes of zeros give 0x8a9136aa. */
    @Test
    void theChecksumOfTheTestIsCrc32c() {
        assertThat(bitwiseCrc32c(new byte[32])).isEqualTo(0x8a9136aa);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void everyFamilyIsReadBack(Family family) {
        SocketAddress source = switch (family) {
            case UNKNOWN -> null;
            case TCP4 -> IPV4_CLIENT;
            case TCP6 -> IPV6_SERVER;
            case UNIX -> UnixName.of("/run/client".getBytes(US_ASCII));
        };
        SocketAddress destination = family == Family.UNIX ? UnixName.of(new byte[0]) : source;
        ProxyHeader header = new ProxyHeader(ProxyVersion.V2, Command.PROXY, family, source, destination, List.of());

        assertThat(readBack(header)).isEqualTo(header);
    }

    /** What was read with a checksum is written with the same one. */
    @Test
    void whatWasReadIsWrittenAsItWas() {
        byte[] bytes = ProxyHeaderWriter.write(ProxyHeader.proxy(
                ProxyVersion.V2,
                IPV4_CLIENT,
                IPV6_SERVER,
                List.of(Tlv.authority("example.org"), Tlv.checksum(), Tlv.of(0xe0, new byte[300]))));

        ProxyHeader read = read(bytes);

        assertThat(read.family()).isEqualTo(Family.TCP6);
        assertThat(read.client()).isEqualTo(IPV4_CLIENT);
        assertThat(ProxyHeaderWriter.write(read)).isEqualTo(bytes);
    }

    @Test
    void aHealthCheckIsLocal() {
        assertThat(HexFormat.of().formatHex(ProxyHeaderWriter.write(ProxyHeader.local())))
                .isEqualTo("0d0a0d0a000d0a515549540a20000000");
        assertThat(new String(ProxyHeaderWriter.write(ProxyHeader.unknown(ProxyVersion.V1)), US_ASCII))
                .isEqualTo("PROXY UNKNOWN\r\n");
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        List<Tlv> tooLong = List.of(Tlv.padding(0xffff - 12 - 3), Tlv.padding(0));
        List<Tlv> twice = List.of(Tlv.checksum(), Tlv.checksum());
        for (List<Tlv> tlvs : List.of(tooLong, twice)) {
            ProxyHeader header = ProxyHeader.proxy(ProxyVersion.V2, IPV4_CLIENT, IPV4_SERVER, tlvs);
            assertThatThrownBy(() -> ProxyHeaderWriter.write(header)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ProxyHeader.proxy(ProxyVersion.V1, IPV4_CLIENT, IPV4_SERVER, List.of(Tlv.padding(0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProxyHeader(
                        ProxyVersion.V2, Command.PROXY, Family.TCP4, IPV6_SERVER, IPV4_SERVER, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tlv.uniqueId(new byte[129])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tlv.of(256, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private static int bitwiseCrc32c(byte[] bytes) {
        int crc = -1;
        for (byte next : bytes) {
            crc ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        return ~crc;
    }

    private static ProxyHeader readBack(ProxyHeader header) {
        return read(ProxyHeaderWriter.write(header));
    }

    private static ProxyHeader read(byte[] bytes) {
        ProxyHeaderResult result =
                new ProxyHeaderParser(EnumSet.allOf(ProxyVersion.class), 4096).offer(ByteBuffer.wrap(bytes));
        assertThat(result).isInstanceOf(Done.class);
        return ((Done) result).header();
    }
}
