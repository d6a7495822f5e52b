package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsReader;

/**
 * The keys under {@code giliran.demo}.
 *
 * @param backends how many
 * @param listen of the balancer
 * @param backendListen of the first backend; the others follow on the next ports, or all on free ones with port 0
 * @param picks whether the balancer writes down its picks
 */
record DemoSettings(int backends, HostPort listen, HostPort backendListen, boolean picks) {
    private static final int MAX_BACKENDS = 1000;

    static DemoSettings from(Config root) {
        SettingsReader reader = SettingsReader.at(root, "giliran.demo");
        DemoSettings settings = new DemoSettings(
                reader.integer("backends", 1, MAX_BACKENDS),
                resolvable(reader, "listen"),
                resolvable(reader, "backend-listen"),
                reader.onOff("picks"));
        int lastPort = settings.backendListen().port() + settings.backends() - 1;
        if (settings.backendListen().port() > 0 && lastPort > 65535) {
            throw reader.invalid("backend-listen", "a port that leaves room for " + settings.backends() + " backends");
        }
        return settings;
    }

    /** Looked up here, so that a host that does not resolve is reported before anything has started. */
    private static HostPort resolvable(SettingsReader reader, String key) {
        HostPort hostPort = reader.parsed(key, HostPort::parse);
        reader.resolve(key, hostPort);
        return hostPort;
    }

    /** Address of the backend with this number, from 0. */
    HostPort backendListen(int number) {
        int port = backendListen.port();
        return new HostPort(backendListen.host(), port == 0 ? 0 : port + number);
    }
}
