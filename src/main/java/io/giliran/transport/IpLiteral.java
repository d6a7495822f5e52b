package io.giliran.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Numeric IP addresses as text, read strictly: IPv4 is four decimal numbers without leading zeros, IPv6 is that of RFC
 * 4291 without a zone. Unlike {@link InetAddress#getByName} it never asks a name server, whatever the text is.
 */
public final class IpLiteral {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    /** The longest there is: {@code ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255}. */
    private static final int MAX_LENGTH = 45;

    private IpLiteral() {}

    /** The address; null when the text is none. An IPv4-mapped one becomes one of IPv4, as everywhere in Java. */
    public static @Nullable InetAddress parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        byte[] bytes = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
        return bytes == null ? null : ofBytes(bytes);
    }

    /** The address of 4 or 16 bytes in network order. */
    public static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException neither4Nor16) {
            throw new IllegalArgumentException(bytes.length + " bytes are no address", neither4Nor16);
        }
    }

    /** The text of an address of 4 or 16 bytes, with no zone and no run of zeros left out. */
    public static String format(byte[] bytes) {
        boolean ipv4 = bytes.length == IPV4_BYTES;
        StringJoiner text = new StringJoiner(ipv4 ? "." : ":");
        for (int i = 0; i < bytes.length; i += ipv4 ? 1 : 2) {
            text.add(
                    ipv4
                            ? Integer.toString(bytes[i] & 0xff)
                            : Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)));
        }
        return text.toString();
    }

    /**
     * A decimal number in its one canonical form: digits only, no leading zero.
     *
     * @return -1 when it is another text, or above {@code most}, which has at most nine digits
     */
    public static int canonicalNumber(String text, int most) {
        int length = text.length();
        if (length == 0 || length > 9 || (length > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number > most ? -1 : number;
    }

    private static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != IPV4_BYTES) {
            return null;
        }
        byte[] bytes = new byte[IPV4_BYTES];
        for (int i = 0; i < IPV4_BYTES; i++) {
            int number = canonicalNumber(parts[i], 255);
            if (number < 0) {
                return null;
            }
            bytes[i] = (byte) number;
        }
        return bytes;
    }

    private static byte @Nullable [] ipv6(String text) {
        byte[] bytes = new byte[IPV6_BYTES];
        int end = text.length();
        int filled = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < end) {
            int colon = text.indexOf(':', at);
            if (colon < 0 && text.indexOf('.', at) >= 0) {
                byte[] tail = ipv4(text.substring(at));
                if (tail == null || filled > IPV6_BYTES - IPV4_BYTES) {
                    return null;
                }
                System.arraycopy(tail, 0, bytes, filled, IPV4_BYTES);
                filled += IPV4_BYTES;
                break;
            }
            int group = hexGroup(text, at, colon < 0 ? end : colon);
            if (group < 0 || filled == IPV6_BYTES) {
                return null;
            }
            bytes[filled++] = (byte) (group >>> 8);
            bytes[filled++] = (byte) group;
            if (colon < 0) {
                break;
            }
            at = colon + 1;
            if (at == end) {
                return null;
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = filled;
                at++;
            }
        }
        if (gap < 0) {
            return filled == IPV6_BYTES ? bytes : null;
        }
        return filled == IPV6_BYTES ? null : spread(bytes, filled, gap);
    }

    /** Moves what stood behind the double colon to the end. */
    private static byte[] spread(byte[] bytes, int filled, int gap) {
        System.arraycopy(bytes, gap, bytes, IPV6_BYTES - (filled - gap), filled - gap);
        Arrays.fill(bytes, gap, IPV6_BYTES - (filled - gap), (byte) 0);
        return bytes;
    }

    private static int hexGroup(String text, int from, int to) {
        if (to == from || to - from > 4) {
            return -1;
        }
        int group = 0;
        for (int i = from; i < to; i++) {
            // Character.digit also knows the digits of other scripts.
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            group = (group << 4) | digit;
        }
        return group;
    }
}
