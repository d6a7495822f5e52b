package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClientKeyTest {
    @Test
    void aClientKeepsItsKeyOnEveryPort() {
        assertThat(ClientKey.of(new InetSocketAddress("10.1.2.3", 1)))
                .isEqualTo(ClientKey.of(new InetSocketAddress("10.1.2.3", 65_535)));
    }

    @Test
    void noTwoAddressesOfALargeNetworkShareAKey() throws UnknownHostException {
        Set<Long> keys = new HashSet<>();
        for (int host = 0; host < 1 << 16; host++) {
            byte[] address = {10, 0, (byte) (host >> 8), (byte) host};
            keys.add(ClientKey.of(new InetSocketAddress(InetAddress.getByAddress(address), 1)));
        }
        assertThat(keys.size()).isEqualTo(1 << 16);
    }

    @Test
    void noTwoIpv6AddressesOfANetworkShareAKey() throws UnknownHostException {
        Set<Long> keys = new HashSet<>();
        for (int host = 0; host < 1 << 16; host++) {
            byte[] address = new byte[16];
            address[0] = 0x20;
            // One part of the interface's half and one of the network's.
            address[15] = (byte) host;
            address[7] = (byte) (host >> 8);
            keys.add(ClientKey.of(new InetSocketAddress(InetAddress.getByAddress(address), 1)));
        }
        assertThat(keys.size()).isEqualTo(1 << 16);
    }

    /** Modulo n is what a policy may do with a key; neighbours must then not follow a pattern. */
    @Test
    void neighboursAreSpreadEvenly() throws UnknownHostException {
        int[] counts = new int[7];
        for (int host = 0; host < 7_000; host++) {
            byte[] address = {10, 0, (byte) (host >> 8), (byte) host};
            long key = ClientKey.of(new InetSocketAddress(InetAddress.getByAddress(address), 1));
            counts[(int) Long.remainderUnsigned(key, 7)]++;
        }
        // 1,000 each, deviating by sqrt(7,000 · 1/7 · 6/7) = 29; five times that.
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(855, 1_145));
    }
}
