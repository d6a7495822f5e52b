package io.giliran.balancer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.giliran.balancer.clients.Cidr;
import io.giliran.balancer.clients.CidrList;
import io.giliran.balancer.clients.ClientLimits;
import io.giliran.balancer.clients.ClientSet;
import io.giliran.balancer.model.Destination;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicySettings;
import io.giliran.policy.SampleParameters;
import io.giliran.settings.SettingsException;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.ProxyProtocolIn;
import io.giliran.transport.TlsIn;
import io.giliran.transport.UnixClient;
import io.giliran.transport.UnixSockets;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import io.giliran.transport.tls.TlsClient;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BalancerSettingsTest {
    @Test
    void readsTheDefaults() {
        BalancerSettings settings = settings("");

        assertThat(settings.listen()).isEqualTo(new InetSocketAddress("127.0.0.1", 7000));
        assertThat(settings.backends())
                .containsExactly(
                        new Destination(
                                new Backend(0, "b1", 1, "127.0.0.1:7001"), new InetSocketAddress("127.0.0.1", 7001)),
                        new Destination(
                                new Backend(1, "b2", 1, "127.0.0.1:7002"), new InetSocketAddress("127.0.0.1", 7002)),
                        new Destination(
                                new Backend(2, "b3", 1, "127.0.0.1:7003"), new InetSocketAddress("127.0.0.1", 7003)));
        assertThat(settings.listener()).isEqualTo(new ListenerOptions(4096, 1, ClientsSpeakFirst.OFF));
        assertThat(settings.maxConnections()).isEqualTo(BackendPool.ENDLESS);
        assertThat(settings.accessLog())
                .isEqualTo(new AccessLogSettings(
                        Path.of("logs"),
                        true,
                        true,
                        false,
                        false,
                        Duration.ofMinutes(1),
                        0,
                        10,
                        Duration.ofSeconds(5),
                        true,
                        65_536));
        DispatchSettings dispatch = settings.routing().dispatch();
        assertThat(dispatch.policy()).isEqualTo(new PolicySettings("round-robin", SampleParameters.all()));
        assertThat(dispatch.slowStart()).isEqualTo(Duration.ZERO);
        assertThat(dispatch.seed()).isEqualTo(1);
        assertThat(dispatch.health().checks()).isEmpty();
        assertThat(dispatch.health().ejection()).isPresent();
        assertThat(dispatch.queue())
                .isEqualTo(new QueueSettings(1024, QueueSettings.Order.FIFO, Duration.ofSeconds(5)));
        assertThat(dispatch.clients().rules().allow().isEmpty()).isTrue();
        assertThat(dispatch.clients().rules().deny().isEmpty()).isTrue();
        assertThat(dispatch.clients().limits()).isEmpty();
        assertThat(settings.routing().connections())
                .isEqualTo(new ConnectionSettings(
                        Duration.ofSeconds(5),
                        OptionalInt.empty(),
                        Duration.ZERO,
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ZERO,
                        0.1,
                        true,
                        TlsClient.trustingTheSystem()));
        assertThat(settings.routing().shutdown()).isEqualTo(new ShutdownSettings(Duration.ZERO, Duration.ZERO, 100));
    }

    @Test
    void readsWhatIsWritten() {
        BalancerSettings settings = settings("""
                listen = "[::1]:0"
                backends = [ "x=127.0.0.2:1,weight=3", "127.0.0.3:2,max-connections=7,backup" ]
                slow-start = 20s
                policy { name = least-connections, maglev.table-size = 7 }
                backlog = 1
                loops = 3
                clients-speak-first = learned
                connect-timeout = 1ms
                seed = -5
                max-connections = 9
                retries = 2, retry-deadline = 3s, idle-timeout = off, half-closed-timeout = 4s
                max-age = 1h, max-age-jitter = 0.5, keep-alive = off
                queue { size = 3, order = lifo, timeout = 6s }
                clients { max-connections = 4, max-rate = 2.5, burst = 1, ipv6-networks = off, remembered = 10 }
                shutdown { grace = 1s, deadline = 2s, closes-per-second = 0.5 }
                health { checks = on, send = "text:PING\\r\\n", expect = "text:+PONG" }
                ejection.enabled = off
                access-log { directory = /tmp/here, tcplog = off, json = off, events = on, bytes-every = 5s, rotate-at = 1MiB, keep = 2, queue = 1 }
                """);

        assertThat(settings.listen()).isEqualTo(new InetSocketAddress("::1", 0));
        assertThat(settings.backends())
                .containsExactly(
                        new Destination(new Backend(0, "x", 3, "127.0.0.2:1"), new InetSocketAddress("127.0.0.2", 1)),
                        new Destination(
                                new Backend(1, "127.0.0.3:2", 1, "127.0.0.3:2"),
                                new InetSocketAddress("127.0.0.3", 2),
                                true,
                                7));
        assertThat(settings.routing().dispatch().slowStart()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.routing().dispatch().policy())
                .isEqualTo(new PolicySettings("least-connections", SampleParameters.all("maglev.table-size = 7")));
        assertThat(settings.listener()).isEqualTo(new ListenerOptions(1, 3, ClientsSpeakFirst.LEARNED));
        assertThat(settings.maxConnections()).isEqualTo(9);
        assertThat(settings.routing().connections())
                .isEqualTo(new ConnectionSettings(
                        Duration.ofMillis(1),
                        OptionalInt.of(2),
                        Duration.ofSeconds(3),
                        Duration.ZERO,
                        Duration.ofSeconds(4),
                        Duration.ofHours(1),
                        0.5,
                        false,
                        TlsClient.trustingTheSystem()));
        assertThat(settings.routing().shutdown())
                .isEqualTo(new ShutdownSettings(Duration.ofSeconds(1), Duration.ofSeconds(2), 0.5));
        DispatchSettings dispatch = settings.routing().dispatch();
        assertThat(dispatch.seed()).isEqualTo(-5);
        assertThat(dispatch.queue()).isEqualTo(new QueueSettings(3, QueueSettings.Order.LIFO, Duration.ofSeconds(6)));
        assertThat(dispatch.clients().limits()).contains(new ClientLimits.Limits(4, 2.5, 1, false, 10));
        assertThat(dispatch.health().checks().orElseThrow().expect()).isPresent();
        assertThat(dispatch.health().ejection()).isEmpty();
        assertThat(settings.accessLog())
                .isEqualTo(new AccessLogSettings(
                        Path.of("/tmp/here"),
                        false,
                        false,
                        false,
                        true,
                        Duration.ofSeconds(5),
                        1 << 20,
                        2,
                        Duration.ofSeconds(5),
                        true,
                        1));
    }

    /** HOCON's own words for it too. */
    @ParameterizedTest
    @CsvSource({"on, ON", "off, OFF", "learned, LEARNED"})
    void readsWhoSpeaksFirst(String written, ClientsSpeakFirst read) {
        assertThat(settings("clients-speak-first = " + written).listener().clientsSpeakFirst())
                .isEqualTo(read);
    }

    @Test
    void refusesNoLoops() {
        assertRefused("loops = 0", "giliran.balancer.loops = 0 is not valid; valid is a whole number from 1 to 64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"v1 | V1", "v2 | V2", "any | V1 V2"})
    void readsWhoBeginsWithAProxyProtocolHeader(String written, String versions) {
        ListenerOptions listener = settings("proxy-protocol { accept = " + written
                        + ", trusted = [ \"10.0.0.0/8\", \"2001:db8::1\" ], header-timeout = 100ms, limit = 232B }")
                .listener();

        assertThat(listener.proxyProtocol())
                .isEqualTo(new ProxyProtocolIn(
                        Stream.of(versions.split(" "))
                                .map(ProxyVersion::valueOf)
                                .collect(Collectors.toSet()),
                        new ClientSet(
                                new CidrList(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8::1"))), false),
                        Duration.ofMillis(100),
                        232));
    }

    @Test
    void aHeaderNeedsSomebodyWhoIsTrusted() {
        assertThat(settings("proxy-protocol.trusted = [ \"10.0.0.0/8\" ]")
                        .listener()
                        .proxyProtocol())
                .isNull();
        assertRefused(
                "proxy-protocol.accept = any",
                "giliran.balancer.proxy-protocol.accept = any is not valid; valid is off, unless trusted names the"
                        + " proxies in front, for example 10.0.0.0/8");
        assertRefused(
                "proxy-protocol { accept = v3 }",
                "giliran.balancer.proxy-protocol.accept = v3 is not valid; valid is one of off, v1, v2, any");
        assertRefused(
                "proxy-protocol.trusted = [ \"10.0.0.1/8\" ]",
                "giliran.balancer.proxy-protocol.trusted: 10.0.0.1/8 is not an address range: bits are set behind the"
                        + " first 8; valid is 10.0.0.0/8");
        assertRefused(
                "proxy-protocol.header-timeout = 99ms",
                "giliran.balancer.proxy-protocol.header-timeout = 99ms is not valid; valid is a duration of at least"
                        + " 100ms and of at most 1h, for example 500ms, 5s or 2m");
        assertRefused(
                "proxy-protocol.limit = 231B",
                "giliran.balancer.proxy-protocol.limit = 231B is not valid; valid is a size from 232 B to 16384 B, for"
                        + " example 32B, 1KiB or 16KiB");
    }

    @Test
    void needsABackend() {
        assertRefused(
                "backends = []",
                "giliran.balancer.backends = [] is not valid; valid is at least one backend,"
                        + " [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b1=127.0.0.1:7001 | b1=127.0.0.1:7002 | b1",
                "127.0.0.1:7001 | 127.0.0.1:7001 | 127.0.0.1:7001",
                "127.0.0.1:7001 | 127.0.0.1:7001,weight=2 | 127.0.0.1:7001"
            })
    void refusesTwoBackendsOfOneName(String first, String second, String name) {
        assertRefused(
                "backends = [ \"" + first + "\", \"" + second + "\" ]",
                "giliran.balancer.backends = [" + first + ", " + second
                        + "] is not valid; valid is a list of unique names; " + name + " stands there twice");
    }

    @Test
    void namesTheBackendThatIsWrong() {
        assertRefused(
                "backends = [ \"b1=127.0.0.1:7001\", \"b2=127.0.0.1\" ]",
                "giliran.balancer.backends: b2=127.0.0.1 is not a backend; valid is"
                        + " [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT");
    }

    @Test
    void clientsAreRoutedByNameOnlyWhenThatIsAskedFor() {
        assertThat(settings("").sniRouting()).isEmpty();
        assertThat(settings("").listener().tls()).isNull();

        BalancerSettings byName = settings("sni { routing = on, timeout = 2s }\n"
                + "backends = [ \"b1=127.0.0.1:7001,sni=b.example|a.example\", \"b2=127.0.0.1:7002\" ]");
        assertThat(byName.sniRouting()).contains(Duration.ofSeconds(2));
        assertThat(byName.listener().tls()).isEqualTo(new TlsIn.PassedThrough(Duration.ofSeconds(2)));
        assertThat(byName.backends())
                .extracting(Destination::serverNames)
                .containsExactly(List.of("a.example", "b.example"), List.of());
    }

    @Test
    void serverNamesAreRefusedWhereTheyWouldNotCount() {
        assertRefused(
                "backends = [ \"b1=127.0.0.1:7001,sni=a.example\" ]\n sni.routing = off",
                "giliran.balancer.sni.routing = off is not valid; valid is on, because the backend b1 has sni");
    }

    @Test
    void namesTheHostThatDoesNotResolve() {
        assertRefused(
                "backends = [ \"b1=127.0.0.1:7001\", \"b2=nobody.invalid:7002\" ]",
                "giliran.balancer.backends: host nobody.invalid does not resolve;"
                        + " give a numeric address or a name that the system knows");
        assertRefused(
                "listen = \"nobody.invalid:7000\"",
                "giliran.balancer.listen: host nobody.invalid does not resolve;"
                        + " give a numeric address or a name that the system knows");
    }

    @Test
    void readsUnixSockets() {
        BalancerSettings settings = settings("listen = \"unix:/run/l.sock\", backends = [ \"b1=unix:/run/b.sock\" ],"
                + " unix-sockets { mode = 666, users = on }, clients.deny = [ unix ], loops = 3");

        assertThat(settings.listen()).isEqualTo(UnixDomainSocketAddress.of("/run/l.sock"));
        assertThat(settings.backends().get(0).address()).isEqualTo(UnixDomainSocketAddress.of("/run/b.sock"));
        assertThat(settings.backends().get(0).backend().key()).isEqualTo("unix:/run/b.sock");
        assertThat(settings.listener().unixSockets()).isEqualTo(new UnixSockets(UnixSockets.parseMode("666"), true));
        assertThat(settings.routing().dispatch().clients().rules().admits(UnixClient.ANYBODY))
                .isFalse();
    }

    @Test
    void namesThePoliciesThereAre() {
        assertRefused(
                "policy.name = fastest",
                "giliran.balancer.policy.name = fastest is not valid; valid is one of "
                        + String.join(", ", Policies.names()));
        assertThatThrownBy(() -> settings("data-plane = pigeons"))
                .isInstanceOf(SettingsException.class)
                .hasMessageMatching(".*data-plane = pigeons is not valid; valid is one of .*streams.*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unix-sockets.mode = 8 | unix-sockets.mode = 8 is not a file mode; valid are three octal digits,"
                        + " for example 660, or 666 for everybody",
                "unix-sockets.users = 8 | unix-sockets.users = 8 is not valid; valid is on or off",
                "backlog = 0          | backlog = 0 is not valid; valid is a whole number from 1 to 65535",
                "backlog = 65536      | backlog = 65536 is not valid; valid is a whole number from 1 to 65535",
                "connect-timeout = 0s | connect-timeout = 0s is not valid; valid is a duration of at least 1ms and of at most"
                        + " 100d, for example 500ms, 5s or 2m",
                "seed = x             | seed = x is not valid; valid is a whole number",
                "access-log.tcplog = x | access-log.tcplog = x is not valid; valid is on or off",
                "access-log.json = 3  | access-log.json = 3 is not valid; valid is on or off",
                "access-log.queue = 0 | access-log.queue = 0 is not valid; valid is a whole number from 1 to 1048576"
            })
    void namesAValueThatCannotBeUsed(String written, String message) {
        assertRefused(written, "giliran.balancer." + message);
    }

    private static void assertRefused(String balancer, String message) {
        // Where it stands is told in front; a text that was parsed by itself stands nowhere.
        assertThatThrownBy(() -> settings(balancer))
                .isInstanceOf(SettingsException.class)
                .hasMessage(message);
    }

    private static BalancerSettings settings(String balancer) {
        return BalancerSettings.from(ConfigFactory.parseString("giliran.balancer {\n" + balancer + "\n}")
                .withFallback(ConfigFactory.defaultReference()));
    }
}
