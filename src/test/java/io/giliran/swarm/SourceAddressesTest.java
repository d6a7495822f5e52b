package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceAddressesTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 7000);
    private static final int MANY = 1_000_000;
    /** 10,240 to 32,767. */
    private static final int PORTS = 22_528;

    @Test
    void walksThroughThePortsOfOneAddressAndThenOfTheNext() {
        SourceAddresses sources = SourceAddresses.forTarget(LOOPBACK, MANY, 0);

        assertThat(sources.next()).isEqualTo(new InetSocketAddress("127.77.0.1", 10_240));
        assertThat(sources.next()).isEqualTo(new InetSocketAddress("127.77.0.1", 10_241));
        skip(sources, PORTS - 3);
        assertThat(sources.next()).isEqualTo(new InetSocketAddress("127.77.0.1", 32_767));
        assertThat(sources.next()).isEqualTo(new InetSocketAddress("127.77.0.2", 10_240));
    }

    @Test
    void noAddressIsGivenTwice() {
        SourceAddresses sources = SourceAddresses.forTarget(LOOPBACK, MANY, 254);
        Set<InetSocketAddress> given = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            InetSocketAddress source = sources.next();
            assertThat(given.add(source)).isTrue();
            assertThat(source.getPort()).isBetween(10_240, 32_767);
            // Fewer than five hosts of 22,528 ports: from 127.77.0.255 on, over the edge of a byte.
            assertThat(source.getAddress().getHostAddress())
                    .isIn("127.77.0.255", "127.77.1.0", "127.77.1.1", "127.77.1.2", "127.77.1.3");
        }
    }

    @Test
    void beginsAnewAfterTheLastHost() {
        // Hosts are numbered from 0 to 65,534: 127.77.0.1 to 127.77.255.255.
        SourceAddresses sources = SourceAddresses.forTarget(LOOPBACK, MANY, 65_534);

        assertThat(sources.next()).isEqualTo(new InetSocketAddress("127.77.255.255", 10_240));
        skip(sources, PORTS - 1);
        assertThat(sources.next()).isEqualTo(new InetSocketAddress("127.77.0.1", 10_240));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 65_535, Integer.MAX_VALUE})
    void anyStartIsAHost(int start) {
        byte[] host = SourceAddresses.forTarget(LOOPBACK, MANY, start)
                .next()
                .getAddress()
                .getAddress();

        assertThat(host).startsWith(127, 77);
        assertThat(host[2] | host[3]).isNotZero();
    }

    @Test
    void fewConnectionsAreLeftToTheSystem() {
        assertThat(SourceAddresses.forTarget(LOOPBACK, 10_000, 1).next()).isNull();
        assertThat(SourceAddresses.forTarget(LOOPBACK, 10_001, 1).next()).isNotNull();
    }

    @Test
    void anUnknownNumberMayBeMany() {
        assertThat(SourceAddresses.forTarget(LOOPBACK, -1, 1).next()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "::1"})
    void onlyIpv4LoopbackHasSoManyAddresses(String target) {
        assertThat(SourceAddresses.forTarget(new InetSocketAddress(target, 7000), MANY, 1)
                        .next())
                .isNull();
    }

    @Test
    void allOfLoopbackIsLoopback() {
        assertThat(SourceAddresses.forTarget(new InetSocketAddress("127.5.5.5", 7000), MANY, 1)
                        .next())
                .isNotNull();
    }

    private static void skip(SourceAddresses sources, int count) {
        for (int i = 0; i < count; i++) {
            sources.next();
        }
    }
}
