package io.giliran.policy;

import com.typesafe.config.ConfigFactory;
import io.giliran.settings.SettingsReader;

/** The parameters as they are by default. */
public final class SampleParameters {
    private SampleParameters() {}

    public static PolicyParameters all() {
        return all("");
    }

    /** With some keys set in HOCON, for example {@code maglev.table-size = 7}. */
    public static PolicyParameters all(String hocon) {
        var configured = ConfigFactory.parseString(hocon)
                .atPath("giliran.balancer.policy")
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
        return PolicySettings.parameters(SettingsReader.at(configured, "giliran.balancer.policy"));
    }
}
