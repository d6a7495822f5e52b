package io.giliran.balancer.reload;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import io.giliran.balancer.discovery.DiscoverySettings;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.settings.SettingsReader;
import io.giliran.transport.tls.TlsClient;
import io.giliran.transport.tls.TlsServer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A balancer's settings and what they were read from, so that those of another time can be compared with them.
 *
 * @param written every key below {@code giliran.balancer} but the backends, with its value as text
 */
public record ReloadableSettings(
        BalancerSettings balancer, DiscoverySettings discovery, SortedMap<String, String> written) {
    private static final String CLIENT_CA = "tls.client-ca";
    private static final String ROOT = "giliran.balancer";
    private static final String BACKENDS = "backends";

    /**
     * Reads and checks all of them; host names are looked up now.
     *
     * @throws io.giliran.settings.SettingsException naming the value that cannot be used
     */
    public static ReloadableSettings from(Config root) {
        BalancerSettings balancer = BalancerSettings.from(root);
        SortedMap<String, String> written = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry : root.getConfig(ROOT).entrySet()) {
            if (!entry.getKey().equals(BACKENDS)) {
                written.put(entry.getKey(), String.valueOf(entry.getValue().unwrapped()));
            }
        }
        describeFiles(balancer, written);
        return new ReloadableSettings(balancer, DiscoverySettings.from(SettingsReader.at(root, ROOT)), written);
    }

    /** Files count by their content, not by their name. */
    private static void describeFiles(BalancerSettings balancer, SortedMap<String, String> written) {
        TlsServer tls = balancer.tls();
        if (tls != null) {
            written.put("tls.certificates", tls.description());
            written.computeIfPresent(CLIENT_CA, (key, file) -> tls.authorities().isEmpty() ? file : tls.authorities());
        }
        TlsClient backends = balancer.routing().connections().backendTls();
        if (backends.verifies()) {
            written.put("backend-tls.trust", backends.description());
        }
    }
}
