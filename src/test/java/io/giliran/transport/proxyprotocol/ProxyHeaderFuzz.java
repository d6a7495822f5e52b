package io.giliran.transport.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.giliran.FuzzBytes;
import io.giliran.FuzzTarget;
import io.giliran.transport.proxyprotocol.ProxyHeader.Command;
import io.giliran.transport.proxyprotocol.ProxyHeader.Family;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Done;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Invalid;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.NeedMore;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Headers of the PROXY protocol. Fragments give the same result as the whole, a header that was read is written as it was,
 * and a line of TCP4 is accepted exactly when it matches the grammar of the specification.
 */
public final class ProxyHeaderFuzz implements FuzzTarget {
    private static final Set<ProxyVersion> BOTH = EnumSet.allOf(ProxyVersion.class);
    private static final int LIMIT = 512;
    private static final int LENGTH_AT = 14;

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String ADDRESS = OCTET + "(?:\\." + OCTET + "){3}";
    private static final String PORT =
            "(?:6553[0-5]|655[0-2]\\d|65[0-4]\\d\\d|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3}|0)";
    private static final Pattern TCP4_LINE =
            Pattern.compile("PROXY TCP4 " + ADDRESS + " " + ADDRESS + " " + PORT + " " + PORT + "\r\n");

    private static final List<byte[]> VALID = valid();

    @Override
    public String name() {
        return "PROXY protocol";
    }

    @Override
    public boolean tryOne(SplittableRandom random) {
        byte[] bytes = FuzzBytes.next(random, VALID);
        // Or nearly all faults behind the signature would end at the length.
        if (bytes.length >= 16 && bytes[0] == '\r' && random.nextBoolean()) {
            ByteBuffer.wrap(bytes).putShort(LENGTH_AT, (short) (bytes.length - 16));
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        ProxyHeaderResult result = new ProxyHeaderParser(BOTH, LIMIT).offer(whole);
        checkFragments(random, bytes, result, whole.position());
        if (startsWith(bytes, "PROXY TCP4 ")) {
            boolean matches = TCP4_LINE.matcher(new String(bytes, ISO_8859_1)).lookingAt();
            check(matches == result instanceof Done, bytes, "the grammar says " + matches + ", but it is " + result);
        }
        if (result instanceof Done done) {
            check(done.length() == whole.position(), bytes, "another number of bytes was taken than told");
            check(done.length() <= LIMIT, bytes, "the header is longer than the limit");
            checkRewriting(Arrays.copyOf(bytes, done.length()), done.header());
            return true;
        }
        check(result instanceof Invalid || !whole.hasRemaining(), bytes, "more is needed, but not all was taken");
        return false;
    }

    private static void checkFragments(SplittableRandom random, byte[] bytes, ProxyHeaderResult result, int taken) {
        ProxyHeaderParser parser = new ProxyHeaderParser(BOTH, LIMIT);
        ProxyHeaderResult[] last = {new NeedMore()};
        int[] left = {0};
        int offered = FuzzBytes.inFragments(random, bytes, fragment -> {
            last[0] = parser.offer(fragment);
            left[0] = fragment.remaining();
            return last[0] instanceof NeedMore;
        });
        check(last[0].equals(result), bytes, "in fragments it is " + last[0] + ", as a whole " + result);
        check(offered - left[0] == taken, bytes, "in fragments another number of bytes was taken");
    }

    private static void checkRewriting(byte[] bytes, ProxyHeader header) {
        byte[] written = ProxyHeaderWriter.write(header);
        ProxyHeaderResult again = new ProxyHeaderParser(BOTH, LIMIT).offer(ByteBuffer.wrap(written));
        check(again.equals(new Done(header, written.length)), bytes, "written and read again it is " + again);
        if (header.version() == ProxyVersion.V2 && header.family() != Family.UNKNOWN) {
            check(Arrays.equals(written, bytes), bytes, "it is not written as it was");
        }
    }

    private static boolean startsWith(byte[] bytes, String text) {
        return bytes.length >= text.length()
                && Arrays.equals(bytes, 0, text.length(), text.getBytes(US_ASCII), 0, text.length());
    }

    private static void check(boolean holds, byte[] input, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + "; the input is " + Arrays.toString(input));
        }
    }

    private static List<byte[]> valid() {
        InetSocketAddress ipv4 = new InetSocketAddress("192.0.2.1", 56_324);
        InetSocketAddress ipv6 = new InetSocketAddress("2001:db8::1", 443);
        List<Tlv> tlvs = List.of(
                Tlv.alpn("h2".getBytes(US_ASCII)),
                Tlv.authority("example.org"),
                Tlv.uniqueId(new byte[16]),
                Tlv.of(Tlv.SSL, new byte[] {1, 0, 0, 0, 0, 0x21, 0, 3, '1', '.', '3'}),
                Tlv.padding(3));
        List<Tlv> withChecksum = List.of(Tlv.checksum(), Tlv.uniqueId(new byte[] {1}));
        UnixName unix = UnixName.of("/run/a".getBytes(US_ASCII));
        return List.of(
                text("PROXY TCP4 192.0.2.1 255.255.255.255 0 65535\r\nGET /"),
                text("PROXY TCP4 10.0.0.9 1.22.200.3 443 7\r\n"),
                text("PROXY TCP6 2001:db8::1 ::ffff:192.0.2.1 56324 443\r\nx"),
                text("PROXY UNKNOWN ffff::1 ::1 1 2\r\n"),
                text("PROXY UNKNOWN\r\n"),
                ProxyHeaderWriter.write(ProxyHeader.local()),
                ProxyHeaderWriter.write(ProxyHeader.proxy(ProxyVersion.V2, ipv4, ipv4, List.of())),
                ProxyHeaderWriter.write(ProxyHeader.proxy(ProxyVersion.V2, ipv4, ipv4, tlvs)),
                ProxyHeaderWriter.write(ProxyHeader.proxy(ProxyVersion.V2, ipv4, ipv6, tlvs)),
                ProxyHeaderWriter.write(ProxyHeader.proxy(ProxyVersion.V2, ipv6, ipv6, withChecksum)),
                ProxyHeaderWriter.write(
                        new ProxyHeader(ProxyVersion.V2, Command.PROXY, Family.UNIX, unix, unix, tlvs)));
    }

    private static byte[] text(String text) {
        return text.getBytes(US_ASCII);
    }
}
