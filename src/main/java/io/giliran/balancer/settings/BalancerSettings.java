package io.giliran.balancer.settings;

import com.typesafe.config.Config;
import io.giliran.balancer.clients.ClientSettings;
import io.giliran.balancer.discovery.DiscoverySettings;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.Destination;
import io.giliran.health.HealthSettings;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PolicySettings;
import io.giliran.settings.SettingsReader;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.TlsIn;
import io.giliran.transport.UnixSockets;
import io.giliran.transport.planes.PlaneKind;
import io.giliran.transport.relay.akka.LoopDispatcherSettings;
import io.giliran.transport.tls.TlsServer;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys under {@code giliran.balancer}.
 *
 * @param listen of TCP, resolved, or of a Unix socket; port 0 asks for a free one
 * @param backends names unique; at least one, unless backends are discovered
 * @param dataPlane supports all that the settings need, see {@link PlaneKeys}
 * @param sniRouting how long the ClientHello that each client has to begin with may take, by whose server name it is routed;
 *     empty when clients are not routed by name
 * @param tls how TLS is spoken with clients; null when theirs does not end here
 * @param maxConnections at once, of all clients together; then the others wait to be accepted
 */
public record BalancerSettings(
        SocketAddress listen,
        List<Destination> backends,
        RouterSettings routing,
        PlaneKind dataPlane,
        ListenerOptions listener,
        Optional<Duration> sniRouting,
        int maxConnections,
        AccessLogSettings accessLog,
        @Nullable TlsServer tls) {

    /** Keys, or groups of them, that are used only at the start. */
    private static final List<String> READ_ONCE = List.of(
            "listen",
            "data-plane",
            "backlog",
            "loops",
            "clients-speak-first",
            "proxy-protocol.",
            "unix-sockets.",
            "sni.",
            "tls.termination",
            "access-log.");

    private static final int MOST_LOOPS = 64;
    private static final int MOST_CONNECTIONS = 10_000_000;

    public BalancerSettings {
        backends = List.copyOf(backends);
    }

    /** Whether a change of the key, below {@code giliran.balancer}, needs a restart; all others apply at a reload. */
    public static boolean needsRestart(String key) {
        return READ_ONCE.stream().anyMatch(name -> name.endsWith(".") ? key.startsWith(name) : key.equals(name));
    }

    /**
     * Reads and checks the settings; host names are looked up now.
     *
     * @throws io.giliran.settings.SettingsException naming the value that cannot be used
     */
    public static BalancerSettings from(Config root) {
        SettingsReader reader = SettingsReader.at(root, "giliran.balancer");
        LoopDispatcherSettings.from(root);
        BalancerSettings settings = new BalancerSettings(
                reader.endpoint("listen"),
                destinations(reader),
                routing(reader),
                PlaneKind.named(reader.oneOf("data-plane", PlaneKind.names())),
                listener(reader),
                sniRouting(reader.at("sni")),
                reader.isOff("max-connections")
                        ? BackendPool.ENDLESS
                        : reader.integer("max-connections", 1, MOST_CONNECTIONS),
                AccessLogSettings.from(reader.at("access-log")),
                TlsSettings.from(reader.at("tls")));
        PlaneKeys.check(settings, reader);
        return settings;
    }

    private static RouterSettings routing(SettingsReader reader) {
        return new RouterSettings(
                new DispatchSettings(
                        PolicySettings.from(reader.at("policy")),
                        reader.offOrDuration("slow-start", Duration.ofMillis(1)),
                        reader.longInteger("seed"),
                        HealthSettings.from(reader),
                        QueueSettings.from(reader.at("queue")),
                        ClientSettings.from(reader.at("clients"))),
                ConnectionSettings.from(reader),
                ShutdownSettings.from(reader.at("shutdown")));
    }

    private static List<Destination> destinations(SettingsReader reader) {
        List<BackendAddress> written = reader.parsedList("backends", BackendAddress::parse);
        boolean isAlone = !DiscoverySettings.from(reader).isOn();
        if (written.isEmpty() && isAlone) {
            throw reader.invalid("backends", "at least one backend, " + BackendAddress.VALID);
        }
        boolean isByName = reader.at("sni").onOff("routing");
        Set<String> names = new HashSet<>();
        List<Destination> destinations = new ArrayList<>();
        for (BackendAddress address : written) {
            SocketAddress resolved = reader.resolve("backends", address.endpoint());
            if (!names.add(address.name())) {
                throw reader.invalid("backends", "a list of unique names; " + address.name() + " stands there twice");
            }
            if (!address.serverNames().isEmpty() && !isByName) {
                throw reader.at("sni").invalid("routing", "on, because the backend " + address.name() + " has sni");
            }
            destinations.add(address.destination(destinations.size(), resolved));
        }
        return destinations;
    }

    private static Optional<Duration> sniRouting(SettingsReader reader) {
        Duration timeout = reader.duration("timeout", Duration.ofMillis(1));
        return reader.onOff("routing") ? Optional.of(timeout) : Optional.empty();
    }

    private static ListenerOptions listener(SettingsReader reader) {
        int loops = reader.integer("loops", 1, MOST_LOOPS);
        String speakFirst = reader.oneOf("clients-speak-first", List.of("off", "on", "learned"));
        return new ListenerOptions(
                reader.integer("backlog", 1, 65_535),
                loops,
                ClientsSpeakFirst.valueOf(speakFirst.toUpperCase(Locale.ROOT)),
                ProxyProtocolSettings.from(reader.at("proxy-protocol")),
                sniRouting(reader.at("sni")).map(TlsIn.PassedThrough::new).orElse(null),
                new UnixSockets(
                        reader.parsed("unix-sockets.mode", UnixSockets::parseMode),
                        reader.onOff("unix-sockets.users")));
    }
}
