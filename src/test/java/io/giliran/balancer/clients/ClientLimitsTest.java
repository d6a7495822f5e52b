package io.giliran.balancer.clients;

import static io.giliran.balancer.clients.ClientLimits.Verdict.ADMITTED;
import static io.giliran.balancer.clients.ClientLimits.Verdict.TOO_FAST;
import static io.giliran.balancer.clients.ClientLimits.Verdict.TOO_MANY_CLIENTS;
import static io.giliran.balancer.clients.ClientLimits.Verdict.TOO_MANY_OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.balancer.clients.ClientLimits.Limits;
import io.giliran.balancer.clients.ClientLimits.Verdict;
import io.giliran.settings.IpLiteral;
import io.giliran.transport.UnixClient;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientLimitsTest {
    private static final long SEED = 20_261_201;
    private static final long MILLI = 1_000_000;
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final double AS_FAST_AS_IT_LIKES = Double.POSITIVE_INFINITY;

    private static final SocketAddress ONE = address("192.0.2.1");
    private static final SocketAddress TWO = address("192.0.2.2");
    private static final SocketAddress THREE = address("192.0.2.3");

    @Test
    void aClientHasSoManyOpenAtOnce() {
        ClientLimits limits = new ClientLimits(new Limits(2, AS_FAST_AS_IT_LIKES, 1, false, 10));

        assertThat(opened(limits, ONE, 3, 0)).containsExactly(ADMITTED, ADMITTED, TOO_MANY_OPEN);
        assertThat(limits.opened(TWO, 0)).isEqualTo(ADMITTED);
        limits.closed(ONE);
        assertThat(opened(limits, ONE, 2, 0)).containsExactly(ADMITTED, TOO_MANY_OPEN);
    }

    /**
     * 10 a second is one every 100 ms, and 3 at once after a pause. After three at 0 ms the bucket is full again at 300
     * ms, and has room for one from 100 ms on; whoever asks at 99 ms is refused, and loses nothing by asking.
     */
    @ParameterizedTest
    @ValueSource(longs = {0, -150 * MILLI, Long.MAX_VALUE - 50 * MILLI})
    void aClientOpensABurstAndThenAtItsRate(long start) {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 10, 3, false, 10));

        assertThat(opened(limits, ONE, 4, start)).containsExactly(ADMITTED, ADMITTED, ADMITTED, TOO_FAST);
        assertThat(limits.opened(ONE, start + 99 * MILLI)).isEqualTo(TOO_FAST);
        assertThat(opened(limits, ONE, 2, start + 100 * MILLI)).containsExactly(ADMITTED, TOO_FAST);
        assertThat(limits.opened(TWO, start + 100 * MILLI)).isEqualTo(ADMITTED);
        // Full at 400 ms: from 300 ms on there is room for two.
        assertThat(opened(limits, ONE, 3, start + 300 * MILLI)).containsExactly(ADMITTED, ADMITTED, TOO_FAST);
        assertThat(opened(limits, ONE, 4, start + 60_000 * MILLI))
                .containsExactly(ADMITTED, ADMITTED, ADMITTED, TOO_FAST);
    }

    /** Closing gives back a place, not a token. */
    @Test
    void theRateCountsWhatHasEndedToo() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 1, 1, false, 10));

        assertThat(limits.opened(ONE, 0)).isEqualTo(ADMITTED);
        limits.closed(ONE);
        assertThat(limits.opened(ONE, 999 * MILLI)).isEqualTo(TOO_FAST);
        assertThat(limits.opened(ONE, 1000 * MILLI)).isEqualTo(ADMITTED);
    }

    @Test
    void anIpv6HostIsItsAddressOrItsNetwork() {
        SocketAddress host = address("2001:db8::1");
        SocketAddress sameNetwork = address("2001:db8::ffff:0:0:1");
        SocketAddress otherNetwork = address("2001:db8:0:1::1");
        ClientLimits grouped = new ClientLimits(new Limits(1, AS_FAST_AS_IT_LIKES, 1, true, 10));
        ClientLimits apart = new ClientLimits(new Limits(1, AS_FAST_AS_IT_LIKES, 1, false, 10));

        assertThat(grouped.opened(host, 0)).isEqualTo(ADMITTED);
        assertThat(grouped.opened(sameNetwork, 0)).isEqualTo(TOO_MANY_OPEN);
        assertThat(grouped.opened(otherNetwork, 0)).isEqualTo(ADMITTED);
        assertThat(apart.opened(host, 0)).isEqualTo(ADMITTED);
        assertThat(apart.opened(sameNetwork, 0)).isEqualTo(ADMITTED);
        // All of IPv4 is in one /64 of mapped addresses, yet these are two clients.
        assertThat(grouped.opened(ONE, 0)).isEqualTo(ADMITTED);
        assertThat(grouped.opened(TWO, 0)).isEqualTo(ADMITTED);
        // Another address of the network may be the one that closes.
        grouped.closed(sameNetwork);
        assertThat(grouped.opened(host, 0)).isEqualTo(ADMITTED);
    }

    /** One a second: the bucket of each is full again a second after its connection. */
    @Test
    void whoIsIdleWithAFullBucketIsForgotten() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 1, 1, false, 1000));
        for (int i = 0; i < 100; i++) {
            SocketAddress client = address("198.51.100." + i);
            limits.opened(client, i * MILLI);
            limits.closed(client);
        }
        limits.opened(ONE, 500 * MILLI);
        assertThat(limits.clients()).isEqualTo(101);

        // Each new one clears away two; after 50 of ONE's attempts the hundred are gone.
        for (int i = 0; i < 50; i++) {
            limits.opened(ONE, 1099 * MILLI);
        }
        assertThat(limits.clients()).isEqualTo(1);
    }

    /** The clock may turn over: full again at 950 ms past its end, when the time is 50 ms before it. */
    @Test
    void whoIsIdleIsRememberedOnceAndUntilTheBucketIsFull() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 1, 1, false, 10));
        long start = Long.MAX_VALUE - 50 * MILLI;
        limits.opened(ONE, start);
        limits.closed(ONE);

        assertThat(limits.opened(ONE, start)).isEqualTo(TOO_FAST);
        assertThat(limits.opened(TWO, start + 1)).isEqualTo(ADMITTED);
        assertThat(limits.clients()).isEqualTo(2);
        assertThat(limits.opened(TWO, start + 1000 * MILLI)).isEqualTo(TOO_FAST);
        assertThat(limits.clients()).isEqualTo(1);
        limits.closed(TWO);
        assertThat(limits.opened(TWO, start + 1001 * MILLI)).isEqualTo(ADMITTED);
        assertThat(limits.clients()).isEqualTo(1);
    }

    /** Who comes back before being forgotten leaves the idle ones. */
    @Test
    void whoComesBackIsStillOneClient() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 10, 2, false, 10));
        limits.opened(ONE, 0);
        limits.closed(ONE);

        assertThat(limits.opened(ONE, 0)).isEqualTo(ADMITTED);
        assertThat(limits.clients()).isEqualTo(1);
    }

    @Test
    void aFullTableForgetsWhoHasBeenIdleLongest() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 1, 1, false, 2));
        limits.opened(ONE, 0);
        limits.opened(TWO, 0);
        limits.closed(TWO);
        limits.closed(ONE);

        assertThat(limits.opened(THREE, 1)).isEqualTo(ADMITTED);
        assertThat(limits.clients()).isEqualTo(2);
        // ONE is remembered; TWO was forgotten, so its bucket is full again, and takes the place of ONE.
        assertThat(limits.opened(ONE, 1)).isEqualTo(TOO_FAST);
        assertThat(limits.opened(TWO, 1)).isEqualTo(ADMITTED);
        assertThat(limits.clients()).isEqualTo(2);
    }

    @Test
    void aTableFullOfConnectedClientsRefusesNewOnes() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, AS_FAST_AS_IT_LIKES, 1, false, 2));
        assertThat(opened(limits, ONE, 2, 0)).containsOnly(ADMITTED);
        assertThat(limits.opened(TWO, 0)).isEqualTo(ADMITTED);

        assertThat(limits.opened(THREE, 1)).isEqualTo(TOO_MANY_CLIENTS);
        assertThat(limits.opened(TWO, 1)).isEqualTo(ADMITTED);
        limits.closed(ONE);
        assertThat(limits.opened(THREE, 2)).isEqualTo(TOO_MANY_CLIENTS);
        limits.closed(ONE);
        assertThat(limits.opened(THREE, 3)).isEqualTo(ADMITTED);
    }

    /** A sliding look at all admissions of a client says the same: no window of n intervals has more than burst + n. */
    @Test
    void noClientEverExceedsItsLimits() {
        SplittableRandom random = new SplittableRandom(SEED);
        int maxOpen = 5;
        int burst = 4;
        ClientLimits limits = new ClientLimits(new Limits(maxOpen, 100, burst, false, 1000));
        long interval = 10 * MILLI;
        Map<SocketAddress, List<Long>> admitted = new HashMap<>();
        Map<SocketAddress, Integer> open = new HashMap<>();
        SocketAddress[] clients = {ONE, TWO, THREE};
        int refused = 0;
        long now = 0;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextLong(2 * MILLI);
            SocketAddress client = clients[random.nextInt(clients.length)];
            int has = open.getOrDefault(client, 0);
            if (has > 0 && random.nextInt(3) == 0) {
                limits.closed(client);
                open.put(client, has - 1);
            } else if (limits.opened(client, now) == ADMITTED) {
                open.put(client, has + 1);
                admitted.computeIfAbsent(client, unused -> new ArrayList<>()).add(now);
            } else {
                refused++;
            }
            assertThat(open.getOrDefault(client, 0)).isBetween(0, maxOpen);
        }
        assertThat(refused).as("seed %d", SEED).isGreaterThan(1000);
        for (List<Long> times : admitted.values()) {
            for (int i = 0; i + burst < times.size(); i++) {
                // The burst and one more need an interval at least.
                assertThat(times.get(i + burst) - times.get(i))
                        .as("seed %d", SEED)
                        .isGreaterThanOrEqualTo(interval);
            }
        }
    }

    @Test
    void manyStrangersTakeABoundedPlace() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 1, 1, false, 100));
        for (int i = 0; i < 100_000; i++) {
            SocketAddress stranger = new InetSocketAddress(
                    IpLiteral.ofBytes(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}), 1);
            assertThat(limits.opened(stranger, i)).isEqualTo(ADMITTED);
            limits.closed(stranger);
        }
        assertThat(limits.clients()).isEqualTo(100);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        ClientLimits limits = new ClientLimits(new Limits(1, 1, 1, false, 1));
        assertThatThrownBy(() -> limits.closed(ONE)).isInstanceOf(IllegalStateException.class);
        for (double[] wrong : new double[][] {
            {0, 1, 1, 1}, {1, 0, 1, 1}, {1, Double.NaN, 1, 1}, {1, 1, 0, 1}, {1, 1, 1_000_001, 1}, {1, 1, 1, 0}
        }) {
            assertThatThrownBy(() -> new Limits((int) wrong[0], wrong[1], (int) wrong[2], false, (int) wrong[3]))
                    .as(Arrays.toString(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<Verdict> opened(ClientLimits limits, SocketAddress client, int times, long nowNanos) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            verdicts.add(limits.opened(client, nowNanos));
        }
        return verdicts;
    }

    @Test
    void eachUserOfAUnixSocketIsAClient() {
        ClientLimits limits = new ClientLimits(new Limits(1, Double.POSITIVE_INFINITY, 1, true, 10));

        assertThat(limits.opened(new UnixClient("ana", "staff"), 0)).isEqualTo(ADMITTED);
        assertThat(limits.opened(new UnixClient("ana", "staff"), 0)).isEqualTo(TOO_MANY_OPEN);
        assertThat(limits.opened(new UnixClient("budi", "staff"), 0)).isEqualTo(ADMITTED);
        assertThat(limits.opened(UnixClient.ANYBODY, 0)).isEqualTo(ADMITTED);
        limits.closed(new UnixClient("ana", "staff"));
        assertThat(limits.opened(new UnixClient("ana", "staff"), 0)).isEqualTo(ADMITTED);
    }

    private static SocketAddress address(String text) {
        return new InetSocketAddress(IpLiteral.parse(text), 40_000);
    }

    /** The case: three are open, of two that are allowed after the reload, and a fourth is not admitted. */
    @Test
    void otherLimitsFindTheSameClients() {
        ClientLimits limits = new ClientLimits(new Limits(5, 10, 4, false, 10));
        opened(limits, ONE, 3, 0);

        ClientLimits changed = limits.reconfigured(new Limits(2, 10, 4, false, 10), 0);

        assertThat(changed).isSameAs(limits);
        assertThat(changed.opened(ONE, 0)).isEqualTo(TOO_MANY_OPEN);
        limits.closed(ONE);
        limits.closed(ONE);
        assertThat(changed.opened(ONE, 0)).isEqualTo(ADMITTED);
        assertThat(changed.opened(ONE, 100 * MILLI)).isEqualTo(TOO_MANY_OPEN);
    }

    /** Three connections of the bucket are missing before and after: at 1 a second they come back in 3 s, not in 300 ms. */
    @Test
    void anotherRateLeavesTheBucketAsEmptyAsItWas() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 10, 3, false, 10));
        opened(limits, ONE, 3, 0);

        ClientLimits changed = limits.reconfigured(new Limits(NO_LIMIT, 1, 3, false, 10), 0);

        assertThat(changed.opened(ONE, 999 * MILLI)).isEqualTo(TOO_FAST);
        assertThat(opened(changed, ONE, 2, 1_000 * MILLI)).containsExactly(ADMITTED, TOO_FAST);
    }

    @Test
    void fewerRememberedForgetWhoHasBeenIdleLongest() {
        ClientLimits limits = new ClientLimits(new Limits(NO_LIMIT, 1, 5, false, 10));
        for (SocketAddress client : List.of(ONE, TWO, THREE)) {
            opened(limits, client, 1, 0);
            limits.closed(client);
        }

        assertThat(limits.reconfigured(new Limits(NO_LIMIT, 1, 5, false, 2), 0).clients())
                .isEqualTo(2);
    }

    /** Those of IPv4 stay who they are, and those that were admitted before end where they were counted. */
    @Test
    void ipv6AddressesThatAreToldApartOtherwiseAreOtherClients() {
        SocketAddress ipv6 = address("2001:db8::1");
        ClientLimits limits = new ClientLimits(new Limits(1, AS_FAST_AS_IT_LIKES, 1, false, 10));
        opened(limits, ONE, 1, 0);
        opened(limits, ipv6, 1, 0);

        ClientLimits changed = limits.reconfigured(new Limits(1, AS_FAST_AS_IT_LIKES, 1, true, 10), 0);

        assertThat(changed.opened(ONE, 0)).isEqualTo(TOO_MANY_OPEN);
        assertThat(opened(changed, ipv6, 2, 0)).containsExactly(ADMITTED, TOO_MANY_OPEN);
        limits.closed(ONE);
        limits.closed(ipv6);
        assertThat(changed.opened(ONE, 0)).isEqualTo(ADMITTED);
        assertThat(changed.opened(ipv6, 0)).isEqualTo(TOO_MANY_OPEN);
    }
}
