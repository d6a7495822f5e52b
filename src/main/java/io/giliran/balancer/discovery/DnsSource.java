package io.giliran.balancer.discovery;

import io.giliran.balancer.Destination;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.settings.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A name in DNS. Each address is a backend, which is called as it is addressed. Of a service the records of the lowest
 * priority serve and all others are backups; their weights are kept, or made smaller in proportion when one is above 256.
 */
final class DnsSource implements DiscoverySource {
    private final DnsName name;
    private final DnsLookup lookup;
    private final Duration interval;
    private final Duration timeout;
    private final boolean acceptEmpty;

    DnsSource(DnsName name, DnsLookup lookup, Duration interval, Duration timeout, boolean acceptEmpty) {
        this.name = name;
        this.lookup = lookup;
        this.interval = interval;
        this.timeout = timeout;
        this.acceptEmpty = acceptEmpty;
    }

    @Override
    public String name() {
        return name.toString();
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public Finding look() {
        List<Destination> backends;
        try {
            backends = name.isService() ? services() : hosts();
        } catch (DnsLookup.FailedLookup failure) {
            return new Failed(String.valueOf(failure.getMessage()));
        }
        return backends.isEmpty() && !acceptEmpty
                ? new Failed("the answer has no backend, and discovery.accept-empty is off")
                : new Found(backends);
    }

    private List<Destination> hosts() throws DnsLookup.FailedLookup {
        Map<String, Destination> backends = new TreeMap<>();
        for (InetAddress address : lookup.addresses(name.name())) {
            put(backends, new InetSocketAddress(address, name.port()), 1, false);
        }
        return new ArrayList<>(backends.values());
    }

    private List<Destination> services() throws DnsLookup.FailedLookup {
        List<DnsLookup.Service> services = lookup.services(name.name());
        int first =
                services.stream().mapToInt(DnsLookup.Service::priority).min().orElse(0);
        int heaviest =
                services.stream().mapToInt(DnsLookup.Service::weight).max().orElse(0);
        Map<String, Destination> backends = new TreeMap<>();
        for (DnsLookup.Service service : services) {
            for (InetAddress address : lookup.addresses(service.target())) {
                put(
                        backends,
                        new InetSocketAddress(address, service.port()),
                        weight(service.weight(), heaviest),
                        service.priority() > first);
            }
        }
        return new ArrayList<>(backends.values());
    }

    /** From 1 to {@link Backend#MAX_WEIGHT}; 0, which DNS allows, asks for hardly anything and gets the least. */
    static int weight(int written, int heaviest) {
        long scaled =
                heaviest <= Backend.MAX_WEIGHT ? written : Math.round((double) written * Backend.MAX_WEIGHT / heaviest);
        return (int) Math.max(1, scaled);
    }

    private static void put(Map<String, Destination> backends, InetSocketAddress address, int weight, boolean backup) {
        String called = HostPort.format(address);
        backends.putIfAbsent(
                called, new Destination(new Backend(0, called, weight), address, backup, BackendPool.ENDLESS));
    }
}
