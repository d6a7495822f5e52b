package io.giliran.balancer.discovery;

import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsReader;
import io.giliran.transport.planes.PlaneKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the discovery of backends beside those that are configured.
 *
 * @param file one backend a line; empty for none
 * @param poll interval at which the file is checked
 * @param names looked up in DNS
 * @param interval from an answer to the next query
 * @param timeout for all queries of one name
 * @param server the DNS server; empty for the system's resolver
 * @param routesByName whether backends may have server names
 * @param acceptEmpty whether an answer without a backend removes those that were found before
 */
public record DiscoverySettings(
        Optional<Path> file,
        Duration poll,
        List<DnsName> names,
        Duration interval,
        Duration timeout,
        Optional<HostPort> server,
        boolean routesByName,
        boolean acceptEmpty) {
    private static final Duration LEAST = Duration.ofMillis(10);
    /** No discovery. */
    public static final DiscoverySettings OFF =
            new DiscoverySettings(Optional.empty(), LEAST, List.of(), LEAST, LEAST, Optional.empty(), false, false);

    public DiscoverySettings {
        names = List.copyOf(names);
    }

    /**
     * Reads and checks them.
     *
     * @param reader at the balancer
     * @throws io.giliran.settings.SettingsException naming the value that cannot be used
     */
    public static DiscoverySettings from(SettingsReader reader) {
        SettingsReader discovery = reader.at("discovery");
        SettingsReader file = discovery.at("file");
        SettingsReader dns = discovery.at("dns");
        return new DiscoverySettings(
                file.isOff("path") ? Optional.empty() : Optional.of(file.parsed("path", Path::of)),
                file.duration("poll", LEAST),
                dns.parsedList("names", DnsName::parse).stream().distinct().toList(),
                dns.duration("interval", LEAST),
                dns.duration("timeout", LEAST),
                dns.isOff("server") ? Optional.empty() : Optional.of(dns.parsed("server", HostPort::parse)),
                reader.at("sni").onOff("routing"),
                discovery.onOff("accept-empty"));
    }

    public boolean isOn() {
        return file.isPresent() || !names.isEmpty();
    }

    /**
     * The sources, to be looked at from now on.
     *
     * @param known what was answered before, by the source's name; is added to
     * @param plane has to serve clients by what is found
     */
    List<DiscoverySource> sources(Map<String, DnsAnswers> known, PlaneKind plane) {
        DnsLookup lookup = new DnsLookup(server);
        known.keySet().retainAll(names.stream().map(DnsName::toString).toList());
        List<DiscoverySource> sources = new ArrayList<>();
        file.ifPresent(path -> sources.add(new FileSource(path, poll, acceptEmpty, routesByName, plane)));
        for (DnsName name : names) {
            DnsAnswers answers = known.computeIfAbsent(name.toString(), unused -> new DnsAnswers());
            sources.add(new DnsSource(name, lookup, answers, interval, timeout, acceptEmpty));
        }
        return sources;
    }
}
