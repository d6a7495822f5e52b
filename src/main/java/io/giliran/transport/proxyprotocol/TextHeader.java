package io.giliran.transport.proxyprotocol;

import io.giliran.settings.IpLiteral;
import io.giliran.transport.proxyprotocol.ProxyHeader.Family;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Done;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Invalid;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Version 1: {@code PROXY TCP4 SOURCE DESTINATION SOURCE-PORT DESTINATION-PORT} and CRLF. */
final class TextHeader {
    /** The longest line, its CRLF included. */
    static final int MAX_BYTES = 107;

    static final byte[] PREFIX = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    private static final String UNKNOWN = "UNKNOWN";
    private static final int MAX_PORT = 65_535;
    private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private TextHeader() {}

    /** Reads a line that begins with {@link #PREFIX} and ends in CRLF. */
    static ProxyHeaderResult parse(byte[] line, int length) {
        // Latin-1, so that no byte is lost: what is no ASCII fits nowhere below.
        String text = new String(line, PREFIX.length, length - PREFIX.length - 2, StandardCharsets.ISO_8859_1);
        // Whatever stands behind it is to be ignored.
        if (text.equals(UNKNOWN) || text.startsWith(UNKNOWN + " ")) {
            return new Done(ProxyHeader.unknown(ProxyVersion.V1), length);
        }
        String[] words = text.split(" ", -1);
        boolean ipv4 = words[0].equals("TCP4");
        if (!ipv4 && !words[0].equals("TCP6")) {
            return new Invalid("the protocol is none of TCP4, TCP6 and UNKNOWN");
        }
        if (words.length != 5) {
            return new Invalid("the line has not two addresses and two ports with one space between each");
        }
        InetAddress source = address(words[1], ipv4);
        InetAddress destination = address(words[2], ipv4);
        if (source == null || destination == null) {
            return new Invalid("an address is none of " + words[0]);
        }
        int sourcePort = IpLiteral.canonicalNumber(words[3], MAX_PORT);
        int destinationPort = IpLiteral.canonicalNumber(words[4], MAX_PORT);
        if (sourcePort < 0 || destinationPort < 0) {
            return new Invalid("a port is not a number from 0 to 65535 without leading zeros");
        }
        return new Done(
                new ProxyHeader(
                        ProxyVersion.V1,
                        ProxyHeader.Command.PROXY,
                        ipv4 ? Family.TCP4 : Family.TCP6,
                        new InetSocketAddress(source, sourcePort),
                        new InetSocketAddress(destination, destinationPort),
                        List.of()),
                length);
    }

    static byte[] write(ProxyHeader header) {
        SocketAddress source = header.source();
        SocketAddress destination = header.destination();
        String line = source instanceof InetSocketAddress from && destination instanceof InetSocketAddress to
                ? String.join(
                        " ",
                        "PROXY",
                        header.family().name(),
                        text(from, header.family()),
                        text(to, header.family()),
                        Integer.toString(from.getPort()),
                        Integer.toString(to.getPort()))
                : "PROXY " + UNKNOWN;
        return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The bytes of an address in its family: one of IPv4 beside one of IPv6 is written as IPv4-mapped. */
    static byte[] bytes(InetSocketAddress address, Family family) {
        byte[] bytes = address.getAddress().getAddress();
        if (family != Family.TCP6 || bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        System.arraycopy(MAPPED_PREFIX, 0, mapped, 0, MAPPED_PREFIX.length);
        System.arraycopy(bytes, 0, mapped, MAPPED_PREFIX.length, bytes.length);
        return mapped;
    }

    private static String text(InetSocketAddress address, Family family) {
        return IpLiteral.format(bytes(address, family));
    }

    /** Null when the text is no address of that family. An IPv4-mapped one is of IPv6 here. */
    private static @Nullable InetAddress address(String text, boolean ipv4) {
        boolean looksLikeIpv4 = text.indexOf(':') < 0;
        InetAddress address = looksLikeIpv4 == ipv4 ? IpLiteral.parse(text) : null;
        return address instanceof Inet4Address || !ipv4 ? address : null;
    }
}
