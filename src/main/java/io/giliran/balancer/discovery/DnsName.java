package io.giliran.balancer.discovery;

import io.giliran.settings.HostPort;
import java.util.regex.Pattern;

/**
 * Name to look up in DNS: a host, each address of which is a backend at one port, or a service, whose SRV records have the
 * ports.
 *
 * @param port 0 for a service
 */
record DnsName(String name, int port) {
    private static final String VALID =
            "HOST:PORT, for example web.example:8080, or a service, for example _http._tcp.example";
    private static final Pattern LABELS =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");
    private static final Pattern SERVICE = Pattern.compile("_[A-Za-z0-9-]+\\._[A-Za-z0-9-]+\\..+");

    static DnsName parse(String text) {
        if (SERVICE.matcher(text).matches() && LABELS.matcher(text).matches()) {
            return new DnsName(text, 0);
        }
        HostPort hostPort;
        try {
            hostPort = HostPort.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("is not a name to look up; valid is " + VALID, wrong);
        }
        if (hostPort.port() == 0 || !LABELS.matcher(hostPort.host()).matches()) {
            throw new IllegalArgumentException("is not a name to look up; valid is " + VALID);
        }
        return new DnsName(hostPort.host(), hostPort.port());
    }

    boolean isService() {
        return port == 0;
    }

    @Override
    public String toString() {
        return isService() ? name : name + ":" + port;
    }
}
