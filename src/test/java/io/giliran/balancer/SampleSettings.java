package io.giliran.balancer;

import com.typesafe.config.ConfigFactory;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.balancer.settings.ConnectionSettings;
import io.giliran.balancer.settings.RouterSettings;
import io.giliran.policy.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Settings for tests: the defaults, and what a test changes. */
public final class SampleSettings {
    private SampleSettings() {}

    public static BalancerSettings balancer(String changes) {
        return BalancerSettings.from(ConfigFactory.parseString("giliran.balancer { " + changes + " }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    public static AccessLogSettings accessLog(Path directory, boolean tcplog, boolean json, boolean picks, int queue) {
        return new AccessLogSettings(
                directory, tcplog, json, picks, false, Duration.ZERO, 0, 1, Duration.ZERO, true, queue);
    }

    public static RouterSettings routing(String changes) {
        return balancer(changes).routing();
    }

    /** Who may connect. */
    public static ClientRules rules(String changes) {
        return new ClientRules(routing(changes).dispatch().clients());
    }

    static ConnectionSettings connections(String changes) {
        return routing(changes).connections();
    }

    /** What a router tells its connections, with 5 s to connect and in the queue. */
    static SharedByConnections.Changing changing(Set<Signal> signals) {
        return changing("", signals);
    }

    static SharedByConnections.Changing changing(String changes, Set<Signal> signals) {
        return new SharedByConnections.Changing(connections(changes), Duration.ofSeconds(5), signals, false);
    }
}
