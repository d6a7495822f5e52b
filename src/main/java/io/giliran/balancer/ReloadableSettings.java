package io.giliran.balancer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import io.giliran.balancer.discovery.DiscoverySettings;
import io.giliran.settings.SettingsReader;
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
        return new ReloadableSettings(balancer, DiscoverySettings.from(SettingsReader.at(root, ROOT)), written);
    }
}
