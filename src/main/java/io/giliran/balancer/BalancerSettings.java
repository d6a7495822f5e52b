package io.giliran.balancer;

import com.typesafe.config.Config;
import io.giliran.balancer.discovery.DiscoverySettings;
import io.giliran.health.HealthSettings;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PolicySettings;
import io.giliran.settings.SettingsReader;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.TlsIn;
import io.giliran.transport.UnixSockets;
import io.giliran.transport.planes.PlaneKind;
import io.giliran.transport.relay.LoopDispatcherSettings;
import io.giliran.transport.tls.TlsServer;
import java.net.SocketAddress;
import java.nio.file.Path;
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
 * @param dataPlane supports all that the settings need, see {@link PlaneNeeds}
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

    /**
     * Where the access log goes.
     *
     * @param directory made when it is missing
     * @param tcplog whether {@code balancer.log} is written, in HAProxy's tcplog format
     * @param json whether {@code balancer.jsonl} is written
     * @param picks whether {@code picks.csv} is written, from which a run can be replayed
     * @param events whether {@code events.jsonl} is written, a line for each stage of each connection
     * @param bytesEvery how often an open connection's bytes are told there; zero for never
     * @param rotateAtBytes a file that has grown so large is kept aside, and a new one is begun; 0 for never
     * @param keep how many that were kept aside stay
     * @param stalledAfter after how long without a write lines that find the queue full are dropped; zero for never
     * @param stdoutJson which format stdout gets: JSON, or tcplog
     * @param queue how many connections' lines may wait for the disk; when there are as many, new clients wait
     */
    public record AccessLogSettings(
            Path directory,
            boolean tcplog,
            boolean json,
            boolean picks,
            boolean events,
            Duration bytesEvery,
            long rotateAtBytes,
            int keep,
            Duration stalledAfter,
            boolean stdoutJson,
            int queue) {
        /** The directory that means the process's standard output. */
        static final String STDOUT = "stdout";

        private static final int MOST_BYTES = Integer.MAX_VALUE;
        private static final int LEAST_BYTES = 4096;
        /** More of them are not renumbered within the turn of an event loop. */
        private static final int MOST_KEPT = 20;

        static AccessLogSettings from(SettingsReader reader) {
            if (reader.string("directory").equals(STDOUT) && (reader.onOff("picks") || reader.onOff("events"))) {
                throw reader.invalid("directory", "a folder, because access-log.picks or access-log.events is on");
            }
            return new AccessLogSettings(
                    reader.parsed("directory", Path::of),
                    reader.onOff("tcplog"),
                    reader.onOff("json"),
                    reader.onOff("picks"),
                    reader.onOff("events"),
                    reader.offOrDuration("bytes-every", Duration.ofMillis(100)),
                    reader.isOff("rotate-at") ? 0 : reader.bytes("rotate-at", LEAST_BYTES, MOST_BYTES),
                    reader.integer("keep", 1, MOST_KEPT),
                    reader.offOrDuration("stalled-after", Duration.ofMillis(100)),
                    reader.oneOf("stdout", List.of("json", "tcplog")).equals("json"),
                    reader.integer("queue", 1, 1 << 20));
        }

        /** One that writes nothing. */
        static AccessLogSettings none() {
            return new AccessLogSettings(
                    Path.of("unused"), false, false, false, false, Duration.ZERO, 0, 1, Duration.ZERO, true, 1);
        }

        boolean isStdout() {
            return directory.equals(Path.of(STDOUT));
        }

        boolean writes() {
            return tcplog || json || picks || events;
        }
    }

    private static final int MOST_LOOPS = 64;
    private static final int MOST_CONNECTIONS = 10_000_000;

    public BalancerSettings {
        backends = List.copyOf(backends);
    }

    public PolicySettings policy() {
        return routing.dispatch().policy();
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
        PlaneNeeds.check(settings, reader);
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
