package io.giliran.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numeric IP addresses as text: written as RFC 5952 says, and read strictly. IPv4 is four decimal numbers without leading
 * zeros, IPv6 is that of RFC 4291 without a zone. Unlike {@link InetAddress#getByName} it never asks a name server, whatever the text is.
 */
public final class IpLiteral {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_GROUPS = IPV6_BYTES / 2;
    /** The longest text: {@code ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255}. */
    private static final int MAX_LENGTH = 45;

    private static final byte[] BROADCAST = {-1, -1, -1, -1};

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

    /** Whether one host may have the address: the unspecified one, 0.0.0.0, is this host's, and multicast is no host's. */
    public static boolean isUnicast(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !Arrays.equals(address.getAddress(), BROADCAST);
    }

    /** The text of an address as RFC 5952 writes it, with the zone of a link-local one behind it (RFC 4007). */
    public static String format(InetAddress address) {
        String text = format(address.getAddress());
        if (address instanceof Inet6Address ipv6 && ipv6.getScopeId() > 0) {
            NetworkInterface zone = ipv6.getScopedInterface();
            return text + "%" + (zone == null ? ipv6.getScopeId() : zone.getName());
        }
        return text;
    }

    /**
     * The text of an address of 4 or 16 bytes as RFC 5952 writes it: hexadecimal in lower case, the longest run of zero
     * groups as {@code ::}, an IPv4-mapped address as {@code ::ffff:192.0.2.1}.
     */
    public static String format(byte[] bytes) {
        StringBuilder text = new StringBuilder(MAX_LENGTH);
        if (bytes.length == IPV4_BYTES) {
            return appendIpv4(text, bytes, 0).toString();
        }
        if (isMapped(bytes)) {
            return appendIpv4(text.append("::ffff:"), bytes, IPV6_BYTES - IPV4_BYTES)
                    .toString();
        }
        int gap = 0;
        int gapGroups = 1;
        for (int group = 0; group < IPV6_GROUPS; group++) {
            int zeros = zeroGroups(bytes, group);
            if (zeros > gapGroups) {
                gap = group;
                gapGroups = zeros;
            }
        }
        for (int group = 0; group < IPV6_GROUPS; group++) {
            if (gapGroups > 1 && group == gap) {
                text.append("::");
                group += gapGroups - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(bytes, group)));
        }
        return text.toString();
    }

    private static StringBuilder appendIpv4(StringBuilder text, byte[] bytes, int from) {
        for (int i = 0; i < IPV4_BYTES; i++) {
            text.append(i == 0 ? "" : ".").append(bytes[from + i] & 0xff);
        }
        return text;
    }

    /** Whether the bytes stand for {@code ::ffff:0:0/96} (RFC 4291, 2.5.5.2). */
    private static boolean isMapped(byte[] bytes) {
        return zeroGroups(bytes, 0) == IPV6_GROUPS - 3 && group(bytes, IPV6_GROUPS - 3) == 0xffff;
    }

    /** Number of groups in a row that are zero, from this one on. */
    private static int zeroGroups(byte[] bytes, int from) {
        int group = from;
        while (group < IPV6_GROUPS && group(bytes, group) == 0) {
            group++;
        }
        return group - from;
    }

    private static int group(byte[] bytes, int group) {
        return ((bytes[2 * group] & 0xff) << 8) | (bytes[2 * group + 1] & 0xff);
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
