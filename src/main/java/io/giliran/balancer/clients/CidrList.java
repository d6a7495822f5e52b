package io.giliran.balancer.clients;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of addresses, made of CIDR ranges. Ranges that overlap or touch are one, so what is kept are disjoint ranges in
 * order, and one binary search finds an address. Ranges of IPv6 hold no address of IPv4. Immutable.
 */
public final class CidrList {
    static final CidrList EMPTY = new CidrList(List.of());

    private final List<Range> ipv4;
    private final List<Range> ipv6;

    private record Range(AddressBits first, AddressBits last) {}

    public CidrList(List<Cidr> ranges) {
        ipv4 = merged(ranges.stream().filter(Cidr::isIpv4).toList());
        ipv6 = merged(ranges.stream().filter(range -> !range.isIpv4()).toList());
    }

    boolean isEmpty() {
        return ipv4.isEmpty() && ipv6.isEmpty();
    }

    boolean contains(InetAddress address) {
        AddressBits bits = AddressBits.of(address);
        List<Range> ranges = bits.isIpv4() ? ipv4 : ipv6;
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (bits.compareTo(range.first()) < 0) {
                high = middle - 1;
            } else if (bits.compareTo(range.last()) > 0) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Whether the other holds the same addresses. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CidrList list && ipv4.equals(list.ipv4) && ipv6.equals(list.ipv6);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ipv4, ipv6);
    }

    /** Number of disjoint ranges. */
    int size() {
        return ipv4.size() + ipv6.size();
    }

    private static List<Range> merged(List<Cidr> cidrs) {
        List<Range> ranges = new ArrayList<>();
        for (Cidr next :
                cidrs.stream().sorted(Comparator.comparing(Cidr::first)).toList()) {
            Range before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (before == null || isBehind(next.first(), before.last())) {
                ranges.add(new Range(next.first(), next.last()));
            } else if (next.last().compareTo(before.last()) > 0) {
                ranges.set(ranges.size() - 1, new Range(before.first(), next.last()));
            }
        }
        return List.copyOf(ranges);
    }

    /** Whether at least one address is between the two. */
    private static boolean isBehind(AddressBits first, AddressBits last) {
        return first.compareTo(last) > 0 && !first.equals(last.next());
    }
}
