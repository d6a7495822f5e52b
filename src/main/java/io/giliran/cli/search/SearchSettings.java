package io.giliran.cli.search;

import com.typesafe.config.Config;
import io.giliran.settings.SettingsReader;
import io.giliran.workload.ArrivalRate;
import java.time.Duration;

/**
 * The keys under {@code giliran.search}.
 *
 * @param from the rate that is tried first, requests a second
 * @param most no rate above it is tried
 * @param resolution by which part the rate that failed may lie above the one that held
 * @param stepRequests how many requests each step has at least
 * @param stepMost how long a step takes at most
 * @param maxTime of the whole search
 * @param backends how many are simulated beside it; 0 for no simulation
 */
public record SearchSettings(
        double from,
        double most,
        double resolution,
        int stepRequests,
        Duration stepMost,
        Duration maxTime,
        int backends) {
    private static final double FINEST = 0.001;

    /** The least rate that is tried. */
    static final double LEAST = 0.1;

    public static SearchSettings from(Config root) {
        SettingsReader reader = SettingsReader.at(root, "giliran.search");
        SearchSettings settings = new SearchSettings(
                reader.parsed("from", ArrivalRate::parsePerSecond),
                reader.parsed("most", ArrivalRate::parsePerSecond),
                reader.number("resolution", FINEST, 1),
                reader.integer("step-requests", 1, Integer.MAX_VALUE),
                reader.duration("step-most", Duration.ofMillis(1)),
                reader.duration("max-time", Duration.ofMillis(1)),
                reader.isOff("backends") ? 0 : reader.integer("backends", 1, 1000));
        if (settings.from() < LEAST) {
            throw reader.invalid("from", "a rate of at least " + LEAST + " a second");
        }
        if (settings.most() < settings.from()) {
            throw reader.invalid("most", "a rate that is not below search.from");
        }
        return settings;
    }
}
