package io.giliran.balancer.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.giliran.FuzzBytes;
import io.giliran.FuzzTarget;
import io.giliran.settings.IpLiteral;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Address ranges as text, and lists of them. What is read is shown in a form that is read alike; the JDK reads the same
 * address; a list says of an address what looking at each range bit by bit says.
 */
public final class CidrFuzz implements FuzzTarget {
    private static final List<byte[]> VALID = Stream.of(
                    "10.0.0.0/8",
                    "192.0.2.7",
                    "192.0.2.0/24",
                    "0.0.0.0/0",
                    "2001:db8::/32",
                    "2001:db8:1:2:3:4:5:6",
                    "::1/128",
                    "::/0",
                    "::ffff:10.0.0.0/104",
                    "fe80::/10")
            .map(text -> text.getBytes(ISO_8859_1))
            .toList();

    @Override
    public String name() {
        return "address ranges";
    }

    @Override
    public boolean tryOne(SplittableRandom random) {
        String text = new String(FuzzBytes.next(random, VALID), ISO_8859_1);
        checkLikeTheJdk(text);
        Cidr range = parsed(text);
        if (range != null) {
            check(Cidr.parse(range.toString()).equals(range), text + " is shown as " + range);
        }
        checkList(random);
        return range != null;
    }

    private static Cidr parsed(String text) {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException refused) {
            check(refused.getMessage().startsWith("is not an address range"), text + " " + refused.getMessage());
            return null;
        }
    }

    /** Only what was accepted is asked for, or the JDK would ask name servers. */
    private static void checkLikeTheJdk(String text) {
        InetAddress address = IpLiteral.parse(text);
        if (address != null) {
            try {
                check(InetAddress.getByName(text).equals(address), text + " was read as " + address);
            } catch (UnknownHostException noAddress) {
                throw new AssertionError(text + " is no address for the JDK", noAddress);
            }
        }
    }

    private static void checkList(SplittableRandom random) {
        List<Cidr> ranges = new ArrayList<>();
        List<byte[]> networks = new ArrayList<>();
        List<Integer> prefixes = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] network = fewAddresses(random);
            int prefix = random.nextInt(8 * network.length + 1);
            for (int bit = prefix; bit < 8 * network.length; bit++) {
                network[bit / 8] &= (byte) ~(0x80 >> bit % 8);
            }
            networks.add(network);
            prefixes.add(prefix);
            ranges.add(Cidr.parse(IpLiteral.format(network) + "/" + prefix));
        }
        byte[] client = fewAddresses(random);
        boolean expected = false;
        for (int i = 0; i < networks.size(); i++) {
            expected |= covers(networks.get(i), prefixes.get(i), client);
        }
        boolean told = new CidrList(ranges).contains(IpLiteral.ofBytes(client));
        check(told == expected, ranges + " has " + IpLiteral.format(client) + ": " + told);
    }

    /** Bytes with few values, so that addresses are often neighbours. */
    private static byte[] fewAddresses(SplittableRandom random) {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = new byte[] {0, 0, 0, 1, -1}[random.nextInt(5)];
        }
        // Never one of the mapped ones, which the bits below would take for IPv6.
        if (bytes.length == 16) {
            bytes[0] = 0x20;
        }
        return bytes;
    }

    private static boolean covers(byte[] network, int prefix, byte[] client) {
        if (network.length != client.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (((network[bit / 8] ^ client[bit / 8]) & 0x80 >> bit % 8) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
