package io.giliran.balancer.clients;

import io.giliran.settings.IpLiteral;
import java.net.InetAddress;

/**
 * A range of addresses in CIDR notation: {@code 10.0.0.0/8}, {@code 2001:db8::/32}; an address alone is a range of one.
 * A range of IPv4-mapped addresses is the range of IPv4 that it stands for.
 *
 * @param prefix how many of the 128 bits are fixed: for IPv4 96 more than are written
 */
public record Cidr(AddressBits first, int prefix) {
    static final String VALID =
            "an address or ADDRESS/BITS, for example 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32," + " or the word unix";

    private static final int BITS = 128;
    private static final int IPV4_OFFSET = 96;

    /**
     * Reads one range.
     *
     * @throws IllegalArgumentException when the text is none; its message continues "VALUE …"
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String addressText = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = IpLiteral.parse(addressText);
        if (address == null) {
            throw notARange();
        }
        AddressBits bits = AddressBits.of(address);
        int offset = addressText.indexOf(':') < 0 ? IPV4_OFFSET : 0;
        int prefix = BITS;
        if (slash >= 0) {
            int written = IpLiteral.canonicalNumber(text.substring(slash + 1), BITS - offset);
            if (written < 0) {
                throw notARange();
            }
            prefix = offset + written;
        }
        AddressBits network = bits.network(prefix);
        if (!network.equals(bits)) {
            // Most often a slip of the pen; the range meant may be another one.
            throw new IllegalArgumentException("is not an address range: bits are set behind the first "
                    + (prefix - offset) + "; valid is " + text(network, prefix, offset));
        }
        return new Cidr(bits, prefix);
    }

    AddressBits last() {
        return first.last(prefix);
    }

    /**
     * Whether the range is IPv4 only. The first address tells: a range that holds more than IPv4, as {@code ::/0}, begins
     * outside it.
     */
    boolean isIpv4() {
        return first.isIpv4();
    }

    @Override
    public String toString() {
        return text(first, prefix, isIpv4() ? IPV4_OFFSET : 0);
    }

    private static String text(AddressBits first, int prefix, int offset) {
        return IpLiteral.format(first.bytes()) + "/" + (prefix - offset);
    }

    private static IllegalArgumentException notARange() {
        return new IllegalArgumentException("is not an address range; valid is " + VALID);
    }
}
