package io.giliran.balancer.settings;

import io.giliran.balancer.clients.ClientSet;
import io.giliran.settings.SettingsReader;
import io.giliran.transport.ProxyProtocolIn;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys under {@code giliran.balancer.proxy-protocol}. */
final class ProxyProtocolSettings {
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final int LONGEST_TIMEOUT_HOURS = 1;
    /** The longest addresses fit in, those of Unix sockets. */
    private static final int SMALLEST_LIMIT = 232;

    private static final int LARGEST_LIMIT = 16 * 1024;

    private ProxyProtocolSettings() {}

    /** Null when no client begins with a header. */
    static @Nullable ProxyProtocolIn from(SettingsReader reader) {
        Set<ProxyVersion> versions = switch (reader.oneOf("accept", List.of("off", "v1", "v2", "any"))) {
            case "v1" -> EnumSet.of(ProxyVersion.V1);
            case "v2" -> EnumSet.of(ProxyVersion.V2);
            case "any" -> EnumSet.allOf(ProxyVersion.class);
            default -> EnumSet.noneOf(ProxyVersion.class);
        };
        ClientSet trusted = ClientSet.from(reader, "trusted");
        ProxyProtocolIn in = new ProxyProtocolIn(
                versions,
                trusted,
                reader.duration("header-timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT_HOURS),
                reader.bytes("limit", SMALLEST_LIMIT, LARGEST_LIMIT));
        if (versions.isEmpty()) {
            return null;
        }
        if (trusted.isEmpty()) {
            throw reader.invalid("accept", "off, unless trusted names the proxies in front, for example 10.0.0.0/8");
        }
        return in;
    }
}
