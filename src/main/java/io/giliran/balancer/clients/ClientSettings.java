package io.giliran.balancer.clients;

import io.giliran.settings.SettingsReader;
import java.util.Optional;

/**
 * Settings of the access rules and of the limits of each client.
 *
 * @param limits empty for none
 */
public record ClientSettings(AddressRules rules, Optional<ClientLimits.Limits> limits) {
    private static final int MOST = 1_000_000;
    private static final double SLOWEST = 0.001;

    public static ClientSettings from(SettingsReader reader) {
        AddressRules rules = new AddressRules(ClientSet.from(reader, "allow"), ClientSet.from(reader, "deny"));
        boolean noMost = reader.isOff("max-connections");
        boolean noRate = reader.isOff("max-rate");
        ClientLimits.Limits limits = new ClientLimits.Limits(
                noMost ? Integer.MAX_VALUE : reader.integer("max-connections", 1, MOST),
                noRate ? Double.POSITIVE_INFINITY : reader.number("max-rate", SLOWEST, MOST),
                reader.integer("burst", 1, MOST),
                reader.onOff("ipv6-networks"),
                reader.integer("remembered", 1, MOST));
        return new ClientSettings(rules, noMost && noRate ? Optional.empty() : Optional.of(limits));
    }
}
